"""What a vendor replaces by a SIP exchange or a pool of modems; here a rehearsal that rings nobody."""

from __future__ import annotations

from collections import deque
from collections.abc import Mapping, Sequence
from typing import Protocol


class Line(Protocol):
    """One call or message under way."""

    def dial(self) -> str:
        """Blocks until somebody answers or nobody will: "answered", or an end of deploy/gateway.md."""

    def say(self, sentences: Sequence[str]) -> None:
        """Blocks until it has been said; a key ends it early."""

    def key(self, patience: float) -> str | None:
        """The next key, "" when none came in ``patience`` seconds, None when the callee hung up."""

    def hang_up(self) -> None:
        """End the call."""

    def send(self, text: str) -> str:
        """Send a message; "delivered" or "undelivered" once the carrier says so."""


class Exchange(Protocol):
    def line(self, number: str) -> Line:
        """A line to ``number`` (E.164)."""


class Rehearsal:
    """``numbers``: number -> the keys pressed at the prompts in order ("11"; "-" is silence, and when the
    keys are used up the callee hangs up), or an end such as "busy". Unknown numbers are invalid."""

    def __init__(self, numbers: Mapping[str, str]) -> None:
        self._numbers = dict(numbers)

    def line(self, number: str) -> Line:
        return _Rehearsed(self._numbers.get(number, "invalid-number"))


class _Rehearsed:
    def __init__(self, script: str) -> None:
        self._end = "" if not script.strip("0123456789*#-") else script
        self._keys = deque(script)
        self.said: list[str] = []

    def dial(self) -> str:
        return self._end or "answered"

    def say(self, sentences: Sequence[str]) -> None:
        self.said.extend(sentences)

    def key(self, patience: float) -> str | None:  # noqa: ARG002 - a rehearsal waits for nobody
        if not self._keys:
            return None
        pressed = self._keys.popleft()
        return "" if pressed == "-" else pressed

    def hang_up(self) -> None:
        self._keys.clear()

    def send(self, text: str) -> str:
        self.said.append(text)
        return "undelivered" if self._end else "delivered"
