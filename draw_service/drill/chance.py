"""Repeatable choices for rehearsals: HMAC-SHA256 in counter mode under a seed. Never for a real draw."""

from __future__ import annotations

import hmac
from collections.abc import Sequence
from typing import TypeVar

T = TypeVar("T")


class Chance:
    """A stream of choices that depends on ``seed`` and ``label`` alone."""

    def __init__(self, seed: int, label: str) -> None:
        self._key = f"panel drill {seed}".encode()
        self._label = label.encode()
        self._count = 0

    def below(self, limit: int) -> int:
        """A whole number from 0 to ``limit`` - 1."""
        self._count += 1
        block = hmac.digest(self._key, self._label + b"\0" + self._count.to_bytes(8, "big"), "sha256")
        # 256 bits over a small limit: the bias is far below anything a rehearsal could show.
        return int.from_bytes(block, "big") % limit

    def between(self, low: int, high: int) -> int:
        """A whole number from ``low`` to ``high``, both included."""
        return low + self.below(high - low + 1)

    def percent(self, share: int) -> bool:
        """True in ``share`` of 100 cases."""
        return self.below(100) < share

    def pick(self, things: Sequence[T]) -> T:
        return things[self.below(len(things))]

    def shuffled(self, things: Sequence[T]) -> list[T]:
        rest = list(things)
        for last in range(len(rest) - 1, 0, -1):
            other = self.below(last + 1)
            rest[last], rest[other] = rest[other], rest[last]
        return rest
