"""Appoint a witness by slip before the lock, or replace a slip with its reason (Art. 8(2))."""

from __future__ import annotations

from audit.events import DrawEvent
from draw_service.rules.applications import Party
from draw_service.rules.refusals import AlreadyLocked, BadInput
from draw_service.usecases.applications.mandate import record_mandate
from draw_service.usecases.applications.slip_proof import SlipProof, keep_slip
from draw_service.usecases.chain import append, load_running
from draw_service.usecases.ports import House


def appoint_witness(
    house: House, draw_id: str, party: Party, slip: SlipProof, reason: str = "", mandate: str = ""
) -> None:
    """``reason`` is a slug, needed when a slip is replaced; ``mandate`` as in ``file_application``.

    Raises ``AlreadyLocked``, ``SlipUsed``, ``BadInput``.
    """
    with house.books() as books:
        draw = load_running(books, draw_id)
        if draw.lock is not None or draw.selected is not None:
            raise AlreadyLocked
        if party == "center" or (party in draw.commitments and not reason):
            raise BadInput(what="party / reason")
        keep_slip(house, books, draw_id, party, slip)
        body = {
            "party": party,
            "commitment": slip.commitment,
            "unseal_pk": slip.unseal_pk,
            "reason": reason,
        }
        now = house.clock.now()
        append(books, draw, DrawEvent.WITNESS_APPOINTED, body, now)
        if mandate:
            record_mandate(books, draw_id, slip.unseal_pk, mandate, now)
        books.commit()
    house.sequence()
