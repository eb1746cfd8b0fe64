"""``deploy/benchmarks.md`` from the figures of ``python -m tests.bench all``: same figures, same bytes.

A figure stands beside its floor, its peers and its goal. Goals and the sentence on what limits a benchmark
are kept beside the benchmark's code (``GOALS``, ``LIMITED_BY``).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

Row = Mapping[str, Any]
BUSY = 0.5
"""Load of the machine before the first benchmark from which its figures count as taken beside other work."""


@dataclass(frozen=True, slots=True)
class Goal:
    """``figure`` of ``case`` is ``most`` at most, from ``size`` on; a "*" ends a case for all that begin so.

    ``peer``: the figure is how often the case fits into what this peer took, and ``most`` is then the least.
    ``growth``: the figure is how many times longer ``size`` takes than the size measured before it.
    """

    case: str
    figure: str
    most: float
    size: int = 0
    peer: str = ""
    growth: bool = False

    def meets(self, row: Row) -> bool:
        """Whether the row is judged by this goal."""
        case = str(row["case"])
        fits = case.startswith(self.case[:-1]) if self.case.endswith("*") else case == self.case
        return fits and int(row["size"]) >= self.size and (not self.peer or self.peer in row["peers"])

    def value(self, row: Row) -> float | None:
        """What is judged; None where it was not measured."""
        if self.peer:
            took = row["peers"][self.peer]
            return None if took is None else took / row["seconds"]
        found = row.get(self.figure)
        return None if found is None else float(found)

    def reached(self, value: float) -> bool:
        return value >= self.most if self.peer else value <= self.most

    def told(self, value: float) -> str:
        """For the report."""
        what = f"times {self.peer}" if self.peer else self.figure.replace("_", " ")
        sign = "≥" if self.peer else "≤"
        if self.reached(value):
            return f"reached: {what} {_number(value)} ({sign} {_number(self.most)})"
        return f"**not reached**: {what} {_number(value)}, goal {sign} {_number(self.most)}"


def report(found: Mapping[str, Any], texts: Mapping[str, str], goals: Mapping[str, Sequence[Goal]]) -> str:
    """The whole page. ``texts``: what limits each benchmark; ``goals``: of each benchmark."""
    benches = found["benches"]
    missed = [
        f"- `{bench['name']}`, {row['case']}, {row['size']:,}: {told}"
        for bench in benches
        for row in bench["rows"]
        for told in judged(row, bench["rows"], goals.get(bench["name"], ()))
        if told.startswith("**")
    ]
    missed += [f"- `{bench['name']}`: {undone}" for bench in benches for undone in bench["undone"]]
    lines = [*_head(found), "", "## Not reached", ""]
    lines += missed or ["Nothing: every goal was reached in this run."]
    for bench in benches:
        name = bench["name"]
        lines += ["", f"## {name}", "", f"**What limits it.** {texts[name]}", ""]
        lines += [*_measured(bench, goals.get(name, ())), *_growth(bench["rows"])]
    return "\n".join(lines).rstrip() + "\n"


def _head(found: Mapping[str, Any]) -> Iterator[str]:
    machine, quick = found["machine"], " --quick" if found["quick"] else ""
    yield "# Benchmarks"
    yield ""
    yield f"Written by `uv run python -m tests.bench all{quick} --report deploy/benchmarks.md`, not by hand."
    yield "各项速度由上述命令测得；每个数字旁有同一次运行的下限与同类软件用时，未达到的目标如实列出。"
    yield ""
    if found["quick"]:
        yield "A **quick run**: one run of each case at the smaller sizes, not a median of several."
    if machine["load"] >= BUSY:
        yield (
            f"Taken **beside other work** (load {machine['load']:.1f} before the first benchmark on "
            f"{machine['cores']} cores): wall times are longer than the code needs; ratios to a floor of the "
            "same run suffer less."
        )
    yield f"Machine: {machine['cores']} cores, Python {machine['python']}, {machine['databases']}."
    yield ""
    yield (
        "*Floor*: what cannot be saved, measured in the same run (bare hashes, one committed row, one plain "
        "statement; the benchmark's code says which). *Times the floor* is the figure ÷ its floor. *Peers*: "
        "seconds that other packages took for the same in the same run."
    )


def _measured(bench: Mapping[str, Any], goals: Sequence[Goal]) -> Iterator[str]:
    for undone in bench["undone"]:
        yield f"**Not measured**: `{undone.replace(': ', '`: ', 1)}."
    if not bench["rows"]:
        return
    if bench["undone"]:
        yield ""
    yield "| Case | Size | Seconds | Floor | Times the floor | CPU s | Peak MiB | Peers (s) | Goal |"
    yield "| --- | --- | --- | --- | --- | --- | --- | --- | --- |"
    for row in bench["rows"]:
        peers = "; ".join(f"{name} {_peer(took)}" for name, took in sorted(row["peers"].items()))
        goal = "; ".join(judged(row, bench["rows"], goals)) or "–"
        cells = (row["case"], f"{row['size']:,}", _number(row["seconds"]), _number(row["floor_seconds"]))
        more = (f"{row['ratio']:.2f}", _number(row["cpu_seconds"]), _whole(row["peak_mib"]), peers or "–")
        yield f"| {' | '.join((*cells, *more, goal))} |"


def judged(row: Row, rows: Sequence[Row], goals: Sequence[Goal]) -> list[str]:
    """What the goals say of one row."""
    found = []
    for goal in goals:
        if not goal.meets(row):
            continue
        if goal.growth:
            smaller = [one for one in rows if one["case"] == row["case"] and one["size"] < row["size"]]
            value = row["seconds"] / smaller[-1]["seconds"] if smaller and row["size"] == goal.size else None
        else:
            value = goal.value(row)
        if value is not None:
            found.append(goal.told(value))
    return found


def _growth(rows: Sequence[Row]) -> Iterator[str]:
    """How long each size takes beside the one before it."""
    told = []
    for case in dict.fromkeys(str(row["case"]) for row in rows):
        of_case = sorted((row for row in rows if row["case"] == case), key=lambda row: int(row["size"]))
        for less, more in pairwise(of_case):
            times, longer = more["size"] / less["size"], more["seconds"] / less["seconds"]
            told.append(
                f"- {case}: {less['size']:,} → {more['size']:,} ({times:.0f} ×): {longer:.1f} times as long"
            )
    if told:
        yield ""
        yield "How it grows:"
        yield ""
        yield from told


def _number(value: float | None) -> str:
    """Three figures that count."""
    if value is None:
        return "–"
    if value >= 100 or value == int(value):
        return f"{value:.0f}"
    return f"{value:.2f}" if value >= 0.1 else f"{value:.3g}" if value >= 0.0001 else f"{value:.1e}"


def _whole(value: float | None) -> str:
    return "–" if value is None else f"{value:.0f}"


def _peer(took: float | None) -> str:
    return "over 60" if took is None else _number(took)
