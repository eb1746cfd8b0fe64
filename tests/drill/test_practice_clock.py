"""The practice clock: it stays where it was over a restart, and time can pass quickly instead of at once."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from itertools import pairwise
from pathlib import Path

import pytest

from draw_service.drill.practice_clock import STEP, STEPS, PracticeClock

START = datetime(2026, 3, 5, 0, 30, tzinfo=UTC)
WALL = datetime(2026, 11, 1, tzinfo=UTC)


class Wall:
    """A wall clock that stands still but for rests."""

    def __init__(self) -> None:
        self.at = WALL

    def __call__(self) -> datetime:
        return self.at

    def rest(self, seconds: float) -> None:
        self.at += timedelta(seconds=seconds)


@pytest.mark.parametrize("length", [timedelta(minutes=10), timedelta(hours=1), timedelta(seconds=2)])
def test_time_passes_in_small_steps_that_phones_can_follow(tmp_path: Path, length: timedelta) -> None:
    wall = Wall()
    clock = PracticeClock(wall, tmp_path / "clock.json", START, wall.rest)
    seen: list[datetime] = [START]
    clock.moved = lambda: seen.append(clock.exact())
    clock.pass_until(START + length)
    assert seen[-1] == START + length
    longest = max(STEP, length / STEPS)
    assert all(timedelta(0) < b - a <= longest + timedelta(seconds=1) for a, b in pairwise(seen))
    assert wall.at - WALL < timedelta(seconds=10)
    again = PracticeClock(wall, tmp_path / "clock.json", START)
    assert again.exact() == clock.exact() >= START + length


def test_it_never_goes_back(tmp_path: Path) -> None:
    wall = Wall()
    clock = PracticeClock(wall, tmp_path / "clock.json", START, wall.rest)
    clock.pass_until(START - timedelta(hours=1))
    clock.jump(START - timedelta(hours=1))
    assert clock.exact() == START
