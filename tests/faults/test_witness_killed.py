"""The witness is killed between any two of its steps while two histories are shown to it in turn: it never
signs two trees of one size, and what it keeps is whole."""

from __future__ import annotations

import json
import subprocess
import sys
from collections import Counter
from collections.abc import Callable, Iterator
from itertools import count
from pathlib import Path

import pytest

from audit import merkle
from audit.checkpoint import open_note
from audit.witness.store import Mirror
from tests.audit.witness.logs import LOG_KEY, WITNESS_KEY

ROOT = Path(__file__).parents[2]
Live = Callable[[Path, int, str], str]


@pytest.fixture(scope="module")
def live() -> Iterator[Live]:
    command = [sys.executable, "-W", "error", "-m", "tests.faults.witness_killing"]
    process = subprocess.Popen(command, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
    assert process.stdin is not None
    assert process.stdout is not None
    to, back = process.stdin, process.stdout

    def run(folder: Path, kill_at: int, what: str) -> str:
        folder.mkdir(exist_ok=True)
        to.write(f"{what} {kill_at} {folder}\n")
        to.flush()
        return back.readline().strip()

    yield run
    to.close()
    process.wait(30)
    back.close()


def check(folder: Path) -> None:
    """One root for each size that was ever signed; the mirror is the tree it promised."""
    signed = [path.name.split(".")[1:] for path in folder.glob("signed.*")]
    assert max(Counter(size for size, _root in signed).values(), default=1) == 1
    for path in folder.glob("signed.*"):
        note, line = json.loads(path.read_text("utf-8"))
        open_note(note + line, [LOG_KEY.vkey])
        assert open_note(note + line, [WITNESS_KEY.vkey])[1] == {WITNESS_KEY.vkey}
    with Mirror.open(folder / "witness.db") as mirror:
        leaves = list(mirror.leaves())
        promised = {str(one.size): one.root.hex() for one in mirror.last_cosigned(10)}
        assert len(leaves) == mirror.size()
        for one in mirror.last_cosigned(10):
            assert mirror.root_at(one.size) == one.root
            assert merkle.root([merkle.leaf_hash(leaf) for leaf in leaves[: one.size]]) == one.root
    assert dict(signed).items() <= promised.items()


def test_killed_anywhere_and_shown_the_other_history_it_signs_one(live: Live, tmp_path: Path) -> None:
    for kill_at in count(1):
        folder = tmp_path / str(kill_at)
        ended = live(folder, kill_at, "honest")
        if ended == "done":
            break
        assert (kill_at, ended) == (kill_at, "killed")
        assert (kill_at, live(folder, 0, "forged")) == (kill_at, "done")
        check(folder)
        assert (kill_at, live(folder, 0, "honest")) == (kill_at, "done")
        check(folder)
        assert len(list(folder.glob("signed.*"))) >= 1
    assert kill_at > 50


def test_killed_again_and_again_it_comes_to_an_end(live: Live, tmp_path: Path) -> None:
    folder = tmp_path / "restless"
    deaths = 0
    for what in ("honest", "forged") * 200:
        ended = live(folder, 40, what)
        if ended == "done":
            break
        deaths += 1
        assert ended == "killed"
        if (folder / "witness.db").exists():
            check(folder)

    assert (ended, deaths > 0) == ("done", True)
    check(folder)
