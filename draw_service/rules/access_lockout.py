"""PURE. Waits that grow with wrong tries, and pass (Art. 10).

There is always a way out: the wait ends by itself, an administrator lifts it, and the server's own terminal
resets the account.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from draw_service.rules.access import AccessPolicy


@dataclass(frozen=True, slots=True)
class Tries:
    """Wrong tries under one key, and when the last was; ``last`` None when there is none."""

    count: int = 0
    last: datetime | None = None


def counted(tries: Tries, now: datetime, policy: AccessPolicy) -> Tries:
    """The tries after one more wrong one; those before a quiet time are forgotten."""
    return Tries(_remembered(tries, now, policy) + 1, now)


def wait_until(tries: Tries, most: int, now: datetime, policy: AccessPolicy) -> datetime | None:
    """When the next try is heard, None for now. ``most``: tries before the first wait."""
    over = _remembered(tries, now, policy) - most
    if tries.last is None or over < 0:
        return None
    until = tries.last + timedelta(minutes=policy.waits[min(over, len(policy.waits) - 1)])
    return until if now < until else None


def minutes_to(until: datetime, now: datetime) -> int:
    """Whole minutes to wait, rounded up, at least one."""
    return max(1, -int((now - until).total_seconds() // 60))


def _remembered(tries: Tries, now: datetime, policy: AccessPolicy) -> int:
    if tries.last is None or now - tries.last >= timedelta(hours=policy.quiet_hours):
        return 0
    return tries.count
