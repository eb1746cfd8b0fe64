"""``python -m tests.bench.province``: a day of a province on paper, and what breaks first as it grows.

A queue model, nothing else: draws arrive at random over a working day, each locks (CPU), appends its events
(one sequencer) and calls people (lines). The rates are those the other benches measured on one core; give
your own with the options. A stage is broken when a hundredth of what it serves waits longer than
``PATIENCE`` says.
"""

from __future__ import annotations

import argparse
import heapq
import json
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from random import Random

HOURS = (0.05, 0.20, 0.25, 0.10, 0.05, 0.15, 0.12, 0.08)
"""Share of a day's draws in each of its eight hours: mornings are full."""
PATIENCE = {"lock": 60.0, "log": 1.0, "lines": 60.0}
"""Seconds a draw may wait at a stage: at the lock three parties stand there, a gate waits for the log, and an
evaluation panel is called within the hour."""


@dataclass(frozen=True)
class Load:
    """One day. ``calls``, ``events``: of one draw; ``call_seconds``: a line is busy with one call."""

    draws: int = 10_000
    calls: int = 13
    events: int = 80
    call_seconds: float = 45.0


@dataclass(frozen=True)
class Machines:
    """``lock_seconds``: CPU of one lock with its order; ``appends``: events a second the log takes in."""

    cores: int = 16
    lock_seconds: float = 9.9
    appends: float = 400.0
    lines: int = 600


@dataclass(frozen=True, slots=True)
class Stage:
    """How one stage did: mean use of its servers in the fullest hour, and the wait of 99 in 100, seconds."""

    name: str
    use: float
    wait: float

    @property
    def broken(self) -> bool:
        return self.wait > PATIENCE[self.name]


def day(load: Load, machines: Machines, seed: int = 1) -> list[Stage]:
    """One day of a province, stage by stage."""
    chance = Random(seed)
    arrivals = sorted(
        3600 * (hour + chance.random())
        for hour, share in enumerate(HOURS)
        for _ in range(round(load.draws * share))
    )
    locked = list(queue(arrivals, machines.cores, [machines.lock_seconds]))
    appends = sorted(at + offset * 2.0 for at, _wait in locked for offset in range(load.events))
    logged = list(queue(appends, 1, [1 / machines.appends]))
    # A panel is called side by side, then one by one for whoever declined.
    calls = sorted(at + (offset // 7) * 60.0 for at, _wait in locked for offset in range(load.calls))
    called = list(queue(calls, machines.lines, [load.call_seconds]))
    return [
        _stage("lock", locked, machines.cores, machines.lock_seconds),
        _stage("log", logged, 1, 1 / machines.appends),
        _stage("lines", called, machines.lines, load.call_seconds),
    ]


def queue(arrivals: Iterable[float], servers: int, seconds: Sequence[float]) -> Iterable[tuple[float, float]]:
    """First come, first served: for each arrival when it is done and how long it waited. ``seconds`` of
    service are taken in turn."""
    free = [0.0] * servers
    for number, at in enumerate(arrivals):
        start = max(at, heapq.heappop(free))
        done = start + seconds[number % len(seconds)]
        heapq.heappush(free, done)
        yield done, start - at


def _stage(name: str, served: Sequence[tuple[float, float]], servers: int, seconds: float) -> Stage:
    waits = sorted(wait for _done, wait in served)
    fullest = max(
        sum(hour * 3600 <= done < (hour + 1) * 3600 for done, _wait in served) for hour in range(12)
    )
    use = min(1.0, fullest * seconds / (3600 * servers))
    return Stage(name, round(use, 3), round(waits[len(waits) * 99 // 100], 3))


def first_to_break(load: Load, machines: Machines) -> list[tuple[int, list[Stage]]]:
    """The day with 1, 2, 4 … times the draws, until something breaks (64 at most)."""
    found = []
    for times in (1, 2, 4, 8, 16, 32, 64):
        stages = day(Load(load.draws * times, load.calls, load.events, load.call_seconds), machines)
        found.append((times, stages))
        if any(one.broken for one in stages):
            break
    return found


def storage(draws: int, listed: int, events: int) -> dict[str, float]:
    """GiB a day, by table: ``listed`` lines of the locked lists a draw (about 210 bytes), ``events`` of about
    420 bytes with their leaf, index and two nodes of the tree (about 350)."""
    gib = 1 << 30
    return {
        "draw_blob": round(draws * listed * 210 / gib, 2),
        "journal_event": round(draws * events * 420 / gib, 2),
        "log_leaf, log_node, log_checkpoint": round(draws * events * 350 / gib, 2),
    }


def main(words: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.bench.province")
    parser.add_argument("--draws", type=int, default=Load.draws)
    parser.add_argument("--cores", type=int, default=Machines.cores)
    parser.add_argument("--lock-seconds", type=float, default=Machines.lock_seconds)
    parser.add_argument("--appends", type=float, default=Machines.appends)
    parser.add_argument("--lines", type=int, default=Machines.lines)
    parser.add_argument("--listed", type=int, default=10_000)
    asked = parser.parse_args(words)
    load = Load(draws=asked.draws)
    machines = Machines(asked.cores, asked.lock_seconds, asked.appends, asked.lines)
    told = {
        "load": asdict(load),
        "machines": asdict(machines),
        "days": [
            {"times": times, "stages": [{**asdict(one), "broken": one.broken} for one in stages]}
            for times, stages in first_to_break(load, machines)
        ],
        "gib_a_day": storage(load.draws, asked.listed, load.events),
    }
    print(json.dumps(told, indent=1))
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
