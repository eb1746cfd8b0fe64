"""What is counted of ended draws, over a tuple; what only a database reads is not here."""

from __future__ import annotations

from collections.abc import Sequence

from audit.events import DrawEvent
from draw_service.rules.statistics import Fact
from tests.usecases.books import State


class FakeStatistics:
    def __init__(self, state: State) -> None:
        self._state = state

    def position(self) -> int:
        return self._state.counted_to

    def take_turn(self) -> int:
        return self.position()

    def size(self) -> int:
        return len(self._state.leaves)

    def ended(self, first: int, most: int) -> tuple[int, Sequence[tuple[int, str]]]:
        last = min(first + most, self.size())
        ends = {
            chain[-1].bytes: draw_id
            for draw_id, chain in self._state.chains.items()
            if chain[-1].type in (DrawEvent.DRAW_CLOSED, DrawEvent.DRAW_ABORTED)
        }
        leaves = enumerate(self._state.leaves[first:last], first)
        return max(first, last), [(index, ends[data]) for index, data in leaves if data in ends]

    def add(self, facts: Sequence[Fact], position: int) -> None:
        self._state.counted, self._state.counted_to = (*self._state.counted, *facts), position

    def facts(self) -> Sequence[Fact]:
        return self._state.counted
