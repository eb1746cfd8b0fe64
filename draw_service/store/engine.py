"""The two engines: SQLite beside the program, PostgreSQL when users outgrow one machine."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from sqlalchemy import URL, Connection, Engine, create_engine, event, make_url

BUSY_SECONDS = 30
"""How long a writer waits for another on SQLite."""

_PRAGMAS = (
    f"PRAGMA busy_timeout={BUSY_SECONDS * 1000}",
    "PRAGMA journal_mode=WAL",
    "PRAGMA synchronous=FULL",
    "PRAGMA foreign_keys=ON",
    # What is deleted is overwritten: erased secrets do not linger in free pages.
    "PRAGMA secure_delete=ON",
    # Otherwise INSERT OR REPLACE would slip past the triggers that forbid deleting.
    "PRAGMA recursive_triggers=ON",
)


def open_engine(address: str | URL) -> Engine:
    """An engine for ``sqlite:///path`` or ``postgresql://…``; parameters never show in its errors. A new
    SQLite file is its owner's alone.

    Raises ``ValueError`` for another kind of database.
    """
    url = make_url(address)
    kind = url.get_backend_name()
    if kind == "sqlite":
        if url.database and url.database != ":memory:":
            Path(url.database).touch(mode=0o600)  # its companions -wal and -shm get the same mode
        engine = create_engine(url, hide_parameters=True)
        event.listen(engine, "connect", _prepare_sqlite)
        event.listen(engine, "begin", _begin_immediate)
        return engine
    if kind == "postgresql":
        url = url.set(drivername="postgresql+psycopg")
        return create_engine(url, hide_parameters=True, isolation_level="READ COMMITTED", pool_pre_ping=True)
    raise ValueError(f"no engine for {kind}: use sqlite or postgresql")


def views_of(engine: Engine) -> Engine:
    """The same database for looking alone: one unchanging picture for each transaction, no lock, no write."""
    if engine.dialect.name == "postgresql":
        return engine.execution_options(isolation_level="REPEATABLE READ", postgresql_readonly=True)
    if engine.url.database in (None, "", ":memory:"):
        return engine
    views = create_engine(engine.url, hide_parameters=True)
    event.listen(views, "connect", _prepare_view)
    event.listen(views, "begin", _begin_deferred)
    return views


def _prepare_view(connection: Any, record: object) -> None:
    _prepare_sqlite(connection, record)
    connection.execute("PRAGMA query_only=ON").close()


def _begin_deferred(connection: Connection) -> None:
    connection.exec_driver_sql("BEGIN")


def _prepare_sqlite(connection: Any, _record: object) -> None:
    # The driver's own implicit BEGIN is deferred; ours is not.
    connection.isolation_level = None
    for pragma in _PRAGMAS:
        connection.execute(pragma).close()


def _begin_immediate(connection: Connection) -> None:
    """Take the write lock at once, so that what a transaction reads is what it decides on."""
    connection.exec_driver_sql("BEGIN IMMEDIATE")
