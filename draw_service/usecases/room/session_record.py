"""The copy of a session that the system keeps by itself when it ends (Art. 10: 由专家抽取系统进行备份).

One canonical JSON file: every event of the draw with its time, who was in the room, which cameras looked on.
Its SHA-256 stands in the log. No expert is named in it; the people in the room are.
"""

from __future__ import annotations

from hashlib import sha256

from audit.canonical import canonical, parse_canonical
from audit.events import HouseEvent
from draw_service.rules.refusals import NotFound
from draw_service.usecases.ports import Books, House
from draw_service.usecases.room.entries import entries_of


def keep_record(house: House, books: Books, draw_id: str) -> str:
    """Keep the record of a session that ends, in the open transaction, and return its SHA-256, hex.

    Called once the ending event is appended.
    """
    row = books.draws.draw(draw_id)
    now, present = house.clock.now(), entries_of(books, draw_id)
    events = [parse_canonical(event.bytes) for event in books.journal.events(draw_id)]
    body = {**present.body(), "draw": draw_id, "events": events, "v": 1}
    room = row.room if row is not None else ""
    data = canonical({**body, "drill": house.drill, "room": room, "software": house.software})
    digest = sha256(data).hexdigest()
    books.draws.put_list(draw_id, "session", data)
    said = {"draw": draw_id, "entries": len(present.entries), "events": len(events), "sha256": digest}
    books.journal.note("rooms", HouseEvent.ROOM_RECORDED, said, now)
    return digest


def session_record(house: House, draw_id: str) -> bytes:
    """The file as it was kept. Raises ``NotFound`` while the session goes on."""
    with house.books() as books:
        data = books.draws.list(draw_id, "session")
    if data is None:
        raise NotFound
    return data
