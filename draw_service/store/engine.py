"""The two engines: SQLite beside the program, PostgreSQL when users outgrow one machine."""

from __future__ import annotations

import sqlite3
from functools import partial
from pathlib import Path
from threading import Lock
from typing import Any

from sqlalchemy import URL, Connection, Engine, create_engine, event, make_url

BUSY_SECONDS = 30
"""How long a writer waits for another on SQLite."""

CONNECTIONS = 15
"""Of one process on PostgreSQL, of which it may have a hundred; all are kept, none is opened twice."""

ASIDE = 3
"""Of one process on PostgreSQL, for looks beside an open act."""

FILES = 40
"""Of one process on a SQLite file, as many as requests are answered at once."""

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
        queueing = partial(_Queueing, turn=Lock())
        kept = {"pool_size": FILES} if url.database and url.database != ":memory:" else {}
        engine = create_engine(url, hide_parameters=True, connect_args={"factory": queueing}, **kept)
        event.listen(engine, "connect", _prepare_sqlite)
        event.listen(engine, "begin", _begin_immediate)
        return engine
    if kind == "postgresql":
        url = url.set(drivername="postgresql+psycopg")
        return _postgres(url, CONNECTIONS)
    raise ValueError(f"no engine for {kind}: use sqlite or postgresql")


def views_of(engine: Engine) -> Engine:
    """The same database for looking alone: one unchanging picture for each transaction, no lock, no write."""
    if engine.dialect.name == "postgresql":
        return engine.execution_options(isolation_level="REPEATABLE READ", postgresql_readonly=True)
    if engine.url.database in (None, "", ":memory:"):
        return engine
    views = create_engine(engine.url, hide_parameters=True, pool_size=FILES)
    event.listen(views, "connect", _prepare_view)
    event.listen(views, "begin", _begin_deferred)
    event.listen(engine, "engine_disposed", lambda _engine: views.dispose())
    return views


class _Queueing(sqlite3.Connection):
    """A connection whose writers stand in line with the others of this process.

    SQLite lets who waits for a writer sleep and look again, longer each time: with ten of them the disk
    idles. The line only spares that; what keeps writers apart is ``BEGIN IMMEDIATE``, also between processes.
    """

    def __init__(self, *words: Any, turn: Lock, **named: Any) -> None:
        super().__init__(*words, **named)
        self._turn, self._mine = turn, False

    def take_turn(self) -> None:
        self._mine = self._turn.acquire(timeout=BUSY_SECONDS)

    def commit(self) -> None:
        try:
            super().commit()
        except sqlite3.Error:
            self.rollback()  # nobody else does, and the next writer would wait for this one for ever
            raise
        self.pass_on()

    def rollback(self) -> None:
        try:
            super().rollback()
        finally:
            self.pass_on()

    def close(self) -> None:
        try:
            super().close()
        finally:
            self.pass_on()

    def pass_on(self) -> None:
        if self._mine:
            self._mine = False
            self._turn.release()


def aside_of(engine: Engine) -> Engine:
    """The same database for a short look in the middle of somebody's act, over a few connections of its own.

    Out of one pool, as many acts as it has connections would each hold one and wait for a second.
    """
    if engine.dialect.name != "postgresql":
        return views_of(engine)
    aside = _postgres(engine.url, ASIDE)
    event.listen(engine, "engine_disposed", lambda _engine: aside.dispose())
    return aside


def _postgres(url: URL, connections: int) -> Engine:
    pool: Any = {"pool_size": connections, "max_overflow": 0, "pool_pre_ping": True}
    return create_engine(url, hide_parameters=True, isolation_level="READ COMMITTED", **pool)


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
    queueing: Any = connection.connection.driver_connection
    queueing.take_turn()
    try:
        # By way of the library, whose errors the callers know.
        connection.exec_driver_sql("BEGIN IMMEDIATE")
    except Exception:
        queueing.pass_on()
        raise
