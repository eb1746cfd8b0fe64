"""Open the next attempt of an application whose last one was aborted: fresh id, fresh slips (Art. 13)."""

from __future__ import annotations

from audit.events import DrawEvent
from draw_service.rules.life import Draw
from draw_service.rules.refusals import AttemptOpen, NotFound
from draw_service.usecases.applications.file_application import filed_body
from draw_service.usecases.applications.mandate import record_mandate
from draw_service.usecases.applications.reserve_number import attempt_id
from draw_service.usecases.applications.slip_proof import SlipProof, keep_slip
from draw_service.usecases.chain import append, load
from draw_service.usecases.oversight.dispatch import note_dispatch
from draw_service.usecases.ports import DrawRow, House


def next_attempt_id(house: House, application_id: str) -> str:
    """The id the next attempt will have, for making its slip."""
    with house.books() as books:
        return attempt_id(application_id, len(books.draws.attempts(application_id)) + 1)


def open_attempt(house: House, application_id: str, slip: SlipProof, mandate: str = "") -> str:
    """Start the next attempt without a gap; ``mandate`` as in ``file_application``. Raises ``NotFound``,
    ``AttemptOpen`` unless the last one was aborted, ``SlipUsed``."""
    with house.books() as books:
        now = house.clock.now()
        attempts = books.draws.attempts(application_id)
        found = books.draws.application(application_id)
        if not attempts or found is None:
            raise NotFound
        last = load(books, attempts[-1].draw_id)
        if last.end is None or last.phase != "aborted":
            raise AttemptOpen
        attempt = attempts[-1].attempt + 1
        draw_id = attempt_id(application_id, attempt)
        keep_slip(house, books, draw_id, "tenderer", slip)
        books.draws.add_draw(DrawRow(draw_id, application_id, attempt))
        previous = last.end.hash.hex()
        body = filed_body(application_id, attempt, previous, slip, house.pack(now).id, found[1])
        draw = Draw(draw_id)
        append(books, draw, DrawEvent.APPLICATION_FILED, body, now)
        note_dispatch(books, draw, found[1], now)
        if mandate:
            record_mandate(books, draw_id, slip.unseal_pk, mandate, now)
        books.commit()
    house.sequence()
    return draw_id
