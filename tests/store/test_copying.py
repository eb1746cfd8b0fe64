"""A grown database moves to an empty one whole: rows, triggers, numbers, and a log that verifies."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import Engine, func, inspect, select, text
from sqlalchemy.exc import DBAPIError

from audit.events import DrawEvent
from draw_service.rules.refusals import DatabaseTaken, LogUnsound, SchemaOlder
from draw_service.store.books import SqlBooks, sequence
from draw_service.store.copying import copy
from draw_service.store.engine import open_engine
from draw_service.store.keyring import Keyring
from draw_service.store.log_check import check_log
from draw_service.store.tables import METADATA
from tests.store.fakes import NOON, record
from tests.store.test_keyring import fill

ENTERED = {"party": "center", "phone_deposited": True}


@pytest.fixture
def grown(sqlite_address: str, keyring: Keyring) -> Iterator[Engine]:
    """A row of every table that hides something, and a log with a number that was rolled back."""
    engine = open_engine(sqlite_address)
    with SqlBooks(engine, keyring) as books:
        fill(books)
        books.commit()
    for n in range(4):
        with SqlBooks(engine, keyring) as books:
            books.journal.record(f"AP-{n}.9", DrawEvent.ROOM_ENTERED, ENTERED, NOON)
            books.commit()
    sequence(engine, keyring, NOON)
    yield engine
    engine.dispose()


@pytest.fixture
def target(blank_address: str) -> Iterator[Engine]:
    engine = open_engine(blank_address)
    yield engine
    engine.dispose()


def rows_of(engine: Engine) -> dict[str, list[tuple[object, ...]]]:
    with engine.connect() as connection:
        return {
            table.name: sorted(map(tuple, connection.execute(select(table)).all()), key=repr)
            for table in METADATA.sorted_tables
        }


def test_all_rows_move_and_the_house_goes_on(grown: Engine, target: Engine, keyring: Keyring) -> None:
    told: list[tuple[int, int]] = []
    before = rows_of(grown)
    counts = copy(grown, target, keyring.log.vkey, lambda done, total: told.append((done, total)))
    assert rows_of(target) == before == rows_of(grown)
    assert sum(counts.values()) == told[-1][0] == told[-1][1] > 0
    assert check_log(target, keyring.log.vkey, {}).leaves == check_log(grown, keyring.log.vkey, {}).leaves
    with SqlBooks(target, keyring) as books:
        added = books.pool.add(record(900), at=NOON)
        books.journal.record("AP-0.9", DrawEvent.ROOM_ENTERED, ENTERED, NOON)
        books.commit()
    assert added not in {str(row[0]) for row in before["expert"]}
    sequence(target, keyring, NOON)
    check_log(target, keyring.log.vkey, {})
    with target.connect() as connection, pytest.raises(DBAPIError, match="append-only"):
        connection.execute(text("DELETE FROM log_leaf"))


def test_what_is_there_already_is_not_overwritten(grown: Engine, target: Engine, keyring: Keyring) -> None:
    with target.begin() as connection:
        connection.execute(text("CREATE TABLE somebody_elses (n INTEGER)"))
    with pytest.raises(DatabaseTaken):
        copy(grown, target, keyring.log.vkey, lambda _done, _total: None)
    assert inspect(target).get_table_names() == ["somebody_elses"]


def test_a_log_that_does_not_verify_is_not_copied(grown: Engine, target: Engine, keyring: Keyring) -> None:
    with grown.begin() as connection:
        connection.execute(text("DROP TRIGGER journal_event_no_update"))
        connection.execute(
            text("UPDATE journal_event SET data = CAST(replace(data, 'cen', 'ten') AS BLOB) WHERE id = 2")
        )
    with pytest.raises(LogUnsound):
        copy(grown, target, keyring.log.vkey, lambda _done, _total: None)
    assert inspect(target).get_table_names() == []


def test_an_old_schema_is_brought_forward_first(grown: Engine, target: Engine, keyring: Keyring) -> None:
    with grown.begin() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '0008'"))
    with pytest.raises(SchemaOlder):
        copy(grown, target, keyring.log.vkey, lambda _done, _total: None)
    assert inspect(target).get_table_names() == []


KILLED = """
import os, signal, sys
from draw_service.store.copying import copy
from draw_service.store.engine import open_engine
def half(done, total):
    if 2 * done > total:
        os.kill(os.getpid(), signal.SIGKILL)
copy(open_engine(sys.argv[1]), open_engine(sys.argv[2]), sys.argv[3], half)
"""


def test_a_copy_that_is_killed_leaves_nothing(
    grown: Engine, target: Engine, blank_address: str, keyring: Keyring
) -> None:
    source = grown.url.render_as_string(hide_password=False)
    died = subprocess.run(
        [sys.executable, "-c", KILLED, source, blank_address, keyring.log.vkey],
        cwd=Path(__file__).parents[2],
        env={**os.environ},
        capture_output=True,
        timeout=90,
        check=False,
    )
    assert died.returncode == -signal.SIGKILL, died.stderr.decode()
    assert inspect(target).get_table_names() == []
    copy(grown, target, keyring.log.vkey, lambda _done, _total: None)
    with target.connect() as connection:
        assert connection.execute(select(func.count()).select_from(METADATA.tables["expert"])).scalar_one()
