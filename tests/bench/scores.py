"""``scores``: the annual run beside one plain SQL aggregate over the same table, and the posting of an entry
(Art. 20, 22).

The run is the act itself: sums, grades, every result stored, one root over all of them, one event, committed.
Beside it, in the same process on the same warm file: ``SELECT expert_id, SUM(points) … GROUP BY expert_id``.
Posting is each of the three acts of an entry's life on a store of its own with ``synchronous=FULL``.
"""

from __future__ import annotations

import os
import resource
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from statistics import median, quantiles
from tempfile import TemporaryDirectory
from time import perf_counter, process_time
from typing import Any

from sqlalchemy import Engine, insert, text

from draw_service import wiring
from draw_service.store.books import SqlBooks
from draw_service.store.engine import open_engine
from draw_service.store.keyring import Keyring, open_keyring
from draw_service.store.migrations import upgrade
from draw_service.usecases.conduct.office import parameters_of
from scoring.calendar_source import published_calendar
from scoring.ports import Office
from scoring.rules.entries import Facts
from scoring.rules.items import LATE
from scoring.rules.people import Person
from scoring.store import LINE
from scoring.usecases.confirm_entry import confirm_entry
from scoring.usecases.draft_entry import draft_entry
from scoring.usecases.notify_entry import notify_entry
from scoring.usecases.prepare_annual import prepare_annual
from tests.bench.calls import _floor as committed_row
from tests.bench.report import Goal
from tests.bench.stores import _Entropy as Chance

YEAR, EACH, POSTED = 2025, 20, 400
JANUARY = datetime(2026, 1, 5, 4, tzinfo=UTC)
AGGREGATE = text(
    "SELECT expert_id, SUM(points), SUM(late), SUM(responses) FROM score_line WHERE year = :year "
    "GROUP BY expert_id ORDER BY expert_id"
)
LIMITED_BY = (
    "The annual run by what it keeps: each expert's result is a row and a leaf of the root, beside a "
    "statement that keeps nothing; posting by the commits of the disk that end each act."
)
GOALS = (Goal("annual-run", "ratio", 3, size=100_000), Goal("posting-*", "seconds", 0.02))
REGULATOR, ANN, BEN = Person("r", "regulator"), Person("a", "center"), Person("b", "center")


def measure(quick: bool, experts: int) -> list[dict[str, Any]]:
    """The figures of both cases."""
    with TemporaryDirectory(prefix="panel-bench-") as folder:
        annual = _annual(Path(folder), experts, 1 if quick else 5)
    with TemporaryDirectory(prefix="panel-bench-") as folder:
        posting = list(_posting(Path(folder), POSTED if quick else 5 * POSTED))
    return [annual, *posting]


class _Bench:
    """An office on a SQLite store of its own."""

    def __init__(self, folder: Path, now: datetime) -> None:
        self.engine: Engine = open_engine(f"sqlite:///{folder / 'panel.db'}")
        upgrade(self.engine)
        keyring: Keyring = open_keyring(folder / "keyring.json", Chance())
        calendar = published_calendar()
        parameters = parameters_of(wiring.pack_on(now))
        self.now = now
        self.office = Office(
            books=lambda: SqlBooks(self.engine, keyring),
            now=lambda: self.now,
            chance=os.urandom,
            pseudonym=keyring.pseudonym,
            calendar=lambda: calendar,
            parameters=lambda _at: parameters,
            sequence=lambda: None,
        )


def _annual(folder: Path, experts: int, repeats: int) -> dict[str, Any]:
    bench = _Bench(folder, JANUARY)
    _fill(bench, experts)
    seconds, cpu, floors = [], [], []
    for _ in range(repeats):
        floors.append(_aggregate(bench.engine, experts))
        start, start_cpu = perf_counter(), process_time()
        run = prepare_annual(bench.office, YEAR, REGULATOR)
        seconds.append(perf_counter() - start)
        cpu.append(process_time() - start_cpu)
        assert run.size == experts
    bench.engine.dispose()
    return _figures("annual-run", experts, median(seconds), median(floors), median(cpu))


def _aggregate(engine: Engine, experts: int) -> float:
    """One plain aggregate, all rows fetched; a first one warms the file."""
    took = 0.0
    with engine.connect() as connection:
        for _ in range(2):
            start = perf_counter()
            rows = connection.execute(AGGREGATE, {"year": YEAR}).all()
            took = perf_counter() - start
            assert len(rows) == experts
    return took


def _fill(bench: _Bench, experts: int) -> None:
    parameters = bench.office.parameters(bench.now)
    at, cell = JANUARY - timedelta(days=100), os.urandom(90)  # as long as a real one

    def lines() -> Iterator[dict[str, object]]:
        n = 0
        for number in range(EACH):  # the lines of one expert lie far apart, as in a year
            for expert in range(1, experts + 1):
                item = (expert + number) % 20 + 1 if number % 5 == 0 else 0
                yield {
                    "id": f"{n:016x}",
                    "n": n,
                    "kind": "deduction" if item else "response",
                    "expert_id": f"E{expert:06d}",
                    "year": YEAR,
                    "item": item,
                    "points": parameters.points(item) if item else 0,
                    "late": int(item == LATE),
                    "responses": int(not item),
                    "reverses": None,
                    "at": at,
                    "detail": cell,
                }
                n += 1

    waiting = lines()
    with bench.engine.begin() as connection:
        while batch := [row for row, _ in zip(waiting, range(20_000), strict=False)]:
            connection.execute(insert(LINE), batch)


def _posting(folder: Path, count: int) -> Iterator[dict[str, Any]]:
    bench = _Bench(folder, JANUARY)
    took: dict[str, list[float]] = {"draft": [], "confirm": [], "notify": []}
    began = process_time()
    for number in range(count):
        at = bench.now - timedelta(hours=1)
        facts = Facts(f"E{number % 50:06d}", number % 20 + 1, at, f"P-{number}")
        start = perf_counter()
        id = draft_entry(bench.office, facts, ANN)
        drafted = perf_counter()
        confirm_entry(bench.office, id, BEN)
        confirmed = perf_counter()
        notify_entry(bench.office, id, "page", BEN)
        for name, seconds in zip(
            took, (drafted - start, confirmed - drafted, perf_counter() - confirmed), strict=True
        ):
            took[name].append(seconds)
    bench.engine.dispose()
    cpu, floor = process_time() - began, committed_row(folder)
    for name, seconds_ in took.items():
        p99 = quantiles(seconds_, n=100)[98]
        yield {**_figures(f"posting-{name}", count, p99, floor, cpu), "median_seconds": median(seconds_)}


def _figures(case: str, size: int, seconds: float, floor: float, cpu: float) -> dict[str, Any]:
    return {
        "case": case,
        "size": size,
        "seconds": seconds,
        "floor_seconds": floor,
        "ratio": seconds / floor,
        "peak_mib": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024,
        "peers": {},
        "cpu_seconds": cpu,
    }
