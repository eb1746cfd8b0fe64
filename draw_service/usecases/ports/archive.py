"""Records of the archive, and the keys that people's records are forgotten with (档案管理制度; 采购法 42)."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any, Protocol, TypeVar

R = TypeVar("R")


class Archive(Protocol):
    """Packages, requests and destructions (``rules.archive_acts``), encrypted at rest; and data keys.

    What names the people of a draw can be put under a data key of its own, which the column key wraps. Once
    the wrapped key is destroyed nothing opens those cells, whoever holds the keyring.
    """

    def put(self, record: Any) -> None:
        """Insert or replace."""

    def get(self, kind: type[R], id: str) -> R | None:
        """Held against others until the transaction ends."""

    def find(self, kind: type[R], states: Iterable[str] = ()) -> Sequence[R]:
        """In the order first written; in any state when none is named."""

    def put_away(self, draw_id: str, at: datetime) -> int:
        """Put what names the people of a draw under its data key; returns how many cells. Again: those that
        were written since."""

    def shred(self, draw_id: str, at: datetime) -> int:
        """Put away what is not yet, then destroy the data key; returns how many cells nobody can open any
        more. Log, lists of handles and application stay."""

    def shredded_at(self, draw_id: str) -> datetime | None: ...
