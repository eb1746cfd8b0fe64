"""What a person must look at: a channel that stands still, an attempt nobody can account for."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any, Literal

from sqlalchemy import Row, select, text, update
from sqlmodel import Session

from audit.columns import table_of
from notifications.tables import AlarmRow
from notifications.timers import insert_into

ALARM = table_of(AlarmRow)
Code = Literal[
    "channel-stopped", "not-sent", "cannot-say", "uncertain", "stuck", "placed-after-all", "not-applied",
    "two-references", "call-refused", "no-receipt", "no-panel", "by-hand", "expired",
]  # fmt: skip
"""``channel-stopped``: our account is at fault, nothing is placed until it is cleared; ``not-sent``: the
provider was not reached many times over; ``cannot-say``: the channel lacks the template or the ability;
``uncertain``, ``stuck``: nobody knows what became of an attempt; ``placed-after-all``: an attempt given up as
never sent turned up; ``two-references``: the provider speaks of one attempt under two ids, so that two calls
may have been placed; ``not-applied``: a report that the client could not take in. The client's own:
``call-refused``: a call it may not place now; ``no-receipt``: a message nobody is known to have received;
``no-panel``: nobody is left to call; ``by-hand``: the channel cannot do it, a person phones; ``expired``:
its time had passed before it could be placed."""


def raise_alarm(session: Session, code: Code, subject: str, at: datetime, detail: str = "") -> None:
    """Raise it, unless it is raised already. ``detail`` holds codes only, never who."""
    values = {"code": code, "subject": subject, "detail": detail, "raised_at": at}
    row = {"id": f"{code}/{subject}/{at.isoformat()}", **values}
    written = insert_into(session, AlarmRow).values(**row)
    session.execute(
        written.on_conflict_do_nothing(
            index_elements=["code", "subject"], index_where=text("cleared_at IS NULL")
        )
    )


def clear_alarm(session: Session, subject: str, at: datetime, *codes: Code) -> None:
    """Someone has seen to it. A stopped channel goes on."""
    raised = update(ALARM).where(ALARM.c.subject == subject, ALARM.c.cleared_at.is_(None))
    session.execute((raised.where(ALARM.c.code.in_(codes)) if codes else raised).values(cleared_at=at))


def raised(session: Session, *codes: Code) -> Sequence[Row[Any]]:
    """The alarms nobody has cleared, oldest first; all codes when none is named."""
    rows = select(ALARM).where(ALARM.c.cleared_at.is_(None)).order_by(ALARM.c.raised_at, ALARM.c.id)
    return session.execute(rows.where(ALARM.c.code.in_(codes)) if codes else rows).all()


def stopped_channels(session: Session) -> set[str]:
    """Channels that place nothing until a person has looked."""
    return {row.subject for row in raised(session, "channel-stopped")}
