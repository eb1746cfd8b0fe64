"""A grown database moved into an empty one, on the other engine (``panel copy``).

All of it happens in one transaction of the target, the schema too: a copy that is killed leaves nothing. The
source is held against writers meanwhile and is not changed.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

from sqlalchemy import Connection, Engine, Table, func, insert, inspect, select, text
from sqlalchemy.exc import DBAPIError

from draw_service.rules.refusals import CopyDiffers, DatabaseTaken, DatabaseUnusable, SchemaOlder
from draw_service.store.log_check import check_log
from draw_service.store.migrations import revision_of, upgrade_within
from draw_service.store.tables import METADATA

BATCH = 2000


def copy(
    source: Engine, target: Engine, vkey: str, progress: Callable[[int, int], None]
) -> Mapping[str, int]:
    """Every row of every table; returns how many by table. ``vkey``: the log's key, which the copied log must
    verify with before anything is kept. ``progress(done, total)`` counts rows.

    Raises ``DatabaseTaken``, ``SchemaOlder`` for a source not at the newest schema, ``CopyDiffers``,
    ``LogUnsound``, ``DatabaseUnusable``.
    """
    try:
        with source.connect() as old, target.connect() as new:
            if inspect(new).get_table_names():
                raise DatabaseTaken
            _hold(old)
            upgrade_within(new)
            if revision_of(old) != revision_of(new):
                raise SchemaOlder
            counts = {table.name: _count(old, table) for table in METADATA.sorted_tables}
            total, done = sum(counts.values()), 0
            for table in METADATA.sorted_tables:
                if _count(new, table):
                    new.execute(table.delete())  # what a migration put there is among what is copied
                for rows in old.execute(_in_order(old, table)).mappings().partitions(BATCH):
                    new.execute(insert(table), [dict(row) for row in rows])
                    done += len(rows)
                    progress(done, total)
                _go_on_counting(old, new, table)
            if {table.name: _count(new, table) for table in METADATA.sorted_tables} != counts:
                raise CopyDiffers
            check_log(new, vkey, {})
            new.commit()
    except DBAPIError:
        raise DatabaseUnusable from None
    return counts


def _hold(connection: Connection) -> None:
    """No writer comes in between: SQLite's transaction holds them off by itself."""
    if connection.dialect.name == "postgresql":
        for table in METADATA.sorted_tables:
            connection.execute(text(f'LOCK TABLE "{table.name}" IN SHARE MODE'))


def _in_order(connection: Connection, table: Table) -> object:
    """Rows as they came, so that whoever points to an earlier one finds it."""
    rows = select(table).execution_options(yield_per=BATCH)
    return rows.order_by(text("rowid")) if connection.dialect.name == "sqlite" else rows


def _count(connection: Connection, table: Table) -> int:
    return int(connection.execute(select(func.count()).select_from(table)).scalar_one())


def _go_on_counting(old: Connection, new: Connection, table: Table) -> None:
    """The next number of a column the engine numbers is one never given before, also to a row since gone."""
    column = table.autoincrement_column
    if column is None or new.dialect.name != "postgresql":
        return
    named = {"table": table.name, "column": column.name}
    sequence = new.execute(text("SELECT pg_get_serial_sequence(:table, :column)"), named).scalar()
    if sequence is None:
        return
    last = new.execute(select(func.max(column))).scalar() or 0
    if old.dialect.name == "sqlite" and table.dialect_options["sqlite"].get("autoincrement"):
        given = text("SELECT seq FROM sqlite_sequence WHERE name = :table")
        last = max(last, old.execute(given, {"table": table.name}).scalar() or 0)
    if last:
        new.execute(text("SELECT setval(:sequence, :last)"), {"sequence": sequence, "last": last})
