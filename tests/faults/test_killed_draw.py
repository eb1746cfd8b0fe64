"""The service is killed at every transaction boundary of a draw and started again: the same draw goes on."""

from __future__ import annotations

from itertools import count, cycle
from pathlib import Path

import pytest

from tests.faults.conftest import Lives
from tests.faults.evidence import check


def test_a_draw_that_is_never_killed_ends_well(lives: Lives, tmp_path: Path) -> None:
    folder = lives.begin(tmp_path / "calm")

    assert lives.live(folder) == "done"
    check(folder)


@pytest.mark.parametrize("lengths", [(8, 11, 13), (12, 9)], ids=str)
def test_a_draw_killed_again_and_again_goes_on(
    lives: Lives, tmp_path: Path, lengths: tuple[int, ...]
) -> None:
    folder = lives.begin(tmp_path / "restless")

    deaths = 0
    for length in cycle(lengths):
        ended = lives.live(folder, length)
        if ended != "killed":
            break
        deaths += 1
        assert deaths < 200
    assert ended == "done"
    assert deaths > 20
    check(folder)


@pytest.mark.slow
@pytest.mark.timeout(3000)
def test_a_draw_killed_at_any_boundary_goes_on(lives: Lives, tmp_path: Path) -> None:
    for kill_at in count(1):
        folder = lives.begin(tmp_path / str(kill_at))
        ended = lives.live(folder, kill_at)
        if ended == "done":
            break
        assert (kill_at, ended) == (kill_at, "killed")
        assert (kill_at, lives.live(folder)) == (kill_at, "done")
        check(folder)
    assert kill_at > 150
