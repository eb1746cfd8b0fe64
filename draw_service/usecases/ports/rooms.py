"""Draw rooms and their queues (Art. 11)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Protocol


class Rooms(Protocol):
    """Draw rooms: one project at a time (Art. 11)."""

    def occupant(self, room: str) -> str | None:
        """The draw in the room."""

    def enter(self, room: str, draw_id: str) -> None: ...

    def leave(self, room: str) -> None: ...

    def known(self) -> Sequence[str]:
        """Rooms that somebody is in or waits for, ascending."""

    def queue(self, room: str) -> Sequence[str]:
        """Waiting draws, first come first."""

    def join(self, room: str, draw_id: str, at: datetime) -> None: ...

    def quit(self, room: str, draw_id: str) -> None: ...
