"""What every table of the house shares: one metadata with a naming convention, zone-aware times, a mark on
what is encrypted, and statements that run with every act.

It lives in the lowest room because each room has tables of its own.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime
from hashlib import sha256
from typing import Any, ClassVar, TypeVar

from sqlalchemy import (
    Column,
    Connection,
    DateTime,
    Dialect,
    Executable,
    LargeBinary,
    MetaData,
    Select,
    Table,
    text,
)
from sqlalchemy.exc import DBAPIError
from sqlalchemy.types import TypeDecorator, TypeEngine
from sqlmodel import Field, Session, SQLModel

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


Change = Callable[[Any], Any] | None
"""How a value is spelled on its way in or out; None: as it is."""
Found = TypeVar("Found")


class Statement:
    """A statement compiled once for an engine, then given to its driver; its parameters all have names.

    What SQLAlchemy does anew at each call, from the key of its cache to rows with names, takes several times
    as long as the database takes for one row. Connection, transaction and errors stay SQLAlchemy's.
    """

    def __init__(self, statement: Executable) -> None:
        self._statement = statement
        self._made: dict[str, _Compiled] = {}

    def __call__(self, connection: Connection, **values: Any) -> int:
        """Run it. Returns the id of the row it added, where the engine is SQLite."""
        made = self._on(connection)

        def run(cursor: Any) -> int:
            cursor.execute(made.text, made.given(values))
            return getattr(cursor, "lastrowid", None) or 0

        return _run(connection, run)

    def many(self, connection: Connection, rows: Sequence[Mapping[str, Any]]) -> None:
        """Run it once for each row, by the driver's own ``executemany``."""
        made = self._on(connection)
        _run(connection, lambda cursor: cursor.executemany(made.text, [made.given(row) for row in rows]))

    def rows(self, connection: Connection, **values: Any) -> list[tuple[Any, ...]]:
        """The rows it finds, as tuples in the order of its columns."""
        made = self._on(connection)

        def run(cursor: Any) -> list[tuple[Any, ...]]:
            cursor.execute(made.text, made.given(values))
            found: list[tuple[Any, ...]] = cursor.fetchall()
            return [made.read(row) for row in found] if made.reads else found

        return _run(connection, run)

    def _on(self, connection: Connection) -> _Compiled:
        dialect = connection.dialect
        made = self._made.get(dialect.name)
        if made is None:
            made = self._made[dialect.name] = _Compiled(self._statement, dialect)
        return made


def _run(connection: Connection, act: Callable[[Any], Found]) -> Found:
    """What ``act`` finds with a cursor of the driver, whose errors come as SQLAlchemy's."""
    dialect, cursor = connection.dialect, connection.connection.cursor()
    try:
        return act(cursor)
    except dialect.loaded_dbapi.Error as error:
        lost = dialect.is_disconnect(error, connection.connection, cursor)
        if lost:
            connection.invalidate(error)
        raise DBAPIError.instance(
            None, None, error, Exception, connection_invalidated=lost, dialect=dialect
        ) from error
    finally:
        cursor.close()


class _Compiled:
    def __init__(self, statement: Any, dialect: Dialect) -> None:
        made = statement.compile(dialect=dialect)
        self.text = str(made)
        self._order: Sequence[str] | None = made.positiontup
        self._fixed = {name: bind.value for bind, name in made.bind_names.items() if not bind.required}
        self._given = [
            (name, _write(bind.type, dialect)) for bind, name in made.bind_names.items() if bind.required
        ]
        columns = statement.selected_columns if isinstance(statement, Select) else ()
        self.reads = [_read(column.type, dialect) for column in columns]

    def given(self, values: Mapping[str, Any]) -> Any:
        """The parameters in the driver's shape: a tuple where it counts them, a dict where it names them."""
        said = dict(self._fixed)
        for name, write in self._given:
            said[name] = write(values[name]) if write else values[name]
        return said if self._order is None else tuple([said[name] for name in self._order])

    def read(self, row: Sequence[Any]) -> tuple[Any, ...]:
        return tuple([read(value) if read else value for read, value in zip(self.reads, row, strict=True)])


def _write(kind: TypeEngine[Any], dialect: Dialect) -> Change:
    return kind.dialect_impl(dialect).bind_processor(dialect)


def _read(kind: TypeEngine[Any], dialect: Dialect) -> Change:
    return kind.dialect_impl(dialect).result_processor(dialect, None)


_LOCK = Statement(text("SELECT pg_advisory_xact_lock(:key)"))


def advisory_lock(session: Session, name: str) -> None:
    """Wait until no other transaction holds the lock ``name``, then hold it to the end of this one.

    On SQLite every transaction is alone already (``BEGIN IMMEDIATE``).
    """
    if session.get_bind().dialect.name == "postgresql":
        key = int.from_bytes(sha256(name.encode()).digest()[:8], "big", signed=True)
        _LOCK(session.connection(), key=key)
