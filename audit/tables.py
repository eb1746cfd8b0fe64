"""The journal and the house log as tables (protocol sections 3 and 6).

Rows of all but ``log_pending`` are only ever added: the migration gives both engines triggers that refuse
UPDATE and DELETE, whoever asks.
"""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import (
    BigInteger,
    CheckConstraint,
    Column,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    UniqueConstraint,
    text,
)
from sqlmodel import Field

from audit.columns import Stored, UTCDateTime

_REVEALED = text("type = 'draw.revealed'")
# SQLite numbers rows by itself only in a column declared INTEGER.
_BIG = BigInteger().with_variant(Integer, "sqlite")


class JournalEvent(Stored, table=True):
    """One event as its canonical bytes; ``hash`` is their SHA-256. It belongs to a draw or to a stream."""

    __tablename__ = "journal_event"
    __table_args__ = (
        UniqueConstraint("draw", "n"),
        UniqueConstraint("stream", "n"),
        CheckConstraint("(draw IS NULL) <> (stream IS NULL)", name="one_chain"),
        # Every new slip is held against every share that was ever revealed.
        Index("ix_journal_event_revealed", "id", sqlite_where=_REVEALED, postgresql_where=_REVEALED),
        {"sqlite_autoincrement": True},
    )

    id: int | None = Field(default=None, sa_column=Column(_BIG, primary_key=True, autoincrement=True))
    draw: str | None = None
    stream: str | None = None
    n: int
    type: str
    at: datetime = Field(sa_type=UTCDateTime)
    data: bytes = Field(sa_type=LargeBinary)
    hash: bytes = Field(sa_type=LargeBinary)


class LogPending(Stored, table=True):
    """Events that wait for their log index: added with the event, removed when it is sequenced."""

    __tablename__ = "log_pending"

    event_id: int = Field(
        sa_column=Column(_BIG, ForeignKey("journal_event.id"), primary_key=True, autoincrement=False)
    )


class LogLeaf(Stored, table=True):
    """Which event is leaf ``index`` of the house log."""

    __tablename__ = "log_leaf"

    index: int = Field(sa_column=Column("index", _BIG, primary_key=True, autoincrement=False))
    event_id: int = Field(sa_column=Column(_BIG, ForeignKey("journal_event.id"), nullable=False, unique=True))


class LogNode(Stored, table=True):
    """A complete node of the tree (``audit.merkle``): 32 bytes over ``2**level`` leaves."""

    __tablename__ = "log_node"

    level: int = Field(sa_column=Column(Integer, primary_key=True, autoincrement=False))
    index: int = Field(sa_column=Column("index", _BIG, primary_key=True, autoincrement=False))
    hash: bytes = Field(sa_type=LargeBinary)


class LogCheckpoint(Stored, table=True):
    """A signed tree head."""

    __tablename__ = "log_checkpoint"

    size: int = Field(sa_column=Column(_BIG, primary_key=True, autoincrement=False))
    note: str
    at: datetime = Field(sa_type=UTCDateTime)
