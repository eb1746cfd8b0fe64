"""``web``: page times and board updates while many draws call and many walls follow them (ui.md).

Three processes: this one prepares the draws and reckons; ``serving`` serves the pages and calls, as
``panel serve`` does, its simulated phones with it; ``readers`` holds the boards open and reads pages like
people do. ``seconds`` is the p99 of a page, its floor a small file of the same server in the same run. Board
updates are measured from the writing of the event, inside its transaction, to its arrival at a board.
``cpu_seconds`` and ``peak_mib`` are the serving process's alone, ``readers_cpu_seconds`` what the load cost.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path
from statistics import median, quantiles
from tempfile import TemporaryDirectory
from types import SimpleNamespace
from typing import Any, cast

from draw_service import wiring
from draw_service.drill.ports import DrillPrinter
from draw_service.drill.seating import Drill, Ear, Seating, project
from draw_service.rules.access import Role
from draw_service.settings import Settings
from draw_service.usecases.access.enter_practice import enter_practice
from notifications.simulator.network import Network
from notifications.simulator.pace import ScaledClock
from notifications.simulator.population import Directory
from tests.bench.calls import WallClock
from tests.bench.report import Goal

SEATS, EXPERTS, BOARDS = 5, 1000, 200
NINE = datetime(2026, 3, 2, 1, tzinfo=UTC)
DRILL = Drill(SEATS, EXPERTS, 0.0, 0.0, 1.0, 1, 1)
"""Everybody declines, so that every answer brings the next call."""
LIMITS = {"page": 0.3, "board-update": 0.5}
"""Seconds that the p99 of each should stay under."""
LIMITED_BY = (
    "One process of Python: pages, boards and calls share one core, so a page waits for whatever is "
    "being rendered; a board hears at the next look at the log, which all boards share. More processes "
    "carry more."
)
GOALS = tuple(Goal(case, "seconds", most) for case, most in LIMITS.items())


def measure(draws: int, seconds: float, boards: int = BOARDS) -> list[dict[str, Any]]:
    """The figures of ``boards`` walls on ``draws`` draws of five seats that call for so many seconds."""
    with TemporaryDirectory(prefix="panel-bench-") as folder:
        ids, token, until = prepare(Path(folder), draws)
        words = [sys.executable, "-m", "tests.bench.serving", folder, until.isoformat(), token]
        limits = [str(seconds), str(boards)]
        done = subprocess.run([*words, *limits, *ids], stdout=subprocess.PIPE, check=True)
    return figures(json.loads(done.stdout), draws, boards)


def figures(found: dict[str, Any], draws: int, boards: int) -> list[dict[str, Any]]:
    """One row for the pages and one for the boards, from what was served and heard."""
    heard, written = found["heard"], {(draw, count): at for draw, count, at in found["written"]}
    late = [at - written[draw, count] for draw, count, at in heard["updates"] if (draw, count) in written]
    kinds: dict[str, list[float]] = {}
    for kind, _began, took in heard["pages"]:
        kinds.setdefault(kind, []).append(took)
    floor = median(heard["floor"])
    common = {
        "size": draws,
        "peers": {},
        "boards": boards,
        "cores": os.cpu_count(),
        "floor_seconds": floor,
        "peak_mib": found["peak_mib"],
        "cpu_seconds": found["cpu"],
        "readers_cpu_seconds": heard["cpu"],
        "failed": heard["failed"],
    }
    rows = []
    for case, took in (("page", [one for each in kinds.values() for one in each]), ("board-update", late)):
        p99 = quantiles(took, n=100)[98]
        of = {"case": case, **common, "seconds": p99, "limit_seconds": LIMITS[case], "ratio": p99 / floor}
        rows.append({**of, "median_seconds": median(took), "samples": len(took)})
    rows[0]["median_of"] = {kind: median(took) for kind, took in sorted(kinds.items())}
    return rows


def prepare(folder: Path, draws: int) -> tuple[list[str], str, datetime]:
    """So many draws, ordered and about to call, in ``folder``; an operator's token; when that was done."""
    clock = ScaledClock(NINE)
    network = Network(clock(), 1, directory=Directory(DRILL.population), cps=1000, clock=clock)
    works = wiring.open_works(settings(folder), network, WallClock(clock))
    object.__setattr__(works.house, "printer", DrillPrinter())
    seating = Seating(DRILL, works.house, works.dispatcher, cast("Any", SimpleNamespace(now=NINE)), Ear())
    # Each draw has people of its own: who is being called for one cannot be rung for another.
    seating.register(draws)
    signin = NINE + timedelta(days=7)
    ids = [seating.ceremony(project(SEATS, signin, f"A08{n + 1:02}"), f"room-{n}") for n in range(draws)]
    return ids, enter_practice(works.house, Role.OPERATOR, "", "", "127.0.0.1"), clock()


def settings(folder: Path) -> Settings:
    return Settings(data=folder, voice="simulated", sms="simulated", drill=True)
