"""Why an expert was not drawn, or not called, in a draw (Art. 12): a regulator asks, one expert at a time."""

from __future__ import annotations

from draw_service.rules.access import Who
from draw_service.rules.refusals import NotFound, NotUnsealed, OutOfOrder
from draw_service.usecases.chain import load
from draw_service.usecases.expert.own_tickets import OwnTicket, place_in
from draw_service.usecases.ports import House
from draw_service.usecases.supervision.read_letter import note_look
from draw_service.usecases.supervision.supervised import own_draw


def why_not(house: House, who: Who, draw_id: str, expert_id: str) -> OwnTicket | None:
    """The expert's place, code and ranks; None for one whose specialties none of the seats asked for. Each
    question is in the log.

    Raises ``NotYourRoom``, ``NotFound`` for a draw of others' projects or an expert who is not in the
    register, ``OutOfOrder`` while the draw goes on, ``NotUnsealed``.
    """
    with house.books() as books:
        own_draw(books, who, draw_id)
        draw = load(books, draw_id)
        if draw.end is None:
            raise OutOfOrder
        if draw.unsealed is None:
            raise NotUnsealed
        if books.pool.record(expert_id) is None:
            raise NotFound
        found = place_in(books, draw_id, expert_id)
        note_look(house, books, who, draw_id, "why-not")
        books.commit()
    house.sequence()
    return found
