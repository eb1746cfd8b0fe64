"""Rules section 2, item 1: who may be called."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from draw_service.rules.eligibility import ineligible, qualifies
from draw_service.rules.lottery import Stratum
from draw_service.rules.people import Engagement, Period

from .examples import NOW, expert, pack, shanghai, shipped

HOUR = timedelta(hours=1)
END = NOW + 6 * HOUR
EVALUATION = Period(NOW + 3 * HOUR, END)
ORDER = ["not-available", "suspended", "leave", "engaged", "stopped-late", "left-pool"]
BARS: dict[str, dict[str, Any]] = {
    "not-available": {"available": False},
    "suspended": {"suspended": (Period(NOW - HOUR),)},
    "leave": {"leave": (EVALUATION,)},
    "stopped-late": {"stopped_late_until": date(2026, 12, 31)},
    "left-pool": {"left_pool": True},
}
CODES = st.lists(st.from_regex(r"[AB](0[12]){0,3}", fullmatch=True), max_size=4)
STRATA = st.lists(
    st.builds(
        Stratum, st.sampled_from("wxyz"), st.from_regex(r"[AB](0[12]){0,3}", fullmatch=True), st.just(1)
    ),
    max_size=4,
    unique_by=lambda stratum: stratum.id,
)


def why(who: Any, *held: Engagement, now: Any = NOW, **values: Any) -> str | None:
    return ineligible(who, EVALUATION, held, now, pack(**values) if values else shipped())


def test_specialties_match_by_prefix() -> None:
    strata = (Stratum("z", "A08", 1), Stratum("a", "A0801", 1), Stratum("m", "A080102", 1))
    assert qualifies(("A080101", "B01"), strata) == ("a", "z")
    assert qualifies(("A08",), strata) == ("z",)
    assert qualifies(("C01",), strata) == ()


@given(CODES, STRATA)
def test_qualifying_is_prefix_and_ids_ascend(codes: list[str], strata: list[Stratum]) -> None:
    found = qualifies(codes, strata)
    assert list(found) == sorted(found)
    for stratum in strata:
        assert (stratum.id in found) == any(code[: len(stratum.code)] == stratum.code for code in codes)


def test_an_expert_without_bars_is_eligible() -> None:
    assert why(expert()) is None


@given(st.sets(st.sampled_from(ORDER), min_size=1))
def test_the_first_bar_of_the_order_is_named(bars: set[str]) -> None:
    changes = {key: value for bar in bars if bar != "engaged" for key, value in BARS[bar].items()}
    held = [Engagement("E1", "D0", EVALUATION)] if "engaged" in bars else []
    assert why(expert(**changes), *held) == min(bars, key=ORDER.index)


def test_a_suspension_counts_now_or_during_the_evaluation() -> None:
    assert why(expert(suspended=(Period(NOW - HOUR, NOW + HOUR),))) == "suspended"
    assert why(expert(suspended=(Period(NOW - HOUR, NOW),))) is None
    assert why(expert(suspended=(Period(END - HOUR),))) == "suspended"
    assert why(expert(suspended=(Period(NOW + HOUR, EVALUATION.start),))) is None
    assert why(expert(suspended=(Period(END),))) is None


def test_leave_counts_during_the_evaluation_alone() -> None:
    assert why(expert(leave=(Period(NOW - HOUR, EVALUATION.start),))) is None
    assert why(expert(leave=(Period(NOW, EVALUATION.start + HOUR),))) == "leave"


@pytest.mark.parametrize(
    ("start", "hours", "expected"),
    [(0, 3, None), (0, 4, "engaged"), (6, 1, None), (5, 9, "engaged"), (4, 1, "engaged")],
)
def test_engagements_overlap_half_open(start: int, hours: int, expected: str | None) -> None:
    period = Period(NOW + start * HOUR, NOW + (start + hours) * HOUR)
    assert why(expert(), Engagement("E1", "D0", period)) == expected
    assert why(expert(), Engagement("E2", "D0", period)) is None


def test_the_late_stop_holds_to_the_end_of_its_last_day() -> None:
    who = expert(stopped_late_until=date(2026, 6, 10))
    assert why(who, now=shanghai("2026-06-10 23:59")) == "stopped-late"
    assert why(who, now=shanghai("2026-06-11 00:00")) is None


def test_spacing_and_yearly_cap_are_off_until_the_pack_says_so() -> None:
    past = Engagement(
        "E1", "D0", Period(EVALUATION.start - timedelta(days=5), EVALUATION.start - timedelta(days=4))
    )
    assert why(expert(), past) is None
    assert why(expert(), past, min_days_between_services=4) is None
    assert why(expert(), past, min_days_between_services=5) == "engaged"
    assert why(expert(), past, yearly_services_cap=2) is None
    assert why(expert(), past, yearly_services_cap=1) == "engaged"
