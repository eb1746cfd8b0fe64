"""``web``: page times and board updates while many draws call and many walls follow them (ui.md).

One process serves the pages and calls, as ``panel serve`` does; another holds the boards open and reads pages
like people do. ``seconds`` is the p99 of a page, its floor a small file of the same server in the same run.
Board updates are measured from the writing of the event to its arrival at a board.
"""

from __future__ import annotations

import asyncio
import json
import os
import resource
import subprocess
import sys
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from pathlib import Path
from socket import create_server
from statistics import median, quantiles
from tempfile import TemporaryDirectory
from time import CLOCK_MONOTONIC, clock_gettime, process_time
from types import SimpleNamespace
from typing import Any, cast

from audit import journal
from draw_service import wiring
from draw_service.drill.ports import DrillPrinter
from draw_service.drill.seating import Drill, Ear, Seating, project
from draw_service.rules.access import Role
from draw_service.settings import Settings
from draw_service.usecases.access.enter_practice import enter_practice
from draw_service.usecases.calling.start_calling import start_calling
from draw_service.web.app import create_app
from draw_service.web.gateway.callbacks import Door
from draw_service.web.parts import Web
from draw_service.worker import Site, Worker
from notifications.simulator.network import Network
from notifications.simulator.pace import Pace, ScaledClock
from notifications.simulator.population import Directory
from tests.bench.calls import WallClock

SEATS, EXPERTS, BOARDS, READERS = 5, 1000, 200, 10
NINE = datetime(2026, 3, 2, 1, tzinfo=UTC)


def measure(draws: int, seconds: float, boards: int = BOARDS) -> list[dict[str, Any]]:
    """The figures of ``boards`` walls on ``draws`` draws of five seats that call for so many seconds."""
    with TemporaryDirectory(prefix="panel-bench-") as folder:
        written, heard, cpu = _run(Path(folder), draws, seconds, boards)
    late = [at - written[draw, count] for draw, count, at in heard["updates"] if (draw, count) in written]
    floor = median(heard["floor"])
    common = {"size": draws, "peers": {}, "boards": boards, "cores": os.cpu_count()}
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    found = []
    for case, took in (("page", heard["pages"]), ("board-update", late)):
        p99 = quantiles(took, n=100)[98]
        found.append(
            {
                "case": case,
                **common,
                "seconds": p99,
                "floor_seconds": floor,
                "ratio": p99 / floor,
                "peak_mib": peak,
                "cpu_seconds": cpu,
                "median_seconds": median(took),
                "samples": len(took),
                "failed": heard["failed"],
            }
        )
    return found


def _now() -> float:
    """Seconds that both processes read from the same clock."""
    return clock_gettime(CLOCK_MONOTONIC)


def _run(
    folder: Path, draws: int, seconds: float, boards: int
) -> tuple[Mapping[tuple[str, int], float], dict[str, Any], float]:
    drill = Drill(SEATS, EXPERTS, 0.0, 0.0, 1.0, 1, 1)
    clock = ScaledClock(NINE)
    network = Network(clock(), 1, directory=Directory(drill.population), cps=1000, clock=clock)
    settings = Settings(data=folder, voice="simulated", sms="simulated", drill=True)
    works = wiring.open_works(settings, network, WallClock(clock))
    object.__setattr__(works.house, "printer", DrillPrinter())
    worker = Worker(works.dispatcher, works.house.sequence, lambda: 0, works.pool, works.count, works.fresh)
    works.connect(worker.receive)
    seating = Seating(drill, works.house, works.dispatcher, cast("Any", SimpleNamespace(now=NINE)), Ear())
    seating.register(draws)
    signin = NINE + timedelta(days=7)
    ids = [seating.ceremony(project(SEATS, signin, f"A08{n + 1:02}"), f"room-{n}") for n in range(draws)]
    token = enter_practice(works.house, Role.OPERATOR, "", "", "127.0.0.1")
    written = _watch_calls()
    app = create_app(Door(worker, works.bases, works.now), Web(works.house, "演练中心"))
    pace = Pace(network, clock)
    pace.start()
    began = process_time()
    try:
        heard = asyncio.run(_serve(worker, works.house, app, ids, token, seconds, boards))
    finally:
        pace.stop()
    return written, heard, process_time() - began


def _watch_calls() -> dict[tuple[str, int], float]:
    """(draw, how many candidates its seats were offered to) -> when that was written."""
    written: dict[tuple[str, int], float] = {}
    counts: dict[str, int] = {}
    append = journal.append_to_draw

    def watched(session: Any, draw: str, type: Any, body: Any, at: Any, head: Any) -> Any:
        event = append(session, draw, type, body, at, head)
        if type == "seat.called":
            counts[draw] = counts.get(draw, 0) + 1
            written[draw, counts[draw]] = _now()
        return event

    journal.append_to_draw = watched
    return written


async def _serve(
    worker: Worker, house: Any, app: Any, ids: list[str], token: str, seconds: float, boards: int
) -> dict[str, Any]:
    stop, at = asyncio.Event(), create_server(("127.0.0.1", 0), backlog=512)
    port = at.getsockname()[1]
    working = asyncio.create_task(worker.run(stop, Site(app, at)))
    await asyncio.sleep(1)
    words = [sys.executable, "-m", "tests.bench.readers", str(port), token, str(seconds), str(boards), *ids]
    reading = await asyncio.create_subprocess_exec(*words, stdout=subprocess.PIPE)
    await asyncio.sleep(3)  # every board is open before the first call
    for draw_id in ids:
        await asyncio.to_thread(start_calling, house, draw_id)
    out, _ = await reading.communicate()
    stop.set()
    await working
    found: dict[str, Any] = json.loads(out)
    return found
