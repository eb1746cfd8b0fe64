"""PURE. How long somebody stays in: idle and absolute limits, and how long a password counts as just given
(Art. 10)."""

from __future__ import annotations

from datetime import datetime, timedelta

from draw_service.rules.access import AccessPolicy

SLIDE = timedelta(minutes=1)
"""A session's last use is written down at most this often."""


def ends_at(opened: datetime, seen: datetime, witness: bool, policy: AccessPolicy) -> datetime:
    """When a session ends if it is not used again. A witness is not idle while a ceremony goes on around
    them: their session has the absolute limit alone."""
    last = opened + timedelta(hours=policy.witness_hours if witness else policy.absolute_hours)
    return last if witness else min(last, seen + timedelta(minutes=policy.idle_minutes))


def slides(seen: datetime, now: datetime) -> bool:
    """Whether the last use is old enough to be written down again."""
    return now - seen >= SLIDE


def fresh_until(proved: datetime, policy: AccessPolicy) -> datetime:
    """Until when a password or key given at ``proved`` counts as just given."""
    return proved + timedelta(minutes=policy.fresh_minutes)
