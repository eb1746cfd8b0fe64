"""Leave the queue of a draw room, so that a project that does not come holds nobody up (Art. 11)."""

from __future__ import annotations

from audit.events import HouseEvent
from draw_service.rules.refusals import NotInQueue
from draw_service.usecases.chain import load_running
from draw_service.usecases.ports import House


def leave_queue(house: House, draw_id: str, room: str) -> None:
    """Raises ``NotInQueue`` when it does not wait there."""
    with house.books() as books:
        load_running(books, draw_id)
        if draw_id not in books.rooms.queue(room):
            raise NotInQueue
        books.rooms.quit(room, draw_id)
        books.draws.set_room(draw_id, "")
        body = {"draw": draw_id, "room": room, "left": True}
        books.journal.note("rooms", HouseEvent.ROOM_QUEUED, body, house.clock.now())
        books.commit()
