"""One whole run of ``panel demo --all`` as a process of its own, everything it emits captured.

The run is a small program around the command: it turns all logging on, and at the moments before unsealing
it writes down what the database holds and what the story has said.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from fcntl import LOCK_EX, flock
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]


@dataclass(frozen=True)
class Run:
    """What a run left: its folder and both streams."""

    folder: Path
    out: str
    err: str
    code: int

    def file(self, name: str) -> bytes:
        return (self.folder / name).read_bytes()


def run(folder: Path, *words: str, program: tuple[str, ...] = ("-m", "tests.demo.command")) -> Run:
    command = [sys.executable, "-W", "error", *program, "demo", "--out", str(folder), *words]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, timeout=240, check=False)
    return Run(folder, done.stdout.decode(), done.stderr.decode(), done.returncode)


Demo = Callable[..., Run]


@pytest.fixture(scope="session")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Demo:
    """Runs the demo with these words in a new folder, once for each set of words and ``again``; tests in
    other processes of the same run are given what the first of them made."""
    base = tmp_path_factory.getbasetemp()
    shared = (base.parent if "PYTEST_XDIST_WORKER" in os.environ else base) / "demos"
    shared.mkdir(exist_ok=True)

    def once(*words: str, again: int = 0) -> Run:
        place = shared / f"{'_'.join(words)}.{again}"
        place.mkdir(exist_ok=True)
        kept = place / "said.json"
        with (place / "queue").open("w") as queue:
            flock(queue, LOCK_EX)
            if not kept.exists():
                made = run(place / "out", *words)
                kept.write_text(json.dumps([made.out, made.err, made.code]))
        return Run(place / "out", *json.loads(kept.read_text()))

    return once
