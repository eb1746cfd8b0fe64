"""Records of incidents, confidential reports, handovers and the catalogue (Art. 3, 9, 16(6), 17(5))."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any, Protocol, TypeVar

R = TypeVar("R")


class Incidents(Protocol):
    """Records of ``rules.incidents``, ``rules.reports``, ``rules.handover`` and ``rules.catalogue``, each a
    dataclass with ``KIND``, ``id`` and ``state``; encrypted at rest, never removed."""

    def number(self, of: str) -> int:
        """The next number under ``of``, from 1; given once."""

    def put(self, record: Any) -> None:
        """Insert or replace."""

    def get(self, kind: type[R], id: str) -> R | None:
        """Held against others until the transaction ends."""

    def find(self, kind: type[R], states: Iterable[str] = (), most: int = 1000) -> Sequence[R]:
        """The newest ``most`` in the order first written; in any state when none is named."""

    def keep_file(self, id: str, owner: str, kind: str, data: bytes) -> None:
        """A file beside the record ``owner``."""

    def file(self, id: str, owner: str) -> tuple[str, bytes] | None:
        """Its kind and bytes."""
