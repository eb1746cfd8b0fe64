"""One press of a button counts once (ui.md rule 5; Art. 4: an act of the ceremony is never doubled).

A page shows how much people had done when it was drawn. What is sent from it is done only while that is
still so: a second tab, a reload or a repeated request after a lost answer finds that the draw has moved on.
Calls and their answers come in by themselves and move nothing here.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

from audit.events import DrawEvent, Event
from draw_service.rules.refusals import MovedOn
from draw_service.usecases.ports import Books, House

BY_ITSELF = frozenset(
    (
        DrawEvent.SEAT_CALLED,
        DrawEvent.SEAT_ANSWERED,
        DrawEvent.SEAT_EXHAUSTED,
        DrawEvent.SEAT_ARRIVED,
        DrawEvent.RECUSAL_ADDED,
        DrawEvent.DRAW_SEALED,
    )
)
"""What enters a chain while people only look on."""


def steps_of(events: Sequence[Event]) -> int:
    """How much people have done in a chain."""
    return sum(1 for event in events if event.type not in BY_ITSELF)


def as_seen(house: House, draw_id: str, steps: int) -> House:
    """The house for one act on the draw as it was seen with ``steps``. The act raises ``MovedOn`` when
    people have done more since, and then changes nothing."""
    return replace(house, books=lambda: _books(house, draw_id, steps))


def moved_on(house: House, draw_id: str, steps: int) -> bool:
    """Whether people have done more on the draw since it was seen with ``steps``."""
    with house.views() as books:
        return steps_of(books.journal.events(draw_id)) != steps


def _books(house: House, draw_id: str, steps: int) -> Books:
    books = house.books()
    books.journal = _Journal(books.journal, draw_id, steps)
    return books


class _Journal:
    """A journal that takes the next step of one draw only while it is the next."""

    def __init__(self, inner: Any, draw_id: str, steps: int) -> None:
        self._inner, self._draw_id, self._steps, self._looked = inner, draw_id, steps, False

    def __getattr__(self, name: str) -> Any:
        return getattr(self._inner, name)

    def record(self, draw_id: str, type: DrawEvent, body: Mapping[str, Any], at: datetime) -> Event:
        if draw_id == self._draw_id and not self._looked:
            self._looked = True
            if steps_of(self._inner.events(draw_id)) != self._steps:
                raise MovedOn
        found: Event = self._inner.record(draw_id, type, body, at)
        return found
