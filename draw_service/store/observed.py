"""Sizes and ages of what the house keeps, read in one look (``ports.running``)."""

from __future__ import annotations

from sqlalchemy import Engine, func, select
from sqlalchemy.exc import DBAPIError
from sqlmodel import Session

from audit.journal import CHECKPOINT, EVENT, LEAF, PENDING
from draw_service.usecases.ports.running import Reading
from notifications.records import ATTEMPT


def reading(engine: Engine) -> Reading | None:
    """None while the database is out of reach."""
    try:
        with Session(engine) as session:
            first = select(EVENT.c.at).join(PENDING, PENDING.c.event_id == EVENT.c.id).order_by(EVENT.c.id)
            last = select(EVENT.c.at).order_by(EVENT.c.id.desc())
            signed = select(CHECKPOINT.c.at).order_by(CHECKPOINT.c.size.desc())
            states = select(ATTEMPT.c.state, func.count()).where(ATTEMPT.c.state != "ended")
            return Reading(
                leaves=session.execute(select(func.coalesce(func.max(LEAF.c.index) + 1, 0))).scalar_one(),
                pending=session.execute(select(func.count()).select_from(PENDING)).scalar_one(),
                pending_since=session.execute(first.limit(1)).scalar(),
                last_at=session.execute(last.limit(1)).scalar(),
                checkpoint_at=session.execute(signed.limit(1)).scalar(),
                outbox=dict(tuple(row) for row in session.execute(states.group_by(ATTEMPT.c.state))),
            )
    except DBAPIError:
        return None
