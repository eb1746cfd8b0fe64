"""``panel drill``: the bound by hand, the figures, and that the service keeps to it."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

from draw_service.cli import app
from draw_service.cli.drill import rehearse
from draw_service.drill.bound import Answer, Bound, answer_of, bound
from draw_service.drill.seating import Drill
from notifications.simulator.callee import CALLEES

WORDS = {"center": "某中心", "day": "3月3日", "weekday": "星期二", "clock": "上午9点", "length": "4小时"}
YES, NO = Answer(True, 30, 1), Answer(False, 50, 1)
CAST = {"y": YES, "n": NO, "s": Answer(False, 200, 2)}


@pytest.mark.parametrize(
    ("orders", "found"),
    [
        ([(2, "yy")], Bound(30, 2, 2)),
        ([(2, "nyy")], Bound(80, 3, 2)),  # one seat waits for the refusal, then 30 more
        ([(1, "nny")], Bound(130, 3, 1)),
        ([(2, "snny")], Bound(200, 5, 1)),  # the first seat's order is exhausted when its silence ends
        ([(1, "y"), (1, "ny")], Bound(80, 3, 2)),
        ([(2, "y")], Bound(30, 1, 1)),
    ],
)
def test_the_bound_by_hand(orders: list[tuple[int, str]], found: Bound) -> None:
    assert bound(orders, CAST.__getitem__) == found


def test_a_candidates_time_is_ringing_talking_and_gaps() -> None:
    yes = answer_of(CALLEES["accepts"], WORDS, 2, 120)
    silent = answer_of(CALLEES["silent"], WORDS, 2, 120)
    away = answer_of(CALLEES["switched-off"], WORDS, 2, 120)

    assert (yes.accepts, yes.calls) == (True, 1)
    assert 1.5 + 8 + 4 < yes.seconds < 60
    assert (silent.accepts, silent.calls) == (False, 2)
    assert silent.seconds > 2 * (1.5 + 12 + 18) + 120
    assert away == Answer(False, 2 * (1.5 + 3) + 120, 2)
    with pytest.raises(ValueError, match="no such callee"):
        answer_of(CALLEES["machine"], WORDS, 2, 120)


@pytest.mark.parametrize(("seats", "accept"), [(3, 0.9), (4, 0.5), (5, 0.2)])
def test_the_service_keeps_to_the_bound(tmp_path: Path, seats: int, accept: float) -> None:
    rest = (1 - accept) / 4
    drill = Drill(seats, 120, accept, rest, 2 * rest, 1, 3)

    figures = rehearse(drill, tmp_path, lambda _done, _all: None).figures()

    assert 1.0 <= round(figures["worst_ratio"], 3) <= 1.05
    assert figures["seats_short"] == 0


def test_the_command_prints_its_figures_and_repeats_itself() -> None:
    words = [
        "drill",
        "--seats",
        "3",
        "--experts",
        "40",
        "--accept",
        "0.7",
        "--draws",
        "1",
        "--seed",
        "5",
        "--json",
    ]

    once, again = (CliRunner().invoke(app, words) for _ in range(2))

    assert once.exit_code == 0, once.output
    found = json.loads(once.stdout)
    assert {"seats", "median_seconds", "bound_seconds", "ratio_to_bound", "calls_per_seat"} <= found.keys()
    assert found["drill"] is True
    assert once.stdout == again.stdout


def test_shares_beyond_everybody_are_refused() -> None:
    done = CliRunner().invoke(app, ["drill", "--accept", "0.9", "--silent", "0.2", "--lang", "en"])

    assert done.exit_code == 4
    assert "--accept" in done.stderr
