"""``log``: what the house log costs beside plain rows, and 200 draws at once (protocol sections 3 and 6).

``log-append``: writers each append an event in a transaction of its own and wait until it stands under a
signed checkpoint. ``log-alone`` is one writer, who shares no round with anybody. ``seconds`` is wall time for
one append; ``floor_seconds`` for one committed row of the same size, by as many writers through the same
engine, measured in turns with it: ``ratio`` is plain commits ÷ appends. ``peers``, in turns too: pymerkle's
SQLite tree, each entry appended and committed and then its root asked for; appended alone; and with a root in
the house's journal mode. All wait for the disk (``synchronous=FULL``); as it comes the tree keeps SQLite's
rollback journal, which is written out several times a commit where the house's WAL is once: which of them
is the quicker hangs on the disk, so ``tests.bench.slow_disk`` measures beside slower ones as well.
``draws-at-once``: from the application to the committed order; ``seconds`` is p99 of one step,
``failed_steps`` counts refusals and errors. On SQLite, and on the PostgreSQL of PANEL_TEST_POSTGRES;
``durable``: whether what the engine has committed outlives a power failure there, as it must in production
(``tests/postgres_server.sh start DIR durable``).
"""

from __future__ import annotations

import os
import resource
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager, nullcontext
from datetime import UTC, datetime
from pathlib import Path
from statistics import quantiles
from tempfile import TemporaryDirectory
from time import perf_counter, process_time
from typing import Any

from pymerkle import SqliteTree
from sqlalchemy import Column, Engine, Integer, LargeBinary, MetaData, Table, insert, make_url, text
from sqlmodel import Session

from audit.events import DrawEvent
from draw_service.store.books import SqlBooks
from draw_service.store.engine import open_engine
from draw_service.store.keyring import Keyring, open_keyring
from draw_service.store.migrations import upgrade
from draw_service.store.sequencer import Sequencer
from tests.bench.many_draws import draw_at_once
from tests.bench.report import Goal
from tests.bench.stores import _Entropy as Chance

WRITERS, TURNS = 16, 3
QUICK, LONG, PEER = 800, 4000, 300
"""Appends of a case, entries of the peer."""
AT = datetime(2026, 3, 2, 4, tzinfo=UTC)
BODY = {"party": "center", "phone_deposited": True}
ROW = os.urandom(200)
"""As long as an event."""
LIMITED_BY = (
    "The commit of the disk: an append and its checkpoint are two commits where a plain row is one, and "
    "a writer alone pays for both; writers at once share the checkpoint of a round. The order of the "
    "log is one, never divided."
)
GOALS = (
    Goal("log-append-*", "ratio", 2.5),
    Goal("log-append-*", "pymerkle", 2, peer="pymerkle"),
    Goal("draws-at-once-*", "failed_steps", 0),
)
_PLAIN = Table("plain", MetaData(), Column("id", Integer, primary_key=True), Column("data", LargeBinary))
_ADD = insert(_PLAIN)


