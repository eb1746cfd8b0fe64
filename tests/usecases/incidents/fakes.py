"""``ports.Incidents`` over a dict."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from tests.usecases.books import State


class FakeIncidents:
    def __init__(self, state: State) -> None:
        self._state = state

    def number(self, of: str) -> int:
        return self._state.number(of)

    def put(self, record: Any) -> None:
        self._state.incidents[record.KIND, record.id] = record

    def get(self, kind: Any, id: str) -> Any:
        return self._state.incidents.get((kind.KIND, id))

    def find(self, kind: Any, states: Iterable[str] = (), most: int = 1000) -> Sequence[Any]:
        wanted = set(states)
        found = [one for (of, _), one in self._state.incidents.items() if of == kind.KIND]
        return [one for one in found if not wanted or one.state in wanted][-most:]
