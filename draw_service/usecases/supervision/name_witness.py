"""The regulator names its witness by a slip, or replaces the slip with its reason (Art. 8(2))."""

from __future__ import annotations

from draw_service.rules.access import Who
from draw_service.rules.refusals import BadInput
from draw_service.usecases.applications.appoint_witness import appoint_witness
from draw_service.usecases.applications.replace_slip import SLIP_REASONS
from draw_service.usecases.applications.slip_proof import SlipProof
from draw_service.usecases.ports import House
from draw_service.usecases.supervision.supervised import own_draw


def name_witness(house: House, who: Who, draw_id: str, slip: SlipProof, reason: str = "") -> None:
    """``reason``: one of ``SLIP_REASONS`` when a slip is replaced, "" for the first. Raises ``NotFound`` and
    what ``appoint_witness`` raises."""
    with house.books() as books:
        own_draw(books, who, draw_id)
        named = books.draws.slip(draw_id, "regulator") is not None
    if reason and reason not in SLIP_REASONS:
        raise BadInput(what="reason")
    appoint_witness(house, draw_id, "regulator", slip, reason if named else "")
