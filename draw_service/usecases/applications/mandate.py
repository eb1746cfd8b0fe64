"""The agency may hold the tenderer's unseal half, on a written mandate that is on record (Art. 8(5)).

The agency makes the half and hands in its public key; the tenderer, and nobody else, records the mandate's
hash when it sends the application. The paper itself stays with the two.
"""

from __future__ import annotations

from datetime import datetime

from audit.events import HouseEvent
from draw_service.rules.access import Who
from draw_service.rules.refusals import AlreadyLocked, BadInput, NotFound, SlipUsed
from draw_service.rules.slips import sealable
from draw_service.usecases.applications.parties import side_of
from draw_service.usecases.applications.reserve_number import attempt_id
from draw_service.usecases.chain import load_running
from draw_service.usecases.ports import Books, House

_HEX = set("0123456789abcdef")


def keep_unseal_half(house: House, who: Who, application_id: str, draw_id: str, unseal_pk: str) -> None:
    """The agency hands in the public key (64 hex characters) of its half for the attempt about to be
    filed, or for the one whose slip is replaced.

    Raises ``NotFound``, ``AlreadyLocked``, ``DrawEnded``, ``BadInput``, ``SlipUsed``.
    """
    with house.books() as books:
        draft, sent = books.draws.draft(application_id), books.draws.application(application_id)
        known = sent[1] if sent is not None else draft
        if known is None or side_of(who, known.tenderer, known.agency) != "agency":
            raise NotFound
        attempts = books.draws.attempts(application_id)
        if draw_id != attempt_id(application_id, len(attempts) + 1):
            # A slip that is replaced takes a new half with it.
            if not attempts or draw_id != attempts[-1].draw_id:
                raise NotFound
            if load_running(books, draw_id).lock is not None:
                raise AlreadyLocked
        if len(unseal_pk) != 64 or set(unseal_pk) - _HEX or not sealable(unseal_pk):
            raise BadInput(what="pk")
        if books.draws.slip_seen(unseal_pk, unseal_pk):
            raise SlipUsed
        books.draws.put_unseal_half(draw_id, unseal_pk)
        books.commit()


def record_mandate(books: Books, draw_id: str, unseal_pk: str, mandate: str, now: datetime) -> None:
    """In the open transaction: the mandate (SHA-256 of the signed paper, hex) under which the agency holds
    the half with this key. Raises ``BadInput`` when the slip does not carry the agency's key."""
    if len(mandate) != 64 or set(mandate) - _HEX:
        raise BadInput(what="mandate")
    if books.draws.unseal_half(draw_id) != unseal_pk:
        raise BadInput(what="pk")
    body = {"draw": draw_id, "mandate": mandate, "unseal_pk": unseal_pk}
    books.journal.note("applications", HouseEvent.MANDATE_RECORDED, body, now)
