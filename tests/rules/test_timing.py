"""Art. 8, Art. 24: when an application, a draw and a call are in time."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from draw_service.rules.refusals import CallTooLate, DrawTooEarly, DrawTooLate, FiledTooLate
from draw_service.rules.timing import check_call, check_draw_time, check_filing, last_call
from scoring.calendar_source import published_calendar
from scoring.rules.working_days import CalendarNotLoaded, Year

from .examples import NOW, application, pack, shanghai, shipped

CALENDAR = published_calendar()
SECOND = timedelta(seconds=1)


def day_of(text: str, **changes: Any) -> Any:
    """An application with bid opening at 09:30, sign-in at 13:00 and latest start at 14:00 of that day."""
    times = {
        "bid_opening": shanghai(f"{text} 09:30"),
        "signin_at": shanghai(f"{text} 13:00"),
        "latest_start": shanghai(f"{text} 14:00"),
    }
    return application(**{**times, **changes})


@pytest.mark.parametrize(
    ("opening", "last_day"),
    [
        ("2026-06-10", "2026-06-09"),  # Wednesday
        ("2026-06-15", "2026-06-12"),  # Monday: the Friday before
        ("2026-10-08", "2026-09-30"),  # after the National Day holiday
        ("2026-10-12", "2026-10-10"),  # the Saturday before is made up for
    ],
)
def test_filing_one_working_day_before_bid_opening(opening: str, last_day: str) -> None:
    made = day_of(opening)
    last = check_filing(shanghai(f"{last_day} 23:59"), made, CALENDAR, shipped())
    assert last.date == date.fromisoformat(last_day)
    assert check_filing(last.ends_at - SECOND, made, CALENDAR, shipped()) == last
    with pytest.raises(FiledTooLate, match="before 20") as refused:
        check_filing(last.ends_at, made, CALENDAR, shipped())
    assert "暂定" not in refused.value.say("zh")


def test_a_provisional_deadline_is_marked() -> None:
    calendar = CALENDAR.with_year(Year(2027, frozenset({date(2027, 1, 1)}), frozenset(), True))
    made = day_of("2027-01-05")
    assert check_filing(NOW, made, calendar, shipped()).provisional
    with pytest.raises(FiledTooLate) as refused:
        check_filing(shanghai("2027-01-05 00:00"), made, calendar, shipped())
    assert "暂定" in refused.value.say("zh")


def test_a_date_beyond_the_calendar_is_refused() -> None:
    with pytest.raises(CalendarNotLoaded, match="2027"):
        check_filing(NOW, day_of("2027-01-05"), CALENDAR, shipped())


def test_a_first_draw_is_made_by_bid_opening() -> None:
    made = day_of("2026-06-10")
    check_draw_time(made.bid_opening, made, CALENDAR, shipped())
    with pytest.raises(DrawTooLate, match="2026-06-10 09:30"):
        check_draw_time(made.bid_opening + SECOND, made, CALENDAR, shipped())
    check_draw_time(made.bid_opening + SECOND, made, CALENDAR, shipped(), attempt=2)
    check_draw_time(made.bid_opening + SECOND, made, CALENDAR, pack(draw_by="latest-start"))


def test_no_draw_is_made_that_can_call_nobody() -> None:
    made = day_of("2026-06-10", bid_opening=shanghai("2026-06-10 16:00"))
    check_draw_time(shanghai("2026-06-10 13:30"), made, CALENDAR, shipped())
    for attempt in (1, 2):
        with pytest.raises(DrawTooLate, match="13:30"):
            check_draw_time(shanghai("2026-06-10 13:30") + SECOND, made, CALENDAR, shipped(), attempt)


def test_out_of_town_experts_one_working_day_ahead() -> None:
    made = day_of("2026-06-15", out_of_town=True)
    check_draw_time(shanghai("2026-06-12 23:59"), made, CALENDAR, shipped())
    with pytest.raises(DrawTooLate, match=r"Art\. 8\(2\)"):
        check_draw_time(shanghai("2026-06-13 00:00"), made, CALENDAR, shipped())


@pytest.mark.parametrize("procurement", ["government-procurement", "inquiry"])
def test_government_procurement_two_working_days_before_at_the_earliest(procurement: Any) -> None:
    made = day_of("2026-06-16", procurement=procurement)
    check_draw_time(shanghai("2026-06-12 00:00"), made, CALENDAR, shipped())
    with pytest.raises(DrawTooEarly, match=r"\[2016\] 198"):
        check_draw_time(shanghai("2026-06-12 00:00") - SECOND, made, CALENDAR, shipped())


@pytest.mark.parametrize(
    "changes",
    [
        {"procurement": "negotiation"},
        {"procurement": "consultation"},
        {"procurement": "government-procurement", "out_of_town": True},
        {"procurement": "tendering"},
    ],
)
def test_who_is_exempt_from_the_earliest_day(changes: dict[str, Any]) -> None:
    check_draw_time(shanghai("2026-06-01 09:00"), day_of("2026-06-16", **changes), CALENDAR, shipped())


def test_out_of_town_is_bound_again_when_the_pack_drops_the_exemption() -> None:
    made = day_of("2026-06-16", procurement="government-procurement", out_of_town=True)
    with pytest.raises(DrawTooEarly):
        check_draw_time(
            shanghai("2026-06-01 09:00"), made, CALENDAR, pack(gp_earliest_exempt=("negotiation",))
        )


def test_a_call_must_leave_thirty_minutes() -> None:
    made = day_of("2026-06-10")
    last = shanghai("2026-06-10 13:30")
    assert last_call(made, shipped()) == last
    assert check_call(last, made, shipped()).warn
    with pytest.raises(CallTooLate, match="14:00"):
        check_call(last + SECOND, made, shipped())


@given(st.integers(-7200, 7200))
def test_calls_are_warned_about_before_they_are_refused(seconds: int) -> None:
    made = day_of("2026-06-10")
    now = last_call(made, shipped()) - timedelta(seconds=seconds)
    if seconds < 0:
        with pytest.raises(CallTooLate):
            check_call(now, made, shipped())
    else:
        assert check_call(now, made, shipped()).warn == (seconds <= 15 * 60)
