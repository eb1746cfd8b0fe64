"""From every released schema to the newest one, with rows in every table, on both engines."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime
from typing import Any

import pytest
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from sqlalchemy import (
    Boolean,
    Column,
    Connection,
    Date,
    DateTime,
    Engine,
    Float,
    Integer,
    LargeBinary,
    MetaData,
    Table,
    insert,
    select,
    text,
)

from draw_service.rules.refusals import DatabaseNewer
from draw_service.store.engine import open_engine
from draw_service.store.migrations import newest, plan, revision_of, standing, upgrade, upgrade_within
from draw_service.store.tables import METADATA

RELEASED = [f"{number:04d}" for number in range(1, 16)]
NOON = datetime(2026, 3, 2, 4, tzinfo=UTC)
ROWS = 2
ONE_OF_TWO = {"journal_event": "stream"}
"""Table -> a column that stays empty, since its check allows only one of two."""


@pytest.fixture
def blank(blank_address: str) -> Iterator[Engine]:
    engine = open_engine(blank_address)
    yield engine
    engine.dispose()


def schema(connection: Connection) -> MetaData:
    """The tables as they stand."""
    found = MetaData()
    found.reflect(connection)
    return found


def value(table: Table, column: Column[Any], n: int) -> Any:
    """Something for one column of row ``n``, different in every row."""
    if ONE_OF_TWO.get(table.name) == column.name:
        return None
    for key in column.foreign_keys:
        return value(key.column.table, key.column, n)
    kind = column.type
    if isinstance(kind, Boolean):
        return bool(n % 2)
    if isinstance(kind, Integer | Float):
        return n
    if isinstance(kind, LargeBinary):
        return f"{table.name}.{column.name} {n}".encode()
    if isinstance(kind, DateTime):
        return NOON if getattr(kind, "timezone", False) else NOON.replace(tzinfo=None)
    if isinstance(kind, Date):
        return date(2026, 3, n)
    return f"{table.name}.{column.name} {n}"


def fill(connection: Connection) -> dict[str, list[dict[str, Any]]]:
    """Rows in every table of the schema that is there; what was written by table."""
    written = {}
    for table in schema(connection).sorted_tables:
        if table.name == "alembic_version":
            continue
        rows = [{c.name: value(table, c, n) for c in table.columns} for n in range(1, ROWS + 1)]
        connection.execute(insert(table), rows)
        written[table.name] = rows
    return written


@pytest.mark.parametrize("released", RELEASED)
def test_rows_of_a_released_schema_survive_to_the_newest(blank: Engine, released: str) -> None:
    with blank.begin() as connection:
        upgrade_within(connection, to=released)
        written = fill(connection)
        assert revision_of(connection) == released
    steps: list[str] = []
    upgrade(blank, steps.append)
    with blank.connect() as connection:
        assert steps == [number for number, _ in plan(released)]
        now = schema(connection)
        for name, rows in written.items():
            table = now.tables[name]
            kept = [column for column in table.columns if column.name in rows[0]]
            assert {column.name for column in kept} == set(rows[0]), name
            found = connection.execute(select(*kept).order_by(*table.primary_key.columns)).mappings().all()
            assert [dict(row) for row in found] == rows, name
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        assert compare_metadata(context, METADATA) == []


def test_the_fixture_fills_what_was_released() -> None:
    """Every released revision but the first adds to what is filled; a new one is added to the list here."""
    numbers = [number for number, _ in plan("")]
    assert numbers[: len(RELEASED)] == RELEASED
    assert all(words for _, words in plan(""))


def test_a_database_newer_than_the_program_is_left_alone(engine: Engine) -> None:
    with engine.begin() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    with pytest.raises(DatabaseNewer, match="9999"):
        upgrade(engine)
    with pytest.raises(DatabaseNewer):
        plan(standing(engine)[0])
    with engine.connect() as connection:
        assert revision_of(connection) == "9999"


def test_the_newest_by_number_is_the_last_of_the_chain() -> None:
    assert plan("")[-1][0] == newest()
