"""Rows that say when to look at an attempt again; whoever claims one first looks."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any, Literal

from sqlalchemy import Row, and_, delete, or_, select, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlmodel import Session

from audit.columns import Stored, table_of
from notifications.tables import TimerRow

TIMER = table_of(TimerRow)
TimerKind = Literal["look", "receipt", "lost"]
FARTHEST = timedelta(hours=1)
"""No look is ever set farther ahead: one that is comes from before the clock was set back, and is due."""
CLAIMED = timedelta(seconds=60)
"""How long a claimed timer stays out of others' sight; who died on it is followed by another."""


def insert_into(session: Session, stored: type[Stored]) -> Any:
    """An INSERT that knows ON CONFLICT on either engine."""
    dialect = postgresql if session.get_bind().dialect.name == "postgresql" else sqlite
    return dialect.insert(table_of(stored))


def set_timer(session: Session, kind: TimerKind, attempt: str, due_at: datetime, tries: int = 0) -> None:
    """Look at the attempt at ``due_at``; an earlier setting of the same timer is replaced."""
    values = {"due_at": due_at, "tries": tries}
    written = insert_into(session, TimerRow).values(kind=kind, subject=attempt, **values)
    session.execute(written.on_conflict_do_update(index_elements=["kind", "subject"], set_=values))


def drop_timers(session: Session, attempt: str, *kinds: TimerKind) -> None:
    """Forget timers of an attempt, all when no kind is named."""
    gone = delete(TIMER).where(TIMER.c.subject == attempt)
    session.execute(gone.where(TIMER.c.kind.in_(kinds)) if kinds else gone)


def claim_due(session: Session, now: datetime, limit: int) -> Sequence[Row[Any]]:
    """Timers due, taken for ``CLAIMED``; the caller commits before it looks."""
    astray = and_(TIMER.c.kind == "look", TIMER.c.due_at > now + FARTHEST)
    due = select(TIMER).where(or_(TIMER.c.due_at <= now, astray)).order_by(TIMER.c.due_at).limit(limit)
    rows = session.execute(due.with_for_update(skip_locked=True)).all()
    for row in rows:
        same = (TIMER.c.kind == row.kind) & (TIMER.c.subject == row.subject)
        session.execute(update(TIMER).where(same).values(due_at=now + CLAIMED, tries=row.tries + 1))
    return rows
