"""Small statements every facet needs: find a row, put a row, take the next number, open and seal a cell."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from operator import itemgetter
from typing import Any

from sqlalchemy import ColumnElement, Date, Row, Select, bindparam, delete, insert, select
from sqlalchemy.dialects import postgresql, sqlite
from sqlmodel import Session

from audit.columns import Stored, UTCDateTime, table_of
from draw_service.rules.refusals import ChangedUnderYou
from draw_service.store.data_keys import DataKeys
from draw_service.store.keyring import Keyring
from draw_service.store.tables.papers import CounterRow

_STREAM = {"yield_per": 2000}


class Rows:
    """One transaction's rows. ``key`` is always the whole primary key, in the order of the table."""

    def __init__(self, session: Session, keyring: Keyring) -> None:
        self.session, self.keyring, self.cipher = session, keyring, keyring.cipher
        self.data_keys = DataKeys(session, keyring)

    def one(self, stored: type[Stored], **key: object) -> Row[Any] | None:
        """The row with these values; none of them is null."""
        return self.session.execute(_found(stored, tuple(key), ()), key).first()

    def many(self, stored: type[Stored], order: Sequence[str], **key: object) -> Sequence[Row[Any]]:
        """The rows with these values, none of them null, ordered by the columns named."""
        return self.session.execute(_found(stored, tuple(key), tuple(order)), key).all()

    def stream(self, statement: Any) -> Iterator[Any]:
        """Rows of a long result, a batch at a time."""
        with self.session.execute(statement, execution_options=_STREAM) as found:
            yield from found

    def add(self, stored: type[Stored], rows: Mapping[str, object] | Sequence[Mapping[str, object]]) -> None:
        """Insert; an empty list does nothing."""
        if rows:
            self.session.execute(insert(table_of(stored)), rows)

    def add_many(
        self, stored: type[Stored], rows: Sequence[Mapping[str, object]], *, new: str | None = None
    ) -> int:
        """Insert rows that all name the same two or more columns, by the driver's own ``executemany``: what
        SQLAlchemy does to each value takes longer than the database does. Only dates and times need it.

        Returns how many were inserted: a row is passed over whose unique column ``new`` says what another's
        does."""
        if not rows:
            return 0
        table, dialect = table_of(stored), self.session.get_bind().dialect
        names = list(rows[0])
        insertion = self._insert(stored).values({name: bindparam(name) for name in names})
        if new is not None:
            insertion = insertion.on_conflict_do_nothing(index_elements=[new])
        made = insertion.compile(dialect=dialect)
        order = made.positiontup or names
        columns = list(zip(*map(itemgetter(*order), rows), strict=True))
        for at, name in enumerate(order):
            kind = table.c[name].type
            if isinstance(kind, Date | UTCDateTime):
                write = kind.dialect_impl(dialect).bind_processor(dialect)
                if write is not None:
                    said = {value: write(value) for value in set(columns[at])}
                    columns[at] = tuple(map(said.__getitem__, columns[at]))
        values: list[Any] = list(zip(*columns, strict=True))
        if not made.positiontup:
            values = [dict(zip(order, row, strict=True)) for row in values]
        return self.session.connection().exec_driver_sql(str(made), values).rowcount

    def put(self, stored: type[Stored], key: Mapping[str, object], **values: object) -> None:
        """Insert, or replace the values of the row with this key."""
        written = self._insert(stored).values(**key, **values)
        self.session.execute(written.on_conflict_do_update(index_elements=list(key), set_=values))

    def add_up(
        self,
        stored: type[Stored],
        key: Sequence[str],
        columns: Sequence[str],
        rows: Sequence[Mapping[str, object]],
    ) -> None:
        """Insert, or add ``columns`` to those of the row with this key; no key twice in ``rows``."""
        if rows:
            table, written = table_of(stored), self._insert(stored)
            more = {name: table.c[name] + written.excluded[name] for name in columns}
            grown = written.on_conflict_do_update(index_elements=list(key), set_=more)
            self.session.execute(grown, rows)

    def put_if(
        self, stored: type[Stored], key: Mapping[str, object], same: ColumnElement[bool], **values: object
    ) -> None:
        """The same, where a row that is there is still as it was seen. Raises ``ChangedUnderYou``."""
        written = self._insert(stored).values(**key, **values)
        put = written.on_conflict_do_update(index_elements=list(key), set_=values, where=same)
        if self.session.execute(put.returning(*(table_of(stored).c[name] for name in key))).first() is None:
            raise ChangedUnderYou

    def remove(self, stored: type[Stored], **key: object) -> None:
        self.session.execute(delete(table_of(stored)).where(*_equal(stored, key)))

    def next_number(self, name: str, count: int = 1) -> int:
        """The first of ``count`` numbers never given under ``name`` before; they start at 1."""
        table = table_of(CounterRow)
        given = (
            self._insert(CounterRow)
            .values(name=name, last=count)
            .on_conflict_do_update(index_elements=["name"], set_={"last": table.c.last + count})
            .returning(table.c.last)
        )
        return int(self.session.execute(given).scalar_one()) - count + 1

    def last_number(self, name: str) -> int:
        """The last number given under ``name``; 0 before the first."""
        row = self.one(CounterRow, name=name)
        return row.last if row else 0

    def next_after(self, name: str, seen: int | None) -> int:
        """The next number under ``name``. Raises ``ChangedUnderYou`` when another transaction has taken one
        since ``seen`` was the last; None for who has seen none."""
        if seen is None:
            return self.next_number(name)
        last = table_of(CounterRow).c.last
        given = (
            self._insert(CounterRow)
            .values(name=name, last=seen + 1)
            .on_conflict_do_update(index_elements=["name"], set_={"last": seen + 1}, where=last == seen)
            .returning(last)
        )
        if self.session.execute(given).scalar() is None:
            raise ChangedUnderYou
        return seen + 1

    def put_sealed(self, stored: type[Stored], key: Mapping[str, object], data: bytes) -> None:
        """Insert or replace the encrypted column ``data``."""
        self.put(stored, key, data=self.seal(stored, "data", key, data))

    def seal(self, stored: type[Stored], column: str, key: Mapping[str, object], data: bytes) -> bytes:
        return self.cipher.seal(str(stored.__tablename__), column, row_id(key), data)

    def open(self, stored: type[Stored], column: str, key: Mapping[str, object], cell: bytes) -> bytes:
        """What stands in a cell. Raises ``RecordsDestroyed`` for people that were forgotten."""
        table, row = str(stored.__tablename__), row_id(key)
        return self.data_keys.unwrap(f"{table}\0{column}\0{row}", self.cipher.open(table, column, row, cell))

    def _insert(self, stored: type[Stored]) -> Any:
        dialect = postgresql if self.session.get_bind().dialect.name == "postgresql" else sqlite
        return dialect.insert(table_of(stored))


@cache
def _found(stored: type[Stored], names: tuple[str, ...], order: tuple[str, ...]) -> Select[Any]:
    """The statement behind ``one`` and ``many``: building it costs more than running it."""
    table = table_of(stored)
    where = (table.c[name] == bindparam(name, type_=table.c[name].type) for name in names)
    return select(table).where(*where).order_by(*(table.c[name] for name in order))


def row_id(key: Mapping[str, object]) -> str:
    """How a cell names its row."""
    return "/".join(str(part) for part in key.values())


def _equal(stored: type[Stored], key: Mapping[str, object]) -> list[ColumnElement[bool]]:
    columns = table_of(stored).c
    return [columns[name] == value for name, value in key.items()]
