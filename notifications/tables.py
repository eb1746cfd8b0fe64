"""Calls and messages as rows: what is to be told, each try, what came in, what is due, what was used up.

They live in the caller's database: a notice is written in the transaction of the fact it tells. Numbers,
parameters and raw callbacks are encrypted.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, Index, text
from sqlmodel import Field

from audit.columns import Stored, UTCDateTime, sealed


def _time(*, optional: bool = False) -> Any:
    return Field(default=None, sa_type=UTCDateTime, nullable=optional)


class NoticeRow(Stored, table=True):
    """One person to be told one thing. ``subject`` is the client's word for it, ``callee`` a keyed hash of
    the person; ``policy`` JSON of ``policy.Policy``. ``quiet``: the client hears no report of it."""

    __tablename__ = "notice"
    __table_args__ = (Index("ix_notice_subject", "subject"),)

    id: str = Field(primary_key=True)
    subject: str
    callee: str
    kind: str
    channel: str
    template: str
    lang: str
    slow: bool
    quiet: bool
    params: bytes = sealed()
    numbers: bytes = sealed()
    unconfirmed_sms: str
    policy: str
    state: str
    outcome: str
    created_at: datetime = _time()
    done_at: datetime | None = _time(optional=True)


class AttemptRow(Stored, table=True):
    """One call or message to one number. ``callee``: keyed hash of the number, so that two people who share a
    phone are not rung at once; the notice has the person's. ``script``, ``times``: JSON of what
    ``attempts.Attempt`` knows beyond the other columns; ``sendings``: how often nothing was sent so far;
    ``missed_at``: when the provider first said that it never got it."""

    __tablename__ = "attempt"
    __table_args__ = (
        Index("ix_attempt_notice_id", "notice_id"),
        Index("ix_attempt_state_due_at", "state", "due_at"),
        # Whatever goes wrong elsewhere: never two calls at once to one number.
        Index(
            "uq_attempt_live_callee",
            "callee",
            unique=True,
            sqlite_where=text(
                "kind = 'voice' AND state IN ('intent', 'uncertain', 'placed', 'ringing', 'answered')"
            ),
            postgresql_where=text(
                "kind = 'voice' AND state IN ('intent', 'uncertain', 'placed', 'ringing', 'answered')"
            ),
        ),
    )

    id: str = Field(primary_key=True)
    notice_id: str = Field(sa_column_args=(ForeignKey("notice.id"),))
    n: int
    number: int
    callee: str
    kind: str
    channel: str
    state: str
    ref: str
    script: str
    keys: str
    times: str
    end: str
    sendings: int
    due_at: datetime = _time()
    lease_owner: str
    lease_until: datetime | None = _time(optional=True)
    intent_at: datetime | None = _time(optional=True)
    missed_at: datetime | None = _time(optional=True)


class InboxRow(Stored, table=True):
    """One report of a provider, kept before it is applied; ``id`` is the hash of channel and report key, so
    that a repeated report finds its place taken. ``refused``: why it changes nothing, or when it was last
    tried in vain."""

    __tablename__ = "inbox"
    __table_args__ = (Index("ix_inbox_applied_at", "applied_at"),)

    id: str = Field(primary_key=True)
    channel: str
    attempt_id: str
    happening: str
    raw: bytes = sealed()
    received_at: datetime = _time()
    applied_at: datetime | None = _time(optional=True)
    refused: str


class TimerRow(Stored, table=True):
    """Something to look at when it is due. ``subject``: the id of an attempt."""

    __tablename__ = "timer"
    __table_args__ = (Index("ix_timer_due_at", "due_at"),)

    kind: str = Field(primary_key=True)
    subject: str = Field(primary_key=True)
    due_at: datetime = _time()
    tries: int


class ThrottleRow(Stored, table=True):
    """How much of a limit was used: ``key`` names the limit, ``bucket`` the span of time."""

    __tablename__ = "throttle"

    key: str = Field(primary_key=True)
    bucket: str = Field(primary_key=True)
    used: int


class AlarmRow(Stored, table=True):
    """Something a person must look at; ``subject`` is a channel or the id of an attempt."""

    __tablename__ = "alarm"
    __table_args__ = (
        Index(
            "uq_alarm_raised",
            "code",
            "subject",
            unique=True,
            sqlite_where=text("cleared_at IS NULL"),
            postgresql_where=text("cleared_at IS NULL"),
        ),
    )

    id: str = Field(primary_key=True)
    code: str
    subject: str
    detail: str
    raised_at: datetime = _time()
    cleared_at: datetime | None = _time(optional=True)
