"""``calls``: how long from a refusal to the next dial, with many draws calling at once (Art. 4, 5).

Everybody declines, so every answer names the next candidate. The phones live with the wall; a worker with its
usual jobs does the rest. Measured from the confirming key to the placing of the next call of that seat, by
the network's own time for both, so that whatever was late anywhere is in it.
"""

from __future__ import annotations

import asyncio
import os
import resource
from datetime import UTC, datetime, timedelta
from pathlib import Path
from statistics import median, quantiles
from tempfile import TemporaryDirectory
from time import perf_counter, process_time
from types import SimpleNamespace
from typing import Any, cast

from sqlalchemy import create_engine, select, text

from draw_service import wiring
from draw_service.drill.ports import DrillPrinter
from draw_service.drill.seating import Drill, Ear, Seating, project
from draw_service.settings import Settings
from draw_service.usecases.calling.start_calling import start_calling
from draw_service.usecases.notices import read_subject
from draw_service.worker import Worker
from notifications.records import ATTEMPT, NOTICE
from notifications.simulator.network import Network
from notifications.simulator.pace import Pace, ScaledClock
from notifications.simulator.population import Directory
from tests.bench.report import Goal

SEATS, EXPERTS, SECONDS = 5, 1000, 90
NINE = datetime(2026, 3, 2, 1, tzinfo=UTC)
LIMITED_BY = (
    "The worker's rounds: an answer waits for the next look at the inbox, is taken in with one "
    "committed transaction, and the next call leaves with the next look at the outbox; all draws share "
    "that one worker."
)
GOALS = (Goal("refusal-to-next-dial", "seconds", 1),)


class WallClock(wiring.SystemClock):
    """The wall's pace from a fixed morning on."""

    def __init__(self, clock: ScaledClock) -> None:
        self._clock = clock

    def exact(self) -> datetime:
        return self._clock()


def measure(draws: int, seconds: float = SECONDS, experts: int = EXPERTS) -> dict[str, Any]:
    """The figures of ``draws`` draws of five seats that call for so many seconds."""
    with TemporaryDirectory(prefix="panel-bench-") as folder:
        delays, cpu = _run(Path(folder), draws, seconds, experts)
        floor = _floor(Path(folder))
    p99 = quantiles(delays, n=100)[98]
    return {
        "case": "refusal-to-next-dial",
        "size": draws,
        "seconds": p99,
        "floor_seconds": floor,
        "ratio": p99 / floor,
        "peak_mib": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024,
        "peers": {},
        "cpu_seconds": cpu,
        "median_seconds": median(delays),
        "refusals": len(delays),
        "cores": os.cpu_count(),
    }


def _run(folder: Path, draws: int, seconds: float, experts: int) -> tuple[list[float], float]:
    drill = Drill(SEATS, experts, 0.0, 0.0, 1.0, 1, 1)
    clock = ScaledClock(NINE)
    network = Network(clock(), 1, directory=Directory(drill.population), cps=1000, clock=clock)
    settings = Settings(data=folder, voice="simulated", sms="simulated", drill=True)
    works = wiring.open_works(settings, network, WallClock(clock))
    object.__setattr__(works.house, "printer", DrillPrinter())
    worker = Worker(works.dispatcher, works.house.sequence, lambda: 0, works.pool, works.count, works.fresh)
    works.connect(worker.receive)
    seating = Seating(drill, works.house, works.dispatcher, cast("Any", SimpleNamespace(now=NINE)), Ear())
    # Each draw has people of its own: who is being called for one cannot be rung for another.
    seating.register(draws)
    signin = NINE + timedelta(days=7)
    ids = [seating.ceremony(project(SEATS, signin, f"A08{n + 1:02}"), f"room-{n}") for n in range(draws)]
    pace = Pace(network, clock)
    pace.start()
    began = process_time()
    try:
        asyncio.run(_call(worker, works.house, ids, seconds))
    finally:
        pace.stop()
    return _delays(folder, network), process_time() - began


async def _call(worker: Worker, house: Any, ids: list[str], seconds: float) -> None:
    stop = asyncio.Event()
    working = asyncio.create_task(worker.run(stop))
    for draw_id in ids:
        await asyncio.to_thread(start_calling, house, draw_id)
    await asyncio.sleep(seconds)
    stop.set()
    await working


def _delays(folder: Path, network: Network) -> list[float]:
    """Seconds from the last key of a call to the next call of its seat."""
    engine = create_engine(f"sqlite:///{folder / 'panel.db'}")
    with engine.connect() as connection:
        joined = select(NOTICE.c.subject, ATTEMPT.c.ref).join_from(ATTEMPT, NOTICE)
        refs = {read_subject(subject): ref for subject, ref in connection.execute(joined) if ref}
    engine.dispose()
    found = []
    for (draw_id, slot, ordinal), ref in refs.items():
        following = refs.get((draw_id, slot, ordinal + 1))
        if following:
            pressed, dialled = network.calls[ref].pressed[1][0], network.calls[following].created
            found.append((dialled - pressed).total_seconds())
    return found


def _floor(folder: Path) -> float:
    """One committed row on the same disk: nothing can be answered sooner."""
    engine = create_engine(f"sqlite:///{folder / 'floor.db'}")
    with engine.connect() as connection:
        connection.execute(text("CREATE TABLE one (n INTEGER)"))
        connection.commit()
        took = []
        for n in range(50):
            began = perf_counter()
            connection.execute(text("INSERT INTO one VALUES (:n)"), {"n": n})
            connection.commit()
            took.append(perf_counter() - began)
    engine.dispose()
    return median(took)
