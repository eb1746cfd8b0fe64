"""``python -m tests.bench draw --json FILE``: how long a draw takes, beside the floor and beside peers;
``python -m tests.bench calls --json FILE``: from a refusal to the next dial (``seconds``: p99);
``python -m tests.bench scores --json FILE``: the annual run beside one SQL aggregate over the same table
(``floor_seconds``), and the posting of an entry (``seconds``: p99; floor: one committed row);
``python -m tests.bench web --json FILE``: pages and boards of a busy service (``seconds``: p99);
``python -m tests.bench pool --json FILE``: rosters in beside reading and encrypting alone; the regulator's
figures over 100,000 draws beside the rows they rest on and beside a full recount (``recount_seconds``);
``python -m tests.bench verify --json FILE``: both verifiers over a bundle of 100,000 experts;
``python -m tests.bench log --json FILE``: appends to the log beside plain rows, and 200 draws at once;
``python -m tests.bench all --report FILE``: each of these in a process of its own, and a page of figures.

Writes a list of ``{"case","size","seconds","floor_seconds","ratio","peak_mib","peers","cpu_seconds"}``; a
peer that took more than a minute at a size is null there.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.table import Table

from tests.bench.cases import CASES

SIZES = (1_000, 10_000, 100_000, 1_000_000)
PEERS = ("consistent-sampler", "cryptorandom")
PEER_SECONDS = 60


def _measure(*words: object, timeout: float | None = None) -> Any:
    """One measurement in a fresh process; None when it took longer than ``timeout`` seconds."""
    command = [sys.executable, "-m", "tests.bench.measure", *map(str, words)]
    try:
        done = subprocess.run(command, stdout=subprocess.PIPE, check=True, timeout=timeout)
    except subprocess.TimeoutExpired:
        return None
    return json.loads(done.stdout)


def _repeats(size: int, quick: bool) -> int:
    if quick:
        return 1
    return 7 if size <= 10_000 else 3


def bench(sizes: Sequence[int], cases: Sequence[str], quick: bool, console: Console) -> list[dict[str, Any]]:
    """The cases at every size they are meant for."""
    found: list[dict[str, Any]] = []
    for size in sizes:
        with tempfile.TemporaryDirectory(prefix="panel-bench-") as folder:
            console.print(f"peers, {size:,} experts", style="dim")
            peers = {peer: _measure("peer", peer, size, timeout=PEER_SECONDS) for peer in PEERS}
            for case in (case for case in cases if size <= CASES[case].most):
                console.print(f"{case}, {size:,} experts", style="dim")
                if CASES[case].build is not None:
                    _measure("build", case, size, folder)
                figures = _measure("run", case, size, folder, _repeats(size, quick))
                found.append({"case": case, "size": size, **figures, "peers": peers})
    return found


def table(found: list[dict[str, Any]]) -> Table:
    """The figures for people."""
    peers = list(dict.fromkeys(name for row in found for name in row["peers"]))
    shown = Table("case", "size", "seconds", "floor", "ratio", "CPU s", "peak MiB", *peers)
    for column in shown.columns:
        column.no_wrap = True
        column.justify = "left" if column.header == "case" else "right"
    for row in found:
        took = row["peers"]
        shown.add_row(
            row["case"],
            f"{row['size']:,}",
            f"{row['seconds']:.4f}",
            f"{row['floor_seconds']:.4f}",
            f"{row['ratio']:.2f}",
            "-" if row["cpu_seconds"] is None else f"{row['cpu_seconds']:.4f}",
            "-" if row["peak_mib"] is None else f"{row['peak_mib']:.0f}",
            *("-" if n not in took else "> 60" if took[n] is None else f"{took[n]:.4f}" for n in peers),
        )
    return shown


def _alone(module: str, *words: object) -> Any:
    """What a bench prints that runs in a process of its own."""
    command = [sys.executable, "-m", f"tests.bench.{module}", *map(str, words)]
    return json.loads(subprocess.run(command, stdout=subprocess.PIPE, check=True).stdout)


def pool(quick: bool) -> list[dict[str, Any]]:
    """Rosters in, and the regulator's figures over 100,000 draws."""
    repeats = 1 if quick else 5
    sizes = (20_000,) if quick else (20_000, 100_000)
    rosters = [_alone("pool", size, max(2, repeats)) for size in sizes]
    return [*rosters, *_alone("pool_statistics", 100_000, repeats, 2 if quick else 3)]


def everything(quick: bool, figures: Path | None, page: Path | None) -> None:
    """Every benchmark; figures and page where they are asked for, the page on the screen otherwise."""
    from tests.bench import all as whole

    found = whole.run_all(whole.QUICK if quick else whole.WHOLE, quick)
    if figures is not None:
        figures.write_text(json.dumps(found, indent=1) + "\n", encoding="utf-8")
    text = whole.written(found)
    if page is not None:
        page.write_text(text, encoding="utf-8")
    else:
        print(text)


def main(words: Sequence[str] | None = None) -> None:
    parser = argparse.ArgumentParser(prog="python -m tests.bench", description="Benchmarks of panel.")
    parser.add_argument("bench", choices=("draw", "calls", "web", "scores", "verify", "log", "pool", "all"))
    parser.add_argument("--json", type=Path, metavar="FILE", help="where the figures go")
    parser.add_argument("--report", type=Path, metavar="FILE", help="all: where the page goes")
    parser.add_argument("--sizes", help="numbers of experts")
    parser.add_argument("--quick", action="store_true", help="one run of each instead of a median")
    parser.add_argument("--draws", type=int, help="calls, web: draws that call at once; log: 200")
    parser.add_argument("--seconds", type=float, default=90, help="calls, web: how long they call")
    parser.add_argument("--experts", type=int, default=100_000, help="scores: experts, 20 lines each")
    parser.add_argument("--case", choices=list(CASES), action="append", help="only this one (repeatable)")
    asked = parser.parse_args(words)
    if asked.bench == "all":
        everything(asked.quick, asked.json, asked.report)
        return
    if asked.json is None:
        parser.error("--json FILE is missing")
    console = Console(stderr=True)
    usual = [100_000] if asked.bench == "verify" else list(SIZES)
    sizes = [int(size) for size in asked.sizes.split(",")] if asked.sizes else usual
    if asked.bench == "calls":
        from tests.bench.calls import measure

        found = [measure(asked.draws or 50, asked.seconds)]
    elif asked.bench == "web":
        from tests.bench import web

        found = web.measure(asked.draws or 50, 20 if asked.quick else asked.seconds)
    elif asked.bench == "scores":
        from tests.bench import scores

        found = scores.measure(asked.quick, asked.experts)
    elif asked.bench == "verify":
        from tests.bench import verifying

        found = verifying.bench(sizes, 1 if asked.quick else 3)
    elif asked.bench == "pool":
        found = pool(asked.quick)
    elif asked.bench == "log":
        from tests.bench import log, slow_disk

        found = log.measure(asked.quick, asked.draws or 200)
        found += slow_disk.measure(log.QUICK if asked.quick else log.LONG, log.PEER)
    else:
        found = bench(sizes, asked.case or list(CASES), asked.quick, console)
    asked.json.write_text(json.dumps(found, indent=1) + "\n", encoding="utf-8")
    shown = Console()
    shown.width = max(shown.width, 120)
    shown.print(table(found))


if __name__ == "__main__":
    main()
