"""Join the visible queue of a draw room: one project at a time, the others wait outside (Art. 11)."""

from __future__ import annotations

from audit.events import BodyError, HouseEvent
from draw_service.rules.refusals import BadInput, NotFound, OutOfOrder
from draw_service.usecases.chain import load_running
from draw_service.usecases.oversight.dispatch import turn_of
from draw_service.usecases.oversight.terminals import require_terminal
from draw_service.usecases.ports import House


def join_queue(house: House, draw_id: str, room: str) -> int:
    """Returns the place in the queue, 1 = next. Joining twice changes nothing; who waits for another room
    leaves that queue. Raises ``OutOfOrder`` for who is in another room already, ``TerminalUnchecked`` for a
    room without a checklist in force (Art. 7)."""
    with house.books() as books:
        load_running(books, draw_id)
        row = books.draws.draw(draw_id)
        if row is None:
            raise NotFound
        if books.rooms.occupant(room) == draw_id:
            return 1
        require_terminal(house, books, room)
        waiting = books.rooms.queue(room)
        if draw_id not in waiting:
            if row.room and books.rooms.occupant(row.room) == draw_id:
                raise OutOfOrder
            if row.room:
                books.rooms.quit(row.room, draw_id)
            now = house.clock.now()
            books.rooms.join(room, draw_id, now)
            books.draws.set_room(draw_id, room)
            try:
                books.journal.note("rooms", HouseEvent.ROOM_QUEUED, {"draw": draw_id, "room": room}, now)
            except BodyError as error:
                raise BadInput(what=str(error)) from None
            waiting = books.rooms.queue(room)
        books.commit()
        return turn_of(books, waiting)[0].index(draw_id) + 1
