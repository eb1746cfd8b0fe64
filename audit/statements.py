"""Statements that run with every act, compiled once and given to the driver."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any, TypeVar

from sqlalchemy import Connection, Dialect, Executable, Select
from sqlalchemy.exc import DBAPIError
from sqlalchemy.types import TypeEngine

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
