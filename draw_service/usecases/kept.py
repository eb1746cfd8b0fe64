"""What need not be read twice, as long as there is room for it."""

from __future__ import annotations

from collections.abc import Hashable
from typing import Generic, TypeVar

Key = TypeVar("Key", bound=Hashable)
Value = TypeVar("Value")


class Kept(Generic[Key, Value]):
    """Values that never change under their key. Up to ``room`` weight in all stays; what came first goes
    first, and what is heavier alone is not kept. Many threads may ask: each step on the dict is whole, and
    whatever two of them do at once leaves values that are true."""

    def __init__(self, room: int) -> None:
        self._room = room
        self._values: dict[Key, tuple[Value, int]] = {}

    def get(self, key: Key) -> Value | None:
        found = self._values.get(key)
        return found[0] if found is not None else None

    def put(self, key: Key, value: Value, weight: int) -> None:
        if weight > self._room:
            return
        self._values.setdefault(key, (value, weight))
        held = sum(weight for _value, weight in tuple(self._values.values()))
        for oldest in tuple(self._values):
            if held <= self._room:
                break
            held -= self._values.pop(oldest, (value, 0))[1]
