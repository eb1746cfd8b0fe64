"""A worker killed at any moment: the next one finds every call, places none twice and ends every notice."""

from __future__ import annotations

import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from draw_service.store.engine import open_engine
from notifications.records import NOTICE
from tests.notifications.exchange import Exchange
from tests.notifications.house import Clock, Desk, check, check_settled

ROOT = Path(__file__).parents[2]
ACTS = ("all", "sweep", "callback")
MOST = 400
"""More boundaries than any life has."""


class Lives:
    """The process that forks lives."""

    def __init__(self) -> None:
        command = [sys.executable, "-W", "error", "-m", "tests.notifications.killing"]
        self.process = subprocess.Popen(
            command, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
        )

    def live(self, act: str, folder: Path, kill_at: int = 0) -> str:
        assert self.process.stdin is not None
        assert self.process.stdout is not None
        self.process.stdin.write(f"{act} {kill_at} {folder}\n")
        self.process.stdin.flush()
        return self.process.stdout.readline().strip()

    def end(self) -> None:
        assert self.process.stdin is not None
        assert self.process.stdout is not None
        self.process.stdin.close()
        self.process.wait(30)
        self.process.stdout.close()


@pytest.fixture(scope="module")
def lives() -> Iterator[Lives]:
    found = Lives()
    yield found
    found.end()


@pytest.fixture(scope="module")
def begun(lives: Lives, sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder whose notices are opened and not yet placed."""
    folder = tmp_path_factory.mktemp("begun")
    shutil.copy(sqlite_template, folder / "panel.db")
    assert lives.live("begin", folder) == "done"
    return folder


def look(folder: Path) -> Desk:
    clock = Clock()
    exchange = Exchange(clock.now, file=folder / "provider.jsonl")
    return Desk(open_engine(f"sqlite:///{folder / 'panel.db'}"), exchange, clock)


def killed_and_followed(lives: Lives, begun: Path, folder: Path, act: str, kills: list[int]) -> list[str]:
    """Lives killed at these boundaries one after another, then one that is not; how each ended."""
    shutil.copytree(begun, folder)
    ends = []
    for kill_at in kills:
        ends.append(lives.live(act, folder, kill_at))
        desk = look(folder)
        check(desk)
        desk.engine.dispose()
    ends.append(lives.live("all", folder))
    desk = look(folder)
    check_settled(desk)
    outcomes = {row.subject: row.outcome for row in desk.rows(NOTICE, quiet=False)}
    desk.engine.dispose()
    shutil.rmtree(folder)
    assert outcomes == {"S-1": "accepted", "S-2": "declined", "S-3": "silent", "S-4": "delivered"}
    return ends


@pytest.mark.parametrize("act", ACTS)
def test_killed_here_and_there(lives: Lives, begun: Path, tmp_path: Path, act: str) -> None:
    for kill_at in (1, 2, 3, 5, 8, 13, 20, 31):
        ends = killed_and_followed(lives, begun, tmp_path / f"{act}-{kill_at}", act, [kill_at])
        assert ends == ["killed", "done"]


def test_killed_again_and_again(lives: Lives, begun: Path, tmp_path: Path) -> None:
    ends = killed_and_followed(lives, begun, tmp_path / "often", "all", [5, 9, 4, 6, 11, 3, 7])
    assert ends[0] == "killed"
    assert "failed" not in ends


@pytest.mark.slow
@pytest.mark.timeout(1200)
@pytest.mark.parametrize("act", ACTS)
def test_killed_at_every_boundary(lives: Lives, begun: Path, tmp_path: Path, act: str) -> None:
    for kill_at in range(1, MOST):
        ends = killed_and_followed(lives, begun, tmp_path / f"{act}-{kill_at}", act, [kill_at])
        if ends[0] == "done":
            assert kill_at > 40
            return
        assert ends == ["killed", "done"]
    pytest.fail("a life never came to its end")
