"""Limits as rows: so many in a span of time, counted over all workers.

A span is a fixed piece of the clock (epoch seconds divided by its length), so that counting is one row.
"""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime

from sqlalchemy import case, delete, select, update
from sqlmodel import Session

from audit.columns import table_of
from notifications.channels.port import Limits
from notifications.policy import Policy
from notifications.tables import ThrottleRow
from notifications.timers import insert_into

THROTTLE = table_of(ThrottleRow)


@dataclass(frozen=True, slots=True)
class Limit:
    """At most ``most`` under ``key`` in each ``seconds``."""

    key: str
    most: int
    seconds: int

    def bucket(self, at: datetime) -> str:
        return str(int(at.timestamp()) // self.seconds)

    def next_start(self, at: datetime) -> datetime:
        """When the span after ``at``'s begins."""
        return datetime.fromtimestamp((int(at.timestamp()) // self.seconds + 1) * self.seconds, UTC)


def account_limits(channel: str, limits: Limits) -> list[Limit]:
    """What the provider allows the whole account."""
    if not limits.per_second:
        return []
    seconds = max(1, math.ceil(1 / limits.per_second))
    return [Limit(f"account:{channel}", max(1, math.floor(limits.per_second * seconds)), seconds)]


def callee_limits(
    channel: str, limits: Limits, person: str, number: str, kind: str, policy: Policy
) -> list[Limit]:
    """What is spared one ``number``, by the provider's limits, and for calls one ``person`` and whoever
    shares the phone, by ours; both keyed hashes."""
    found = [
        Limit(f"{channel}:{kind}:{number}/{seconds}", most, seconds) for most, seconds in limits.per_callee
    ]
    if kind == "voice" and policy.per_callee_per_hour:
        # A set in a fixed order: the two are the same where the client gave no hash of the number.
        keys = dict.fromkeys((person, number))
        found += [Limit(f"callee:{one}", policy.per_callee_per_hour, 3600) for one in keys]
    return found


def full(session: Session, limits: Iterable[Limit], at: datetime) -> Limit | None:
    """The limit among these that is used up the longest, None when there is room under all."""
    spent = [limit for limit in limits if _used(session, limit, at) >= limit.most]
    return max(spent, key=lambda limit: limit.next_start(at), default=None)


def use(session: Session, limits: Iterable[Limit], at: datetime) -> None:
    """Count one under each; spans gone by are forgotten."""
    for limit in limits:
        others = (THROTTLE.c.key == limit.key) & (THROTTLE.c.bucket != limit.bucket(at))
        session.execute(delete(THROTTLE).where(others))
        _add(session, limit, at)


def give_back(session: Session, limits: Iterable[Limit], at: datetime) -> None:
    """What was counted at ``at`` did not happen."""
    for limit in limits:
        same = (THROTTLE.c.key == limit.key) & (THROTTLE.c.bucket == limit.bucket(at))
        less = case((THROTTLE.c.used > 0, THROTTLE.c.used - 1), else_=0)
        session.execute(update(THROTTLE).where(same).values(used=less))


def count(session: Session, what: str, at: datetime) -> None:
    """Count something that has no limit, such as refused callbacks, by the hour."""
    _add(session, Limit(what, 0, 3600), at)


def _add(session: Session, limit: Limit, at: datetime) -> None:
    written = insert_into(session, ThrottleRow).values(key=limit.key, bucket=limit.bucket(at), used=1)
    more = {"used": THROTTLE.c.used + 1}
    session.execute(written.on_conflict_do_update(index_elements=["key", "bucket"], set_=more))


def _used(session: Session, limit: Limit, at: datetime) -> int:
    same = (THROTTLE.c.key == limit.key) & (THROTTLE.c.bucket == limit.bucket(at))
    return session.execute(select(THROTTLE.c.used).where(same)).scalar() or 0
