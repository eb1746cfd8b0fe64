"""rules.md section 5: periods of working days on the State Council calendar."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scoring.calendar_source import published_calendar
from scoring.rules.working_days import (
    Calendar,
    CalendarNotLoaded,
    CalendarRowsWrong,
    CalendarYearConfirmed,
    Day,
    Year,
    civil_date,
    end_of,
    from_tables,
)

PUBLISHED = published_calendar()
IN_TABLE = st.dates(date(2005, 1, 1), date(2025, 12, 31))


def plain(year: int, *, provisional: bool = False) -> Year:
    return Year(year, frozenset({date(year, 1, 1)}), frozenset(), provisional)


def test_the_package_covers_2004_to_2026() -> None:
    assert list(PUBLISHED.years) == list(range(2004, 2027))
    assert not any(year.provisional for year in PUBLISHED.years.values())


@pytest.mark.parametrize(
    ("day", "working"),
    [
        (date(2026, 10, 1), False),  # National Day
        (date(2026, 10, 10), True),  # a Saturday made up for
        (date(2026, 10, 11), False),  # a plain Sunday
        (date(2026, 10, 12), True),
        (date(2018, 12, 29), True),  # from the notice for 2019
        (date(2018, 12, 31), False),
    ],
)
def test_known_days(day: date, working: bool) -> None:
    assert PUBLISHED.is_working_day(day) == Day(working, False)


def test_ten_working_days_over_the_national_holiday() -> None:
    # 8, 9, 10 (made up), 12-16, 19, 20 October
    due = PUBLISHED.add_working_days(date(2026, 9, 30), 10)
    assert due.date == date(2026, 10, 20)
    assert due.ends_at == datetime(2026, 10, 20, 16, 0, tzinfo=UTC)
    assert not due.provisional


def test_the_period_starts_on_the_next_working_day() -> None:
    friday = date(2026, 6, 12)
    assert PUBLISHED.add_working_days(friday, 1).date == date(2026, 6, 15)
    assert PUBLISHED.working_days_before(date(2026, 6, 15), 1).date == friday


def test_a_year_beyond_the_table_is_refused_by_name() -> None:
    with pytest.raises(CalendarNotLoaded, match="2027 calendar not loaded"):
        PUBLISHED.is_working_day(date(2027, 1, 4))
    with pytest.raises(CalendarNotLoaded, match="2027"):
        PUBLISHED.add_working_days(date(2026, 12, 31), 1)
    with pytest.raises(CalendarNotLoaded, match="2003"):
        PUBLISHED.working_days_before(date(2004, 1, 1), 1)


def test_a_provisional_year_marks_every_date_it_touches_and_gives_way() -> None:
    early = PUBLISHED.with_year(plain(2027, provisional=True))
    assert early.add_working_days(date(2026, 12, 30), 1).provisional is False
    assert early.add_working_days(date(2026, 12, 30), 2).provisional is True
    back = early.working_days_before(date(2027, 1, 4), 1)
    assert (back.date, back.provisional) == (date(2027, 1, 1) - timedelta(days=1), True)
    final = early.with_year(plain(2027))
    assert final.add_working_days(date(2026, 12, 30), 2).provisional is False
    with pytest.raises(CalendarYearConfirmed, match="2027"):
        final.with_year(plain(2027, provisional=True))
    assert PUBLISHED.years.keys() == set(range(2004, 2027)), "loading changes no calendar in use"


def test_a_later_notice_speaks_last_about_december() -> None:
    thursday = date(2026, 12, 31)
    notice = Year(2027, frozenset({thursday, date(2027, 1, 1)}), frozenset({date(2026, 12, 27)}), True)
    calendar = PUBLISHED.with_year(notice)
    assert calendar.is_working_day(thursday) == Day(False, True)
    assert calendar.is_working_day(date(2026, 12, 27)) == Day(True, True)
    assert calendar.is_working_day(date(2026, 12, 30)) == Day(True, False)


@pytest.mark.parametrize(
    ("holidays", "workdays"),
    [
        (set(), set()),
        ({date(2026, 11, 30)}, set()),
        ({date(2028, 1, 1)}, set()),
        ({date(2027, 1, 1)}, {date(2027, 1, 1)}),
    ],
)
def test_rows_that_cannot_be(holidays: set[date], workdays: set[date]) -> None:
    with pytest.raises(CalendarRowsWrong, match="2027"):
        Year(2027, frozenset(holidays), frozenset(workdays))


def test_the_warning_comes_sixty_days_ahead() -> None:
    first = date(2027, 1, 1)
    eve = datetime(2026, 11, 1, 15, 59, 59, tzinfo=UTC)  # 1 November 23:59:59 in Shanghai: 61 days
    assert PUBLISHED.warn_when(eve) is None
    assert PUBLISHED.warn_when(eve + timedelta(seconds=1)) == first
    assert PUBLISHED.with_year(plain(2027, provisional=True)).warn_when(eve + timedelta(seconds=1)) == first
    assert PUBLISHED.with_year(plain(2027)).warn_when(eve + timedelta(seconds=1)) is None
    beyond = datetime(2027, 3, 1, tzinfo=UTC)
    assert PUBLISHED.warn_when(beyond) == date(2027, 3, 1)


def test_naive_instants_and_empty_periods_are_programming_errors() -> None:
    with pytest.raises(ValueError, match="time zone"):
        civil_date(datetime(2026, 1, 1))  # noqa: DTZ001
    with pytest.raises(ValueError, match="at least one"):
        PUBLISHED.add_working_days(date(2026, 1, 5), 0)


@given(IN_TABLE, st.integers(1, 30))
def test_forward_and_back_agree(start: date, n: int) -> None:
    due = PUBLISHED.add_working_days(start, n)
    assert PUBLISHED.is_working_day(due.date).working
    between = [start + timedelta(days=i) for i in range(1, (due.date - start).days + 1)]
    assert sum(PUBLISHED.is_working_day(day).working for day in between) == n
    back = PUBLISHED.working_days_before(due.date + timedelta(days=1), n)
    assert back.date == next(day for day in between if PUBLISHED.is_working_day(day).working)


@given(IN_TABLE)
def test_midnight_belongs_to_the_day_before(day: date) -> None:
    assert civil_date(end_of(day) - timedelta(seconds=1)) == day
    assert civil_date(end_of(day)) == day + timedelta(days=1)


@given(st.sets(st.dates(date(2020, 1, 1), date(2020, 12, 31)), min_size=1), st.booleans())
def test_tables_are_taken_as_given(holidays: set[date], provisional: bool) -> None:
    calendar: Calendar = from_tables(holidays, (), [2020] if provisional else [])
    for day in (date(2020, 1, 1) + timedelta(days=i) for i in range(366)):
        assert calendar.is_working_day(day) == Day(day not in holidays and day.weekday() < 5, provisional)
