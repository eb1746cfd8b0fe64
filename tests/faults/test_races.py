"""Two processes do every act of a draw at once: one wins, the other hears a refusal or the same result."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.faults.conftest import ROOT, Lives
from tests.faults.evidence import check

ALONE = {"reserve", "copy"}
"""Paper of the people themselves; nothing of the service is contested."""
ONE_WINS = {"file", "lock", "reveal", "order", "answer", "replace", "late", "print", "close"}
"""Acts that can be done once; of the others a second time changes nothing, or is another act of its kind."""
FAIR = {
    "already-locked", "attempt-open", "changed-under-you", "draw-ended", "gate-waits", "no-open-seat",
    "not-sealed", "out-of-order", "parties-missing", "reveal-out-of-turn", "seat-not-called", "slip-used",
}  # fmt: skip
"""What the slower one may be told."""


class Desk:
    """One process."""

    def __init__(self, folder: Path, address: str) -> None:
        command = [sys.executable, "-W", "error", "-m", "tests.faults.racing", str(folder), address]
        self.process = subprocess.Popen(
            command, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
        )

    def tell(self, word: str) -> None:
        assert self.process.stdin is not None
        self.process.stdin.write(f"{word}\n")
        self.process.stdin.flush()

    def hear(self) -> str:
        assert self.process.stdout is not None
        return self.process.stdout.readline().strip()

    def ask(self, word: str) -> str:
        self.tell(word)
        return self.hear()

    def end(self) -> None:
        assert self.process.stdin is not None
        assert self.process.stdout is not None
        self.process.stdin.close()
        self.process.wait(30)
        self.process.stdout.close()


@pytest.fixture
def house(lives: Lives, tmp_path: Path) -> Path:
    return lives.begin(tmp_path / "house")


@pytest.fixture
def desks(house: Path, address: str) -> Iterator[tuple[Desk, Desk]]:
    # Both make the keyring of one new house, too.
    pair = Desk(house, address), Desk(house, address)
    yield pair
    for desk in pair:
        desk.end()


def test_two_at_once_never_break_a_draw(house: Path, address: str, desks: tuple[Desk, Desk]) -> None:
    told: list[tuple[str, list[str]]] = []
    for _ in range(150):
        for desk in desks:
            desk.tell("plan")
        plans = [desk.hear() for desk in desks]
        assert plans[0] == plans[1]
        if plans[0] in ALONE:
            assert desks[0].ask("go") == "ok"
            continue
        if plans[0] == "end":
            break
        for desk in desks:
            desk.tell("go")
        told.append((plans[0], sorted(desk.hear() for desk in desks)))

    assert plans == ["end", "end"]
    for name, outcomes in told:
        assert "ok" in outcomes, (name, outcomes)
        assert set(outcomes) <= FAIR | {"ok"}, (name, outcomes)
        if name in ONE_WINS:
            assert outcomes.count("ok") == 1, (name, outcomes)
    assert {name for name, _outcomes in told} >= ONE_WINS | {"import", "call", "seal", "unseal", "hand over"}
    check(house, address, unsealed=(1, 2))
