"""Two and three workers on one database: no attempt is placed twice, nobody is rung twice at once."""

from __future__ import annotations

import json
import subprocess
import sys
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import Barrier

import pytest
from sqlalchemy import Engine

from notifications.records import ATTEMPT, NOTICE
from tests.notifications.exchange import Exchange
from tests.notifications.house import Clock, Desk, check, check_settled

PEOPLE, ROUNDS = 8, 12
_WORKER = """
import sys
from pathlib import Path
from draw_service.store.engine import open_engine
from tests.notifications.exchange import Exchange
from tests.notifications.house import Clock, Desk
address, file, owner, rounds = sys.argv[1:]
clock = Clock()
desk = Desk(open_engine(address), Exchange(clock.now, file=Path(file)), clock, seed=owner.encode())
print("ready", flush=True)
sys.stdin.readline()
for _ in range(int(rounds)):
    desk.dispatcher.tick(2)
    desk.dispatcher.sweep()
desk.engine.dispose()
"""


def open_all(desk: Desk) -> None:
    """Two notices to each person: only one may ring at a time."""
    for n in range(PEOPLE):
        desk.open(n)
        desk.open(n, subject=f"again-{n}")


@pytest.mark.parametrize("count", [2, 3])
def test_workers_in_threads(desk: Desk, count: int) -> None:
    open_all(desk)
    start = Barrier(count)

    def work(owner: int) -> int:
        worker = desk.worker(owner=f"w{owner}")
        start.wait(10)
        placed = 0
        for _ in range(ROUNDS):
            placed += worker.tick(2)
            worker.sweep(5)
        return placed

    with ThreadPoolExecutor(count) as pool:
        placed = list(pool.map(work, range(count)))

    assert sum(placed) == PEOPLE
    check(desk)
    desk.settle()
    check_settled(desk)
    assert {row.outcome for row in desk.rows(NOTICE)} == {"accepted"}
    assert len(desk.rows(ATTEMPT)) == 2 * PEOPLE


@pytest.mark.parametrize("count", [2, pytest.param(3, marks=pytest.mark.slow)])
def test_workers_in_processes(engine: Engine, address: str, clock: Clock, tmp_path: Path, count: int) -> None:
    file = tmp_path / "provider.jsonl"
    desk = Desk(engine, Exchange(clock.now, file=file), clock)
    open_all(desk)
    root = Path(__file__).parents[2]
    workers = [
        subprocess.Popen(
            [sys.executable, "-c", _WORKER, address, str(file), f"w{n}", str(ROUNDS)],
            cwd=root,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        for n in range(count)
    ]
    for worker in workers:
        assert worker.stdout is not None
        assert worker.stdout.readline() == "ready\n"
    for worker in workers:
        worker.communicate("go\n", timeout=60)
        assert worker.returncode == 0

    told = Counter(json.loads(line)[0] for line in file.read_text().splitlines())
    assert sum(told.values()) == len(told) == PEOPLE
    after = Desk(engine, Exchange(clock.now, file=file), clock, seed=b"after")
    check(after)
    after.settle()
    check_settled(after)
    assert {row.outcome for row in after.rows(NOTICE)} == {"accepted"}
