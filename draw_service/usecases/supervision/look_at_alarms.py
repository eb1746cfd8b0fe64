"""What calling asks a person to look at: shown to the draw room and to administrators (Art. 5)."""

from __future__ import annotations

from collections.abc import Sequence

from draw_service.usecases.ports import Alarm, House


def look_at_alarms(house: House) -> Sequence[Alarm]:
    """The alarms nobody has cleared, oldest first; they name draws, calls and channels, never a person."""
    with house.views() as books:
        return books.post.alarms()
