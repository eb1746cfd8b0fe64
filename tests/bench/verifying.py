"""``python -m tests.bench verify``: both verifiers over one large bundle, with their limits.

Rows are those of ``draw`` with ``bundle_mib`` and ``gap_seconds`` (browser: longest time the page could not
answer) more, and ``limits``: what each figure may be at most at 100,000 experts.
"""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from tests.bench.report import Goal

LIMITS: dict[str, dict[str, float]] = {
    "verify-public": {"ratio": 4, "bundle_mib": 25},
    "verify-auditor": {"ratio": 4, "bundle_mib": 25},
    "browser-public": {"seconds": 8, "gap_seconds": 0.2, "bundle_mib": 25},
    "browser-auditor": {"seconds": 8, "gap_seconds": 0.2, "bundle_mib": 25},
}
SIZE = 100_000
LIMITED_BY = (
    "Hashing and reading JSON: every leaf of the locked lists is parsed, hashed and ordered again; with "
    "the auditor's bundle every handle of the register is made anew as well. In the browser a worker "
    "does the same."
)
GOALS = tuple(
    Goal(case, figure, most, size=SIZE) for case, limits in LIMITS.items() for figure, most in limits.items()
)


def _apart(module: str, *words: object) -> Any:
    command = [sys.executable, "-m", module, *map(str, words)]
    return json.loads(subprocess.run(command, stdout=subprocess.PIPE, check=True).stdout)


def bench(sizes: Sequence[int], repeats: int) -> list[dict[str, Any]]:
    """Every case at every size; each measured in a process of its own."""
    found = []
    for size in sizes:
        with tempfile.TemporaryDirectory(prefix="panel-bench-") as folder:
            _apart("tests.bench.measure", "build", "verify-public", size, folder)
            for case, limits in LIMITS.items():
                way, stage = case.split("-")
                if way == "browser":
                    figures = _apart("tests.bench.browser", folder, stage, size, repeats)
                else:
                    figures = _apart("tests.bench.measure", "run", case, size, folder, repeats)
                    bundle = Path(folder) / f"{stage}.edraw.json"
                    figures |= {"bundle_mib": bundle.stat().st_size / 2**20, "gap_seconds": None}
                row = {"case": case, "size": size, **figures, "peers": {}}
                found.append({**row, "limits": limits if size == SIZE else {}})
    return found


def beyond(row: dict[str, Any]) -> dict[str, float]:
    """The figures of a row that are over their limit."""
    return {name: row[name] for name, most in row["limits"].items() if row[name] > most}
