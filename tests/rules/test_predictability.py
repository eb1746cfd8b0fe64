"""How easily a panel is guessed by who reads past results (Art. 4(1), 8(3))."""

from __future__ import annotations

from fractions import Fraction
from itertools import combinations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from draw_service.rules.feasibility import predictability
from draw_service.rules.predictability import foresee, hit, window_days
from tests.rules.examples import shipped

counts = st.integers(0, 40)


@given(st.integers(0, 9), st.integers(0, 9), st.integers(0, 9))
def test_the_chance_is_that_of_counting_every_panel(eligible: int, drawn: int, named: int) -> None:
    drawn_, named_ = min(drawn, eligible), min(named, eligible)
    panels = list(combinations(range(eligible), drawn_))
    with_one = sum(1 for panel in panels if set(panel) & set(range(named_)))
    assert hit(eligible, drawn, named) == Fraction(with_one, len(panels))


@given(counts, counts, counts)
def test_it_is_a_chance_and_grows_with_who_is_named(eligible: int, drawn: int, named: int) -> None:
    assert 0 <= hit(eligible, drawn, named) <= hit(eligible, drawn, named + 1) <= 1


def test_nothing_is_counted_below_zero() -> None:
    with pytest.raises(ValueError, match="not negative"):
        hit(-1, 1, 1)


def people(size: int) -> list[str]:
    return [f"E{number}" for number in range(size)]


@given(st.integers(0, 60), st.integers(1, 7))
def test_without_past_results_it_is_the_outsiders_guess(eligible: int, needed: int) -> None:
    seen = foresee("a", needed, people(eligible), {}, shipped())
    assert (seen.chance, seen.share, seen.seats, seen.known) == (predictability(eligible, needed), 0, 0, 0)
    assert "same-people" not in seen.signs


def test_a_wide_pool_with_even_results_gives_no_sign() -> None:
    everybody = people(200)
    seen = foresee("a", 5, everybody, dict.fromkeys(everybody, 1), shipped())
    assert (seen.known, seen.seats, seen.people, seen.share) == (10, 200, 200, Fraction(1, 20))
    assert seen.chance == hit(200, 5, 10)
    assert (seen.level, seen.signs) == ("low", ())


def test_between_a_notice_and_a_warning_a_member_may_be_guessed() -> None:
    half = foresee("a", 5, people(68), dict.fromkeys(people(10), 1), shipped())
    assert Fraction(1, 2) < half.chance < Fraction(4, 5)
    assert (half.level, half.signs) == ("some", ())


def test_each_threshold_says_what_is_wrong() -> None:
    pack = shipped()
    assert pack.int("predictability_least_per_seat") == 5
    assert foresee("a", 3, people(14), {}, pack).signs == ("few-per-seat",)
    assert foresee("a", 3, people(15), {}, pack).signs == ()
    often = dict.fromkeys(people(10), 9) | {f"E{number}": 1 for number in range(10, 100)}
    assert foresee("a", 3, people(100), often, pack).signs == ()
    often = dict.fromkeys(people(10), 10) | {f"E{number}": 1 for number in range(10, 100)}
    seen = foresee("a", 3, people(100), often, pack)
    assert (seen.share, seen.signs) == (Fraction(100, 190), ("same-people",))
    likely = foresee("a", 3, people(25), dict.fromkeys(people(10), 1), pack)
    assert (likely.level, likely.signs) == ("high", ("likely-named",))


def test_who_may_not_be_drawn_now_is_named_in_vain() -> None:
    past = {f"gone{number}": 5 for number in range(10)}
    seen = foresee("a", 3, people(50), past, shipped())
    assert (seen.known, seen.share, seen.chance) == (0, 1, hit(50, 3, 3))


def test_of_those_who_sat_equally_often_the_eligible_are_named() -> None:
    past = dict.fromkeys([*(f"gone{number}" for number in range(20)), *people(4)], 1)
    assert foresee("a", 2, people(40), past, shipped()).known == 4


def test_a_year_is_read() -> None:
    assert window_days(shipped()) == 365
