"""The disk is full, writes fail, the database is gone and comes back: whoever tries again ends the same draw.

That nothing was lost, half done or done twice is read from the log and from the evidence, as after a kill.
"""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from shutil import which

import pytest

from tests.faults.conftest import ROOT, Lives
from tests.faults.evidence import check


def traced() -> bool:
    """Whether this machine lets one program look at another's system calls."""
    strace = which("strace")
    return bool(strace) and subprocess.run([str(strace), "-qq", "-o", "/dev/null", "true"]).returncode == 0


STRACE = ("strace", "-f", "--seccomp-bpf", "-qq", "-e", "signal=none", "-o", "/dev/null")
WRITES, SYNCS = "pwrite64,write", "fdatasync,fsync"
EVERYWHERE = {"no room in the database": ("pages", "", ""), "no room for any file": ("bytes", "", "")}
TRACED = {
    "writes fail": ("calm", WRITES, "error=EIO:when=40+211"),
    "the disk is full": ("calm", WRITES, "error=ENOSPC:when=40+211"),
    "what was written does not reach the disk": ("calm", SYNCS, "error=EIO:when=9+7"),
}
"""What fails: by the program's own limits; by system calls on the database's files, made to fail."""
QUICK = ("no room for any file", "what was written does not reach the disk")
FAULTS = EVERYWHERE | (TRACED if traced() else {})


@pytest.mark.timeout(400)
@pytest.mark.parametrize(
    "fault", [pytest.param(one, marks=[] if one in QUICK else [pytest.mark.slow]) for one in FAULTS]
)
def test_a_draw_goes_on_when_storage_fails(lives: Lives, tmp_path: Path, fault: str) -> None:
    folder = lives.begin(tmp_path / "house")
    means, calls, errors = FAULTS[fault]
    files = [word for name in ("panel.db", "panel.db-wal") for word in ("-P", str(folder / name))]
    traced = [*STRACE, *files, "-e", f"trace={calls}", "-e", f"inject={calls}:{errors}"] if calls else []
    address = f"sqlite:///{folder / 'panel.db'}"

    begin(folder, address)
    heard = live(folder, address, means, traced)

    assert set(heard) == {"database-unusable"}
    assert heard["database-unusable"] >= 3
    check(folder)


@pytest.mark.postgres
def test_a_draw_goes_on_when_the_database_was_gone(
    lives: Lives, tmp_path: Path, postgres_address: str
) -> None:
    folder = lives.begin(tmp_path / "house")

    begin(folder, postgres_address)
    heard = live(folder, postgres_address, "gone")

    assert set(heard) == {"database-unusable"}
    assert heard["database-unusable"] >= 20
    check(folder, postgres_address)


def begin(folder: Path, address: str) -> None:
    """Schema and register, before anything fails."""
    assert live(folder, address, "calm", acts=1) == {}


def live(
    folder: Path, address: str, means: str, before: Sequence[str] = (), acts: int | None = None
) -> dict[str, int]:
    """How often which refusal was heard until the draw was over."""
    life = [*before, sys.executable, "-W", "error", "-m", "tests.faults.failing", str(folder), address, means]
    few = [str(acts)] if acts else []
    ended = subprocess.run([*life, *few], cwd=ROOT, capture_output=True, text=True, timeout=380)
    assert ended.returncode == 0, ended.stderr[-3000:]
    heard: dict[str, int] = json.loads(ended.stdout)
    return heard
