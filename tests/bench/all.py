"""``all``: every benchmark one after the other, each in a process of its own with a time limit; the report.

One that fails or takes too long is written down as that, and the others go on.
"""

from __future__ import annotations

import importlib
import json
import os
import platform
import signal
import sqlite3
import subprocess
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from time import perf_counter
from typing import Any

from sqlalchemy import text

from draw_service.store.engine import open_engine
from tests.bench.report import Goal, report

MODULES = {
    "draw": "cases",
    "calls": "calls",
    "web": "web",
    "scores": "scores",
    "verify": "verifying",
    "log": "log",
    "pool": "pool",
}
"""Where each benchmark keeps its ``LIMITED_BY`` and ``GOALS``."""


@dataclass(frozen=True, slots=True)
class Part:
    """One command line of a benchmark and how many seconds it may take."""

    bench: str
    words: tuple[str, ...]
    most: float


QUICK = (
    Part("draw", ("--quick", "--sizes", "10000,100000"), 300),
    Part("calls", ("--draws", "10", "--seconds", "45"), 240),
    Part("calls", ("--draws", "50", "--seconds", "45"), 300),
    Part("web", ("--quick",), 300),
    Part("scores", ("--quick", "--experts", "10000"), 120),
    Part("scores", ("--quick", "--experts", "100000"), 300),
    Part("verify", ("--quick", "--sizes", "10000,100000"), 300),
    Part("log", ("--quick",), 300),
    Part("pool", ("--quick",), 300),
)
"""Under seven minutes on two cores with nothing else to do; the limits leave room for a busy machine."""
WHOLE = (
    Part("draw", (), 1800),
    Part("calls", ("--draws", "10", "--seconds", "90"), 300),
    Part("calls", ("--draws", "50", "--seconds", "90"), 400),
    Part("web", ("--draws", "10"), 400),
    Part("web", ("--draws", "50"), 600),
    Part("scores", ("--experts", "10000"), 300),
    Part("scores", ("--experts", "100000"), 900),
    Part("verify", ("--sizes", "10000,100000"), 900),
    Part("log", ("--draws", "50"), 900),
    Part("log", ("--draws", "200"), 900),
    Part("pool", (), 1200),
)


def run_all(parts: Sequence[Part], quick: bool) -> dict[str, Any]:
    """The figures of every part, gathered by benchmark, with the machine they were taken on."""
    machine = _machine()
    benches: dict[str, dict[str, Any]] = {}
    """``undone``: the parts that failed or took too long, and how."""
    for part in parts:
        print(f"{part.bench} {' '.join(part.words)}", file=sys.stderr, flush=True)
        status, rows, seconds = run_part(part)
        fresh = {"name": part.bench, "undone": [], "seconds": 0.0, "rows": []}
        bench = benches.setdefault(part.bench, fresh)
        again = {(row["case"], row["size"]) for row in rows}
        bench["rows"] = [row for row in bench["rows"] if (row["case"], row["size"]) not in again] + rows
        bench["seconds"] += seconds
        if status != "done":
            bench["undone"].append(f"{' '.join(part.words)}: {status}")
    return {"quick": quick, "machine": machine, "benches": list(benches.values())}


def run_part(part: Part) -> tuple[str, list[dict[str, Any]], float]:
    """``done``, ``failed`` or ``not finished within … s``; its rows; how long it ran."""
    with TemporaryDirectory(prefix="panel-bench-") as folder:
        file = Path(folder) / "figures.json"
        words = [sys.executable, "-m", "tests.bench", part.bench, "--json", str(file), *part.words]
        began = perf_counter()
        # A group of its own, so that what it started ends with it.
        running = subprocess.Popen(words, stdout=subprocess.DEVNULL, start_new_session=True)
        try:
            left = running.wait(part.most)
        except subprocess.TimeoutExpired:
            return f"not finished within {part.most:.0f} s", [], perf_counter() - began
        finally:
            if running.poll() is None:
                os.killpg(running.pid, signal.SIGKILL)
                running.wait()
        seconds = perf_counter() - began
        if left or not file.exists():
            return f"failed (exit status {left})", [], seconds
        return "done", json.loads(file.read_text("utf-8")), seconds


def written(found: Mapping[str, Any]) -> str:
    """The report of what was found."""
    kept = {name: importlib.import_module(f"tests.bench.{module}") for name, module in MODULES.items()}
    texts: dict[str, str] = {name: module.LIMITED_BY for name, module in kept.items()}
    goals: dict[str, Sequence[Goal]] = {name: module.GOALS for name, module in kept.items()}
    return report(found, texts, goals)


def _machine() -> dict[str, Any]:
    databases = f"SQLite {sqlite3.sqlite_version}"
    if url := os.environ.get("PANEL_TEST_POSTGRES"):
        engine = open_engine(url)
        with engine.connect() as connection:
            version = connection.execute(text("SHOW server_version")).scalar_one()
        engine.dispose()
        databases += f", PostgreSQL {str(version).split()[0]}"
    return {
        "cores": os.cpu_count(),
        "python": platform.python_version(),
        "databases": databases,
        "load": round(os.getloadavg()[0], 1),
    }
