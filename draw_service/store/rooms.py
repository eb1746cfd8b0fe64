"""Draw rooms and their queues over one transaction (``ports.Rooms``, Art. 11)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime

from draw_service.store.rows import Rows
from draw_service.store.tables.rooms import QueueRow, RoomRow


class RoomBooks:
    def __init__(self, rows: Rows) -> None:
        self._rows = rows

    def occupant(self, room: str) -> str | None:
        row = self._rows.one(RoomRow, name=room)
        return row.draw_id if row else None

    def enter(self, room: str, draw_id: str) -> None:
        self._rows.add(RoomRow, {"name": room, "draw_id": draw_id})

    def leave(self, room: str) -> None:
        self._rows.remove(RoomRow, name=room)

    def occupants(self) -> Mapping[str, str]:
        return {row.name: row.draw_id for row in self._rows.many(RoomRow, ["name"])}

    def queues(self) -> Mapping[str, Sequence[str]]:
        found: dict[str, list[str]] = {}
        for row in self._rows.many(QueueRow, ["room", "place"]):
            found.setdefault(row.room, []).append(row.draw_id)
        return found

    def queue(self, room: str) -> Sequence[str]:
        return [row.draw_id for row in self._rows.many(QueueRow, ["place"], room=room)]

    def join(self, room: str, draw_id: str, at: datetime) -> None:
        place = self._rows.next_number(f"queue {room}")
        self._rows.add(QueueRow, {"room": room, "draw_id": draw_id, "place": place, "at": at})

    def quit(self, room: str, draw_id: str) -> None:
        self._rows.remove(QueueRow, room=room, draw_id=draw_id)