def measure(quick: bool, draws: int) -> list[dict[str, Any]]:
    """The figures of every case on every engine there is."""
    appends = QUICK if quick else LONG
    found = []
    for name in ("sqlite", *(["postgresql"] if os.environ.get("PANEL_TEST_POSTGRES") else [])):
        with TemporaryDirectory(prefix="panel-bench-") as folder, _database(name, Path(folder)) as url:
            bench = _Bench(url, Path(folder))
            durable = _durable(bench.engine)
            with _peers(Path(folder)) if name == "sqlite" else nullcontext({}) as peers:
                found += [bench.compare(f"log-append-{name}", WRITERS, appends, peers, PEER)]
                found += [bench.compare(f"log-alone-{name}", 1, appends // 4, peers, PEER)]
            bench.engine.dispose()
        with TemporaryDirectory(prefix="panel-bench-") as folder, _database(name, Path(folder)) as url:
            steps, cpu, failed = draw_at_once(draws, url, Path(folder))
            p99 = quantiles(steps, n=100)[98]
            row = _row(f"draws-at-once-{name}", draws, p99, _commit_seconds(Path(folder)), cpu, {})
            found.append({**row, "failed_steps": len(failed), "failures": failed[:5], "steps": len(steps)})
            found[-3:] = [{**each, "durable": durable} for each in found[-3:]]
    return found


def appended(folder: Path, appends: int, peer: int) -> dict[str, Any]:
    """``log-append`` on SQLite alone, ``peer`` entries of each peer beside it."""
    with _peers(folder) as peers:
        bench = _Bench(f"sqlite:///{folder / 'panel.db'}", folder)
        row = bench.compare("log-append-sqlite", WRITERS, appends, peers, peer)
        bench.engine.dispose()
        return row


def _durable(engine: Engine) -> bool:
    """Whether a commit waits until it is on the disk."""
    asked = {
        "sqlite": {"PRAGMA synchronous": ("2", "3")},
        "postgresql": {f"SHOW {name}": ("on",) for name in ("fsync", "synchronous_commit")},
    }
    with engine.connect() as connection:
        answers = asked[engine.dialect.name].items()
        return all(str(connection.execute(text(ask)).scalar()) in safe for ask, safe in answers)


class _Bench:
    def __init__(self, url: str, folder: Path) -> None:
        self.engine: Engine = open_engine(url)
        upgrade(self.engine)
        _PLAIN.metadata.create_all(self.engine)
        self._keyring: Keyring = open_keyring(folder / "keyring.json", Chance())
        self._sequence = Sequencer(self.engine, self._keyring, lambda: AT)
        self._turn = 0

    def compare(
        self,
        case: str,
        writers: int,
        size: int,
        peers: Mapping[str, Callable[[], object]],
        of_peers: int,
    ) -> dict[str, Any]:
        """``size`` of each in turns, so that whatever else the machine does falls on all."""
        each, of_peer = size // (writers * TURNS), max(1, of_peers // TURNS)
        plain = appended = cpu = 0.0
        took = dict.fromkeys(peers, 0.0)
        for _ in range(TURNS):
            self._turn += 1
            plain += _together(writers, self._rows, each)
            began = process_time()
            appended += _together(writers, self._appends, each)
            cpu += process_time() - began
            for name, add in peers.items():
                began = perf_counter()
                for _ in range(of_peer):
                    add()
                took[name] += perf_counter() - began
        done = each * writers * TURNS
        by_peer = {name: seconds / (of_peer * TURNS) for name, seconds in took.items()}
        row = _row(case, done, appended / done, plain / done, cpu / done, by_peer)
        return {**row, "writers": writers, "appends_per_second": round(done / appended)}

    def _rows(self, writer: int, count: int) -> None:
        first = (self._turn * WRITERS + writer) * 100_000
        for n in range(count):
            with Session(self.engine) as session:
                session.execute(_ADD, {"id": first + n, "data": ROW})
                session.commit()

    def _appends(self, writer: int, count: int) -> None:
        for n in range(count):
            with SqlBooks(self.engine, self._keyring) as books:
                draw = f"D{self._turn}-{writer}-{n % 20}"
                books.journal.record(draw, DrawEvent.ROOM_ENTERED, BODY, AT)
                books.commit()
            self._sequence()


def _together(writers: int, act: Callable[[int, int], None], count: int) -> float:
    """Wall time of so many writers doing ``act`` at once."""
    with ThreadPoolExecutor(writers) as pool:
        began = perf_counter()
        for future in [pool.submit(act, writer, count) for writer in range(writers)]:
            future.result()
        return perf_counter() - began


@contextmanager
def _peers(folder: Path) -> Iterator[dict[str, Callable[[], object]]]:
    """What adds one entry to pymerkle's tree, by the name of the way it does."""
    with ExitStack() as stack:

        def tree(file: str, journal: str = "") -> SqliteTree:
            found = stack.enter_context(SqliteTree(str(folder / file)))
            if journal:
                found.con.execute(f"PRAGMA journal_mode={journal}")
            if found.con.execute("PRAGMA synchronous").fetchone() < 2:
                raise RuntimeError("a tree that does not wait for the disk is not compared")
            return found

        with_root, alone, wal = tree("root.db"), tree("alone.db"), tree("wal.db", "WAL")
        yield {
            "pymerkle": lambda: (with_root.append_entry(ROW), with_root.get_root()),
            "pymerkle, no root": lambda: alone.append_entry(ROW),
            "pymerkle, WAL": lambda: (wal.append_entry(ROW), wal.get_root()),
        }


def _commit_seconds(folder: Path) -> float:
    """One plain committed row through the engine of the house, alone."""
    engine = open_engine(f"sqlite:///{folder / 'floor.db'}")
    _PLAIN.metadata.create_all(engine)
    began = perf_counter()
    for n in range(50):
        with Session(engine) as session:
            session.execute(_ADD, {"id": n, "data": ROW})
            session.commit()
    engine.dispose()
    return (perf_counter() - began) / 50


@contextmanager
def _database(name: str, folder: Path) -> Iterator[str]:
    """A database of its own."""
    if name == "sqlite":
        yield f"sqlite:///{folder / 'panel.db'}"
        return
    server = make_url(os.environ["PANEL_TEST_POSTGRES"])
    made = f"panel_bench_{os.getpid()}_{os.urandom(4).hex()}"
    admin = open_engine(server).execution_options(isolation_level="AUTOCOMMIT")
    try:
        with admin.connect() as connection:
            connection.execute(text(f"CREATE DATABASE {made} TEMPLATE template0"))
            try:
                yield server.set(database=made).render_as_string(hide_password=False)
            finally:
                connection.execute(text(f"DROP DATABASE {made} WITH (FORCE)"))
    finally:
        admin.dispose()


def _row(
    case: str, size: int, seconds: float, floor: float, cpu: float, peers: dict[str, float]
) -> dict[str, Any]:
    return {
        "case": case,
        "size": size,
        "seconds": seconds,
        "floor_seconds": floor,
        "ratio": seconds / floor,
        "peak_mib": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024,
        "peers": peers,
        "cpu_seconds": cpu,
    }
