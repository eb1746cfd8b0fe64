"""Migrations and metadata say the same; times keep their zone; SQLite is set up to survive a power cut."""

from __future__ import annotations

import stat
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path

import pytest
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from sqlalchemy import Engine, insert, select, text
from sqlalchemy.exc import StatementError

from audit.columns import table_of
from draw_service.store.engine import open_engine
from draw_service.store.migrations import config, upgrade
from draw_service.store.tables import METADATA
from draw_service.store.tables.papers import MarkRow

MARK = table_of(MarkRow)


def test_autogenerate_finds_no_difference(engine: Engine) -> None:
    with engine.connect() as connection:
        options = {"compare_type": True, "compare_server_default": True}
        context = MigrationContext.configure(connection, opts=options)
        assert compare_metadata(context, METADATA) == []


def test_upgrading_again_changes_nothing(engine: Engine) -> None:
    with engine.begin() as connection:
        connection.execute(insert(MARK).values(draw_id="AP-1.1", kind="receipt", at=datetime.now(UTC)))
    upgrade(engine)
    with engine.connect() as connection:
        assert len(connection.execute(select(MARK)).all()) == 1


def test_the_first_schema_cannot_be_undone(engine: Engine) -> None:
    settings = config()
    with engine.begin() as connection:
        settings.attributes["connection"] = connection
        with pytest.raises(NotImplementedError, match="backup"):
            command.downgrade(settings, "base")


def test_a_time_comes_back_as_the_same_moment_in_utc(engine: Engine) -> None:
    shanghai = datetime(2026, 3, 2, 7, 30, tzinfo=timezone(timedelta(hours=8)))
    with engine.begin() as connection:
        connection.execute(insert(MARK).values(draw_id="AP-1.1", kind="receipt", at=shanghai))
        found = connection.execute(select(MARK.c.at)).scalar_one()
        assert found == shanghai
        assert found.utcoffset() == timedelta(0)
        earlier = select(MARK).where(MARK.c.at < shanghai + timedelta(seconds=1))
        assert len(connection.execute(earlier).all()) == 1
        assert connection.execute(select(MARK).where(MARK.c.at < shanghai)).all() == []


def test_a_naive_time_is_refused(engine: Engine) -> None:
    with engine.begin() as connection, pytest.raises(StatementError, match="time zone"):
        connection.execute(insert(MARK).values(draw_id="AP-1.1", kind="x", at=datetime(2026, 3, 2)))  # noqa: DTZ001


def test_sqlite_is_durable_and_forgets(sqlite_address: str) -> None:
    engine = open_engine(sqlite_address)
    with engine.connect() as connection:
        found = {
            name: connection.execute(text(f"PRAGMA {name}")).scalar()
            for name in ("journal_mode", "synchronous", "foreign_keys", "secure_delete", "recursive_triggers")
        }
    engine.dispose()
    assert found == {
        "journal_mode": "wal",
        "synchronous": 2,
        "foreign_keys": 1,
        "secure_delete": 1,
        "recursive_triggers": 1,
    }


def test_sqlite_takes_the_write_lock_at_once(sqlite_address: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("draw_service.store.engine.BUSY_SECONDS", 0.1)
    engine = open_engine(sqlite_address)
    with engine.connect() as first, engine.connect() as second:
        first.execute(text("SELECT 1"))
        raw = second.connection.dbapi_connection
        assert raw is not None
        raw.execute("PRAGMA busy_timeout=0")  # type: ignore[attr-defined]
        with pytest.raises(Exception, match="locked"):
            second.execute(text("SELECT 1"))
    engine.dispose()


def test_only_two_kinds_of_database() -> None:
    with pytest.raises(ValueError, match="sqlite or postgresql"):
        open_engine("mysql://localhost/x")


def test_an_error_shows_no_parameter(engine: Engine) -> None:
    with engine.connect() as connection, pytest.raises(Exception) as refused:
        connection.execute(text("SELECT * FROM nowhere WHERE name = :name"), {"name": "张某某"})
    assert "张某某" not in str(refused.value)


def test_a_new_sqlite_file_is_its_owners_alone(tmp_path: Path) -> None:
    engine = open_engine(f"sqlite:///{tmp_path / 'new.db'}")
    with engine.begin() as connection:
        connection.execute(text("CREATE TABLE t (a INTEGER)"))
        modes = {each.name: stat.S_IMODE(each.stat().st_mode) for each in tmp_path.iterdir()}
    engine.dispose()
    assert modes == dict.fromkeys(("new.db", "new.db-wal", "new.db-shm"), 0o600)
