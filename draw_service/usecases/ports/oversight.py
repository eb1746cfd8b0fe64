"""Records of supervision: measures, terminals and their checks, papers of the dispatch service (Art. 7, 15,
23)."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any, Protocol, TypeVar

R = TypeVar("R")


class Oversight(Protocol):
    """Records of ``rules.measures``, ``rules.terminals`` and ``rules.dispatch``, encrypted at rest. Each has
    ``KIND``, ``id``, ``subject`` and ``state``."""

    def next_number(self, name: str) -> int:
        """From 1 on, each given once."""

    def put(self, record: Any) -> None:
        """Insert or replace."""

    def get(self, kind: type[R], id: str) -> R | None:
        """Held against others until the transaction ends."""

    def find(self, kind: type[R], states: Iterable[str] = (), subject: str | None = None) -> Sequence[R]:
        """In the order first written; in any state when none is named; of one subject when it is named."""
