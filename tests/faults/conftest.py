"""The process that forks lives of the service."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from shutil import copy

import pytest

from draw_service.documents.rosters_out import write_roster
from tests.faults.life import city

ROOT = Path(__file__).parents[2]


class Lives:
    """The process that forks lives, and the roster they begin with."""

    def __init__(self, roster: Path) -> None:
        self.roster = roster
        command = [sys.executable, "-W", "error", "-m", "tests.faults.killing"]
        self.process = subprocess.Popen(
            command, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
        )

    def begin(self, folder: Path) -> Path:
        folder.mkdir()
        copy(self.roster, folder / "roster.xlsx")
        return folder

    def live(self, folder: Path, kill_at: int = 0, what: str = "draw") -> str:
        """How that life ended: ``done``, ``killed`` or ``failed``."""
        assert self.process.stdin is not None
        assert self.process.stdout is not None
        self.process.stdin.write(f"{what} {kill_at} {folder}\n")
        self.process.stdin.flush()
        return self.process.stdout.readline().strip()

    def end(self) -> None:
        assert self.process.stdin is not None
        assert self.process.stdout is not None
        self.process.stdin.close()
        self.process.wait(30)
        self.process.stdout.close()


@pytest.fixture(scope="package")
def lives(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Lives]:
    roster = tmp_path_factory.mktemp("roster") / "roster.xlsx"
    write_roster(city().records, roster)
    found = Lives(roster)
    yield found
    found.end()
