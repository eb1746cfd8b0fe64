"""The ledger and what hangs on it, as tables. Rows of ``score_line`` are only ever added: the migration gives
both engines triggers that refuse UPDATE and DELETE, whoever asks.

What is said of a person is encrypted; an expert stands by register id, as everywhere in the register.
"""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Index
from sqlmodel import Field

from audit.columns import Stored, UTCDateTime, sealed


class ScoreLineRow(Stored, table=True):
    """One line (Art. 20, 22). ``n``: its number in the ledger; ``points``, ``late``, ``responses``: what it
    adds to the totals of its year, negative in a reversal; ``detail``: project and salt."""

    __tablename__ = "score_line"
    __table_args__ = (Index("ix_score_line_totals", "year", "expert_id", "points", "late", "responses"),)

    id: str = Field(primary_key=True)
    n: int = Field(unique=True)
    kind: str
    expert_id: str
    year: int
    item: int
    points: int
    late: int
    responses: int
    reverses: str | None = Field(default=None, unique=True)
    at: datetime = Field(sa_type=UTCDateTime)
    detail: bytes = sealed()


class ScoreRecordRow(Stored, table=True):
    """An entry, an objection, a publication and so on, as JSON; beside it what it is found by."""

    __tablename__ = "score_record"
    __table_args__ = (
        Index("ix_score_record_expert", "kind", "expert_id"),
        Index("ix_score_record_subject", "kind", "subject"),
        Index("ix_score_record_state", "kind", "state"),
        Index("ix_score_record_due", "kind", "due_at"),
    )

    kind: str = Field(primary_key=True)
    id: str = Field(primary_key=True)
    seq: int = Field(index=True)
    expert_id: str
    subject: str
    state: str
    due_at: datetime | None = Field(default=None, sa_type=UTCDateTime)
    data: bytes = sealed()


class ScoreFileRow(Stored, table=True):
    """An evidence file: what is known of it, and its bytes."""

    __tablename__ = "score_file"

    id: str = Field(primary_key=True)
    entry_id: str = Field(index=True)
    about: bytes = sealed()
    data: bytes = sealed()


class AnnualPageRow(Stored, table=True):
    """A page of the results of one run (Art. 22), ascending by expert; it never changes. ``first``: the
    expert it begins with."""

    __tablename__ = "annual_page"

    run_id: str = Field(primary_key=True)
    first: str = Field(primary_key=True)
    data: bytes = sealed()


class CalendarYearRow(Stored, table=True):
    """A loaded year of working days; it wins over the published one. Days as ISO dates joined by blanks."""

    __tablename__ = "calendar_year"

    year: int = Field(primary_key=True)
    provisional: bool
    holidays: str
    workdays: str
    loaded_at: datetime = Field(sa_type=UTCDateTime)
