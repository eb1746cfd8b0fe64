"""The tenderer's slip is lost before the lock: a new one, with its reason on record (protocol section 1)."""

from __future__ import annotations

from draw_service.rules.access import Who
from draw_service.rules.refusals import BadInput
from draw_service.usecases.applications.appoint_witness import appoint_witness
from draw_service.usecases.applications.parties import own_application, tenderer_alone
from draw_service.usecases.applications.slip_proof import SlipProof
from draw_service.usecases.ports import House

SLIP_REASONS = ("lost", "damaged", "misprinted", "witness-changed")
"""Slugs of the reasons offered."""


def replace_slip(
    house: House, who: Who, application_id: str, slip: SlipProof, reason: str, mandate: str = ""
) -> None:
    """``mandate`` as in ``send_application``. Raises ``NotFound``, ``TendererSends``, ``BadInput`` and what
    ``appoint_witness`` raises."""
    with house.books() as books:
        side, _version, _application = own_application(books, who, application_id)
        tenderer_alone(side)
        attempts = books.draws.attempts(application_id)
    if reason not in SLIP_REASONS:
        raise BadInput(what="reason")
    appoint_witness(house, attempts[-1].draw_id, "tenderer", slip, reason, mandate)
