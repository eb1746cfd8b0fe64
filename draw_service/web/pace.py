"""How fast each API key may call: so many calls a minute, in a row or spread out."""

from __future__ import annotations

from datetime import datetime

from draw_service.rules.refusals import TooFast


class Pace:
    """``per_minute`` calls of each caller; counted in this process alone."""

    def __init__(self, per_minute: int) -> None:
        self._each, self._until = 60 / per_minute, dict[str, float]()

    def take(self, caller: str, now: datetime) -> None:
        """Count one call. Raises ``TooFast`` with the seconds to wait."""
        at = now.timestamp()
        # Paid up to a time at most a minute ahead; a clock set back must not keep anybody out.
        until = min(max(self._until.get(caller, at), at), at + 60)
        if until + self._each > at + 60 + self._each / 1000:
            raise TooFast(wait=max(1, round(until + self._each - at - 60)))
        self._until[caller] = until + self._each
