"""What waits for an hour that will not come: set by a clock that was put back since, or for a channel that
nobody serves any more."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime, timedelta

from sqlalchemy import and_, or_, select, update
from sqlmodel import Session

from notifications.alarms import raise_alarm
from notifications.policy import Policy, window_from
from notifications.records import ATTEMPT, NOTICE
from notifications.timers import FARTHEST, TIMER


def recall(session: Session, now: datetime) -> None:
    """An attempt set farther ahead than its policy can is from before the clock was set back: it waits its
    gap from now. Who is spared longer, by a provider's limit, is spared again when it is claimed."""
    ahead = select(ATTEMPT.c.id, ATTEMPT.c.due_at, NOTICE.c.policy).join_from(ATTEMPT, NOTICE)
    ahead = ahead.where(ATTEMPT.c.state == "queued", ATTEMPT.c.due_at > now + FARTHEST)
    for attempt, due_at, text in session.execute(ahead).all():
        policy = Policy.from_json(text)
        after_gap = now + timedelta(seconds=policy.gap_seconds)
        if due_at > window_from(policy, after_gap) + FARTHEST:
            mine = update(ATTEMPT).where(ATTEMPT.c.id == attempt, ATTEMPT.c.state == "queued")
            session.execute(mine.values(due_at=after_gap))


def recall_timers(session: Session, now: datetime) -> None:
    """A receipt is waited for as long as the policy says, from now when the clock was set back."""
    ahead = select(TIMER, NOTICE.c.policy).join_from(TIMER, ATTEMPT, TIMER.c.subject == ATTEMPT.c.id)
    ahead = ahead.join(NOTICE, NOTICE.c.id == ATTEMPT.c.notice_id)
    sms = or_(
        and_(TIMER.c.kind == "receipt", TIMER.c.due_at > now),
        and_(TIMER.c.kind == "lost", TIMER.c.due_at > now + FARTHEST),
    )
    for row in session.execute(ahead.where(sms)).all():
        policy = Policy.from_json(row.policy)
        seconds = policy.receipt_seconds if row.kind == "receipt" else policy.receipt_lost_seconds
        latest = now + timedelta(seconds=seconds)
        if row.due_at > latest:
            same = and_(TIMER.c.kind == row.kind, TIMER.c.subject == row.subject)
            session.execute(update(TIMER).where(same).values(due_at=latest))


def forsaken(session: Session, served: Collection[str], now: datetime) -> None:
    """A person hears of attempts that are long due on a channel this worker does not serve: if another did,
    they would be gone."""
    waiting = select(ATTEMPT.c.id, ATTEMPT.c.due_at, NOTICE.c.policy).join_from(ATTEMPT, NOTICE)
    waiting = waiting.where(
        ATTEMPT.c.state == "queued", ATTEMPT.c.channel.not_in(sorted(served)), NOTICE.c.state == "open"
    )
    for attempt, due_at, text in session.execute(waiting).all():
        if due_at + timedelta(seconds=Policy.from_json(text).person_seconds) <= now:
            raise_alarm(session, "cannot-say", attempt, now, "no-channel")
