"""Draw rooms and their queues (Art. 11)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Protocol


class Rooms(Protocol):
    """Draw rooms: one project at a time (Art. 11)."""

    def occupant(self, room: str) -> str | None:
        """The draw in the room."""

    def enter(self, room: str, draw_id: str) -> None: ...

    def leave(self, room: str) -> None: ...

    def occupants(self) -> Mapping[str, str]:
        """Room -> the draw in it, for all that somebody is in."""

    def queues(self) -> Mapping[str, Sequence[str]]:
        """Room -> the draws that wait for it, first come first, for all that somebody waits for."""

    def queue(self, room: str) -> Sequence[str]:
        """Waiting draws, first come first."""

    def join(self, room: str, draw_id: str, at: datetime) -> None: ...

    def quit(self, room: str, draw_id: str) -> None: ...
