"""Moving encrypted columns to the keyring's current key, also while others work."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any

from sqlalchemy import Column, ColumnElement, Engine, Table, and_, func, or_, select, text, tuple_, update
from sqlmodel import Session

from audit.columns import SEALED
from draw_service.store.cipher import Cipher
from draw_service.store.rows import row_id
from draw_service.store.tables import METADATA

BATCH = 500
_PAUSE = 0.25


def encrypted_columns() -> Iterator[tuple[Table, list[Column[bytes]]]]:
    """Every table with encrypted columns, and those columns."""
    for table in METADATA.sorted_tables:
        columns = [column for column in table.columns if column.info.get(SEALED)]
        if columns:
            yield table, columns


_OPEN = text(
    "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()"
    " AND xact_start <= :began"
)


def await_open_acts(engine: Engine, seconds: float, sleep: Callable[[float], None]) -> None:
    """Until every transaction open now has ended, ``seconds`` at the most: it may write under an old key.

    On PostgreSQL; SQLite's writers are alone with the file, each before a batch or after it.
    """
    if engine.dialect.name != "postgresql":
        return
    with engine.connect() as connection:
        began = connection.execute(text("SELECT clock_timestamp()")).scalar_one()
    for _look in range(int(seconds / _PAUSE)):
        with engine.connect() as connection:
            if connection.execute(_OPEN, {"began": began}).scalar_one() == 0:
                return
        sleep(_PAUSE)


def reencrypt(engine: Engine, cipher: Cipher, progress: Callable[[int, int], None]) -> int:
    """Rewrite every cell that is under another key than the current one; returns how many rows changed.

    ``progress(done, total)`` is called after each batch, which is a transaction of its own: stopped
    halfway, it is simply run again. Old keys are dropped by ``Keyring.forget_old``, after ``remaining``
    says 0.
    """
    total, done = remaining(engine, cipher), 0
    for table, columns in encrypted_columns():
        keys = list(table.primary_key.columns)
        last: tuple[object, ...] | None = None
        while True:
            with Session(engine) as session:
                old = select(*keys, *columns).where(_old(columns, cipher)).order_by(*keys).limit(BATCH)
                if last is not None:
                    old = old.where(tuple_(*keys) > last)
                rows = session.execute(old).mappings().all()
                for row in rows:
                    key = {column.name: row[column.name] for column in keys}
                    same = and_(*(column == key[column.name] for column in keys))
                    fresh = _again(table, columns, dict(row), key, cipher)
                    session.execute(update(table).where(same).values(fresh))
                session.commit()
            if not rows:
                break
            last = tuple(rows[-1][column.name] for column in keys)
            done += len(rows)
            progress(done, total)
    return done


def remaining(engine: Engine, cipher: Cipher) -> int:
    """Rows with a cell that is not under the current key."""
    with Session(engine) as session:
        old = (
            select(func.count()).select_from(table).where(_old(columns, cipher))
            for table, columns in encrypted_columns()
        )
        return sum(int(session.execute(count).scalar_one()) for count in old)


def _old(columns: list[Column[bytes]], cipher: Cipher) -> ColumnElement[bool]:
    prefix = cipher.current_prefix
    # A null cell compares as unknown, which counts as not old.
    return or_(*(func.substr(column, 1, len(prefix)) != prefix for column in columns))


def _again(
    table: Table,
    columns: list[Column[bytes]],
    row: Mapping[Any, Any],
    key: Mapping[str, object],
    cipher: Cipher,
) -> dict[str, bytes]:
    """The row's cells under the current key."""
    fresh = {}
    for column in columns:
        cell = row[column.name]
        if cell is not None:
            data = cipher.open(table.name, column.name, row_id(key), cell)
            fresh[column.name] = cipher.seal(table.name, column.name, row_id(key), data)
    return fresh
