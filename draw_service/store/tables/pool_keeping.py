"""How the register is kept (Art. 2): cases of two people, documents, history, looks, reminders, editions."""

from __future__ import annotations

from datetime import date, datetime

from sqlmodel import Field

from audit.columns import Stored, UTCDateTime, sealed


class CaseRow(Stored, table=True):
    """What somebody asks for and a second person decides; ``data``: JSON of ``CaseData``."""

    __tablename__ = "pool_case"

    id: str = Field(primary_key=True)
    kind: str
    expert_id: str | None = Field(default=None, foreign_key="expert.id", index=True)
    authority: str
    state: str = Field(index=True)
    data: bytes = sealed()
    filed_by: str
    filed_at: datetime = Field(sa_type=UTCDateTime)
    reviewed_by: str
    reviewed_at: datetime | None = Field(default=None, sa_type=UTCDateTime)
    decided_by: str
    decided_at: datetime | None = Field(default=None, sa_type=UTCDateTime)


class DocumentRow(Stored, table=True):
    """A file of a case; ``about``: its name, kind, size and hash."""

    __tablename__ = "pool_document"

    id: str = Field(primary_key=True)
    case_id: str = Field(foreign_key="pool_case.id", index=True)
    about: bytes = sealed()
    data: bytes = sealed()


class ChangeRow(Stored, table=True):
    """One field of one entry changed. ``by`` asked for it, ``second`` approved; ``source``: a case, a
    proposal."""

    __tablename__ = "pool_change"

    expert_id: str = Field(primary_key=True, foreign_key="expert.id")
    n: int = Field(primary_key=True)
    at: datetime = Field(sa_type=UTCDateTime)
    field: str
    was: bytes = sealed()
    became: bytes = sealed()
    source: str
    by: str
    second: str


class LookRow(Stored, table=True):
    """Somebody was shown an expert's file; the log has the same with pseudonyms."""

    __tablename__ = "pool_look"

    id: str = Field(primary_key=True)
    expert_id: str = Field(index=True)
    account: str
    reason: str
    about: str
    at: datetime = Field(sa_type=UTCDateTime, index=True)


class ReminderRow(Stored, table=True):
    """An expert was reminded ``days`` before the declaration ends on ``until``."""

    __tablename__ = "pool_reminder"

    expert_id: str = Field(primary_key=True, foreign_key="expert.id")
    until: date = Field(primary_key=True)
    days: int = Field(primary_key=True)
    at: datetime = Field(sa_type=UTCDateTime)


class PairRow(Stored, table=True):
    """Two entries that look alike, and what a person found. ``one`` < ``other``."""

    __tablename__ = "pool_pair"

    one: str = Field(primary_key=True)
    other: str = Field(primary_key=True)
    verdict: str
    by: str
    at: datetime = Field(sa_type=UTCDateTime)


class EditionRow(Stored, table=True):
    """An edition of the specialty table and the day it holds from; ``sha256`` of its file."""

    __tablename__ = "specialty_edition"

    edition: str = Field(primary_key=True)
    valid_from: date
    sha256: str
    put_at: datetime = Field(sa_type=UTCDateTime)


class MappingRow(Stored, table=True):
    """What a code of the edition before is called in this one."""

    __tablename__ = "specialty_mapping"

    edition: str = Field(primary_key=True)
    old: str = Field(primary_key=True)
    new: str = Field(primary_key=True)
