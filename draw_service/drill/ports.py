"""A drill's own clock and chance: the same seed gives the same bytes. Never for a real draw."""

from __future__ import annotations

import hmac
from datetime import UTC, datetime, timedelta


class DrillClock:
    """A clock the story moves. ``start`` aware."""

    def __init__(self, start: datetime) -> None:
        self._now = start.astimezone(UTC).replace(microsecond=0)

    def now(self) -> datetime:
        return self._now

    def wait(self, *, minutes: int = 0, seconds: int = 0) -> None:
        self._now += timedelta(minutes=minutes, seconds=seconds)

    def jump(self, to: datetime) -> None:
        """Go forward to ``to``; never back."""
        self._now = max(self._now, to.astimezone(UTC))


class DrillEntropy:
    """HMAC-SHA256 in counter mode under a seed."""

    def __init__(self, seed: int) -> None:
        self._key = f"panel drill entropy {seed}".encode()
        self._count = 0

    def bytes(self, size: int) -> bytes:
        out = bytearray()
        while len(out) < size:
            out += hmac.digest(self._key, self._count.to_bytes(8, "big"), "sha256")
            self._count += 1
        return bytes(out[:size])


class DrillPrinter:
    """A printer that prints nothing and keeps nothing but the serials: there is no preview (Art. 8(3))."""

    def __init__(self) -> None:
        self.serials: list[str] = []

    def ready(self) -> None:
        """Always."""

    def send(self, serial: str, sheet: bytes) -> None:
        if sheet:
            self.serials.append(serial)
