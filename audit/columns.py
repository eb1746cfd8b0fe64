"""What every table of the house shares: one metadata with a naming convention, zone-aware times, a mark on
what is encrypted.

It lives in the lowest room because each room has tables of its own.
"""

from __future__ import annotations

from datetime import UTC, datetime
from hashlib import sha256
from typing import Any, ClassVar

from sqlalchemy import Column, DateTime, Dialect, LargeBinary, MetaData, Table, text
from sqlalchemy.types import TypeDecorator
from sqlmodel import Field, Session, SQLModel

from audit.statements import Statement

NAMING = {
    "ix": "ix_%(column_0_N_label)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s_%(referred_table_name)s",
    "pk": "pk_%(table_name)s",
}


class Stored(SQLModel):
    """Base of every table: storage only, nothing is validated; the domain is frozen dataclasses."""

    metadata: ClassVar[MetaData] = MetaData(naming_convention=NAMING)


def table_of(stored: type[Stored]) -> Table:
    """The plain table behind a class, for statements on rows instead of objects."""
    return Stored.metadata.tables[str(stored.__tablename__)]


SEALED = "sealed"
"""Key in ``Column.info`` of what is encrypted at rest; rotation finds the columns by it."""


def sealed(*, optional: bool = False) -> Any:
    """An encrypted column. The row's primary key must be known before the row is written."""
    return Field(default=None, sa_column=Column(LargeBinary, nullable=optional, info={SEALED: True}))


class UTCDateTime(TypeDecorator[datetime]):
    """Aware UTC times in, aware UTC times out, on every engine.

    SQLite drops time zones, so it is given naive UTC and the zone is put back when read. A naive time
    raises ``ValueError`` before it reaches the database.
    """

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        if value.utcoffset() is None:
            raise ValueError("a stored time needs a time zone")
        utc = value.astimezone(UTC)
        return utc.replace(tzinfo=None) if dialect.name == "sqlite" else utc

    def process_result_value(self, value: Any, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        found: datetime = value
        return found.replace(tzinfo=UTC) if dialect.name == "sqlite" else found.astimezone(UTC)


_LOCK = Statement(text("SELECT pg_advisory_xact_lock(:key)"))


def advisory_lock(session: Session, name: str) -> None:
    """Wait until no other transaction holds the lock ``name``, then hold it to the end of this one.

    On SQLite every transaction is alone already (``BEGIN IMMEDIATE``).
    """
    if session.get_bind().dialect.name == "postgresql":
        key = int.from_bytes(sha256(name.encode()).digest()[:8], "big", signed=True)
        _LOCK(session.connection(), key=key)
