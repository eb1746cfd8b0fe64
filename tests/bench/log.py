"""``log``: what the house log costs beside plain rows, and 200 draws at once (protocol sections 3 and 6).

``log-append``: writers each append an event in a transaction of its own and wait until it stands under a
signed checkpoint. ``log-alone`` is one writer, who shares no round with anybody. ``seconds`` is wall time for
one append; ``floor_seconds`` for one committed row of the same size, by as many writers through the same
engine, measured in turns with it: ``ratio`` is plain commits ÷ appends. ``peers``: pymerkle's SQLite tree,
each entry appended and then its root asked for, and appended alone.
``draws-at-once``: from the application to the committed order; ``seconds`` is p99 of one step,
``failed_steps`` counts refusals and errors. On SQLite, and on the PostgreSQL of PANEL_TEST_POSTGRES;
``durable``: whether what the engine has committed outlives a power failure there, as it must in production
(``tests/postgres_server.sh start DIR durable``).
"""

from __future__ import annotations

import os
import resource
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
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
            peers = _peers(Path(folder)) if name == "sqlite" else {}
            durable = _durable(bench.engine)
            found += [bench.compare(f"log-append-{name}", WRITERS, appends, peers)]
            found += [bench.compare(f"log-alone-{name}", 1, appends // 4, peers)]
            bench.engine.dispose()
        with TemporaryDirectory(prefix="panel-bench-") as folder, _database(name, Path(folder)) as url:
            steps, cpu, failed = draw_at_once(draws, url, Path(folder))
            p99 = quantiles(steps, n=100)[98]
            row = _row(f"draws-at-once-{name}", draws, p99, _commit_seconds(Path(folder)), cpu, {})
            found.append({**row, "failed_steps": len(failed), "failures": failed[:5], "steps": len(steps)})
            found[-3:] = [{**each, "durable": durable} for each in found[-3:]]
    return found


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

    def compare(self, case: str, writers: int, size: int, peers: dict[str, float]) -> dict[str, Any]:
        """``size`` of each in turns, so that whatever else the machine does falls on both."""
        each = size // (writers * TURNS)
        plain = appended = cpu = 0.0
        for _ in range(TURNS):
            self._turn += 1
            plain += _together(writers, self._rows, each)
            began = process_time()
            appended += _together(writers, self._appends, each)
            cpu += process_time() - began
        done = each * writers * TURNS
        row = _row(case, done, appended / done, plain / done, cpu / done, peers)
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


def _peers(folder: Path) -> dict[str, float]:
    """Seconds for an entry of pymerkle's tree, as it comes."""
    found = {}
    for name, root in (("pymerkle", True), ("pymerkle, no root", False)):
        with SqliteTree(str(folder / f"{name}.db")) as tree:
            began = perf_counter()
            for _ in range(PEER):
                tree.append_entry(ROW)
                if root:
                    tree.get_root()
            found[name] = (perf_counter() - began) / PEER
    return found


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
