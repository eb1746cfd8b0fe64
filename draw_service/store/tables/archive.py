"""The archive's own records, and the data keys that records of people are forgotten with."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Index
from sqlmodel import Field

from audit.columns import Stored, UTCDateTime, sealed


class ArchiveRecordRow(Stored, table=True):
    """A package, a request or a destruction, as JSON; beside it what it is found by."""

    __tablename__ = "archive_record"
    __table_args__ = (Index("ix_archive_record_state", "kind", "state"),)

    kind: str = Field(primary_key=True)
    id: str = Field(primary_key=True)
    seq: int = Field(unique=True)
    state: str
    data: bytes = sealed()


class DataKeyRow(Stored, table=True):
    """The key that the people of one draw are under, wrapped by the column key; ``data`` None once it is
    destroyed, with the time."""

    __tablename__ = "data_key"

    subject: str = Field(primary_key=True)
    made_at: datetime = Field(sa_type=UTCDateTime)
    shredded_at: datetime | None = Field(default=None, sa_type=UTCDateTime)
    data: bytes | None = sealed(optional=True)
