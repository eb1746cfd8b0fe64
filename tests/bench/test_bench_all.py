"""All benchmarks in one run: one that fails does not stop the others; the page is made of figures alone."""

from __future__ import annotations

import importlib
import json
from pathlib import Path
from typing import Any

import pytest

from tests.bench import all as whole
from tests.bench.__main__ import main
from tests.bench.report import Goal, report

MACHINE = {"cores": 2, "python": "3.11.7", "databases": "SQLite 3.40.1", "load": 0.1}


def row(case: str, size: int, seconds: float, **more: Any) -> dict[str, Any]:
    figures = {
        "floor_seconds": 0.5,
        "ratio": seconds / 0.5,
        "peak_mib": 99.5,
        "cpu_seconds": None,
        "peers": {},
    }
    return {"case": case, "size": size, "seconds": seconds, "peers": {}, **figures, **more}


def page(rows: list[dict[str, Any]], *goals: Goal, undone: tuple[str, ...] = (), **machine: Any) -> str:
    bench = {"name": "log", "undone": list(undone), "seconds": 3.0, "rows": rows}
    found = {"quick": False, "machine": {**MACHINE, **machine}, "benches": [bench]}
    told = report(found, {"log": "The disk."}, {"log": goals})
    assert told == report(json.loads(json.dumps(found)), {"log": "The disk."}, {"log": goals})
    return told


def test_a_figure_stands_beside_floor_peers_and_goal() -> None:
    told = page([row("append", 800, 1.0, peers={"b": None, "a": 3.0})], Goal("append", "ratio", 2.5))
    assert "| append | 800 | 1 | 0.50 | 2.00 | – | 100 | a 3; b over 60 | reached: ratio 2 (≤ 2.50) |" in told
    assert "**What limits it.** The disk." in told
    assert "Nothing: every goal was reached in this run." in told
    assert "2 cores, Python 3.11.7, SQLite 3.40.1" in told
    assert "beside other work" not in told


def test_what_was_not_reached_is_said_first_with_its_goal() -> None:
    rows = [row("append", 800, 1.5, peers={"tree": 2.0}), row("draws", 20, 0.1, failed_steps=1)]
    goals = (Goal("app*", "ratio", 2.5), Goal("append", "", 2, peer="tree"), Goal("draws", "failed_steps", 0))
    told = page(rows, *goals)
    first = told[: told.index("## log")]
    for what in ("ratio 3, goal ≤ 2.50", "times tree 1.33, goal ≥ 2", "failed steps 1, goal ≤ 0"):
        assert f"**not reached**: {what}" in first
    assert "Nothing" not in told


def test_growth_is_told_for_two_sizes_and_judged_where_there_is_a_goal() -> None:
    rows = [row("lock", 1000, 1.0), row("lock", 10_000, 12.0)]
    told = page(rows, Goal("lock", "growth", 11, size=10_000, growth=True))
    assert "- lock: 1,000 → 10,000 (10 ×): 12.0 times as long" in told
    assert "- `log`, lock, 10,000: **not reached**: growth 12, goal ≤ 11" in told
    assert "How it grows" not in page(rows[:1])


def test_a_goal_of_a_larger_size_is_not_asked_of_a_smaller_one() -> None:
    assert "reached: " not in page([row("lock", 999, 9.0)], Goal("lock", "ratio", 1, size=1000))


def test_other_work_and_what_was_not_done_are_said() -> None:
    told = page([], undone=("--quick: failed (exit status 2)",), load=3.21)
    assert "**beside other work** (load 3.2" in told
    assert "- `log`: --quick: failed (exit status 2)" in told
    assert "**Not measured**: `--quick`: failed (exit status 2)." in told


def test_every_benchmark_says_what_limits_it_and_has_goals_of_cases_it_measures() -> None:
    assert {part.bench for part in whole.QUICK} == {part.bench for part in whole.WHOLE} == set(whole.MODULES)
    for module in whole.MODULES.values():
        kept = importlib.import_module(f"tests.bench.{module}")
        assert kept.LIMITED_BY.endswith(".")
        assert all(isinstance(goal, Goal) for goal in kept.GOALS)


def test_one_that_fails_or_takes_too_long_does_not_stop_the_others(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    small = ("--quick", "--sizes", "1000", "--case", "lock-order-memory")
    parts = (
        whole.Part("verify", ("--sizes", "none"), 60),
        whole.Part("pool", ("--quick",), 0.01),
        whole.Part("draw", small, 100),
    )
    monkeypatch.setattr(whole, "QUICK", parts)
    figures, told = tmp_path / "all.json", tmp_path / "report.md"
    main(["all", "--quick", "--json", str(figures), "--report", str(told)])
    found = json.loads(figures.read_text("utf-8"))
    assert {bench["name"]: bench["undone"] for bench in found["benches"]} == {
        "verify": ["--sizes none: failed (exit status 1)"],
        "pool": ["--quick: not finished within 0 s"],
        "draw": [],
    }
    text = told.read_text("utf-8")
    assert text == whole.written(found)
    assert "| lock-order-memory | 1,000 |" in text
    assert "- `verify`: --sizes none: failed (exit status 1)" in text
    assert "A **quick run**" in text
    assert str(tmp_path) not in text
