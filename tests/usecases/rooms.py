"""Rooms, queues and what is known of rooms, of ``usecases.ports``, over dicts."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

from draw_service.rules.refusals import ChangedUnderYou
from tests.usecases.books import State


class FakeRooms:
    def __init__(self, state: State) -> None:
        self._state = state

    def occupant(self, room: str) -> str | None:
        return self._state.rooms.get(room)

    def enter(self, room: str, draw_id: str) -> None:
        if room in self._state.rooms:
            raise ChangedUnderYou
        self._state.rooms[room] = draw_id

    def leave(self, room: str) -> None:
        self._state.rooms.pop(room, None)

    def occupants(self) -> Mapping[str, str]:
        return self._state.rooms

    def queues(self) -> Mapping[str, Sequence[str]]:
        return {room: waiting for room, waiting in self._state.queues.items() if waiting}

    def queue(self, room: str) -> Sequence[str]:
        return self._state.queues.get(room, ())

    def join(self, room: str, draw_id: str, at: datetime) -> None:
        self._state.queues[room] = (*self.queue(room), draw_id)

    def quit(self, room: str, draw_id: str) -> None:
        self._state.queues[room] = tuple(other for other in self.queue(room) if other != draw_id)


class FakeOversight:
    def __init__(self, state: State) -> None:
        self._state = state

    def next_number(self, name: str) -> int:
        return self._state.number(f"oversight {name}")

    def put(self, record: Any) -> None:
        self._state.oversight[record.KIND, record.id] = record

    def get(self, kind: Any, id: str) -> Any:
        return self._state.oversight.get((kind.KIND, id))

    def find(self, kind: Any, states: Iterable[str] = (), subject: str | None = None) -> Sequence[Any]:
        wanted = set(states)
        return [
            one
            for (held, _id), one in self._state.oversight.items()
            if held == kind.KIND
            and (not wanted or one.state in wanted)
            and (subject is None or one.subject == subject)
        ]
