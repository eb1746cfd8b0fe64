"""Periods counted in working days on the State Council calendar (Art. 8(1), 8(2), Art. 21).

The regulation counts in 工作日 without defining them; the calendar is the yearly holiday notice of the
State Council's general office with its make-up workdays (调休). A period of n working days starts on the
next working day and ends at 24:00, Asia/Shanghai, of the n-th. A day that no loaded year covers is refused,
never guessed. Dates are civil dates of Asia/Shanghai; instants are aware UTC.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta, timezone

from audit.refusal import Refusal

# Fixed since 1992, and the oldest table is of 2004: no time-zone database is needed.
SHANGHAI = timezone(timedelta(hours=8), "Asia/Shanghai")
_DAY = timedelta(days=1)
CivilDate = date
"""The type under a name that a field called ``date`` does not hide."""


class CalendarNotLoaded(Refusal):
    code, article, status = "calendar-not-loaded", "Art. 21", 422
    zh, en = "{year} 年工作日历尚未导入。", "{year} calendar not loaded."
    todo_zh, todo_en = (
        "请管理员导入国务院办公厅放假通知，或先导入暂定日历。",
        "Let the administrator import the State Council notice, or a provisional year.",
    )


class CalendarRowsWrong(Refusal):
    code, article, status = "calendar-rows-wrong", "Art. 21", 422
    zh, en = "{year} 年工作日历的内容有误：{day}。", "The rows of the {year} calendar are wrong: {day}."
    todo_zh, todo_en = "请对照放假通知改正后再导入。", "Correct them from the notice and import again."


class CalendarYearConfirmed(Refusal):
    code, article = "calendar-year-confirmed", "Art. 21"
    zh, en = (
        "{year} 年已有正式日历，不能用暂定日历替换。",
        ("{year} has its official calendar; a provisional one cannot replace it."),
    )
    todo_zh, todo_en = "如需更正，请导入正式通知。", "To correct it, import the official notice."


@dataclass(frozen=True, slots=True)
class Day:
    """Whether a date is a working day, and whether that is only provisional (暂定)."""

    working: bool
    provisional: bool


@dataclass(frozen=True, slots=True)
class Due:
    """A working day reached by counting. ``ends_at``: its 24:00 in Asia/Shanghai, as aware UTC.

    ``provisional``: at least one day looked at on the way comes from a provisional year, so the date may
    still move and is marked 暂定 wherever it is shown.
    """

    date: CivilDate
    ends_at: datetime
    provisional: bool


@dataclass(frozen=True, slots=True)
class Year:
    """One yearly notice: days off that are not plain weekends need not be told apart from those that are.

    ``holidays``: every day off it names; ``workdays``: the make-up workdays. Both may hold days of the
    December before, as the notice for 2019 did (29 December 2018 was a make-up workday).
    """

    year: int
    holidays: frozenset[date]
    workdays: frozenset[date]
    provisional: bool = False

    def __post_init__(self) -> None:
        if not self.holidays:
            raise CalendarRowsWrong(year=self.year, day="no holidays")
        for day in self.holidays | self.workdays:
            if day.year != self.year and (day.year, day.month) != (self.year - 1, 12):
                raise CalendarRowsWrong(year=self.year, day=day.isoformat())
        both = self.holidays & self.workdays
        if both:
            raise CalendarRowsWrong(year=self.year, day=min(both).isoformat())


@dataclass(frozen=True, slots=True)
class Calendar:
    """The loaded years, by year. Values never change; loading a year gives a new calendar."""

    years: Mapping[int, Year]

    def with_year(self, year: Year) -> Calendar:
        """Load or replace one year: any replaces a provisional one, only an official one an official one."""
        known = self.years.get(year.year)
        if known is not None and year.provisional and not known.provisional:
            raise CalendarYearConfirmed(year=year.year)
        return Calendar({**self.years, year.year: year})

    def is_working_day(self, day: date) -> Day:
        """Raises ``CalendarNotLoaded`` for a day outside the loaded years."""
        own = self.years.get(day.year)
        if own is None:
            raise CalendarNotLoaded(year=day.year)
        later = self.years.get(day.year + 1)
        # The later notice speaks last about December.
        for notice in (later, own) if later is not None else (own,):
            if day in notice.holidays:
                return Day(False, notice.provisional)
            if day in notice.workdays:
                return Day(True, notice.provisional)
        return Day(day.weekday() < 5, own.provisional)

    def add_working_days(self, start: date, n: int) -> Due:
        """The end of a period of ``n`` ≥ 1 working days that something done on ``start`` sets running."""
        return self._count(start, n, _DAY)

    def working_days_before(self, day: date, n: int) -> Due:
        """The ``n``-th working day (``n`` ≥ 1) before ``day``, ``day`` itself not counted."""
        return self._count(day, n, -_DAY)

    def first_unconfirmed(self, day: date) -> date:
        """The first day from ``day`` on that no official year covers."""
        year = day.year
        while (known := self.years.get(year)) is not None and not known.provisional:
            year += 1
        return max(day, date(year, 1, 1))

    def warn_when(self, now: datetime, ahead: int = 60) -> date | None:
        """The first day without an official calendar, once it is at most ``ahead`` days away; else None."""
        today = civil_date(now)
        first = self.first_unconfirmed(today)
        return first if first - today <= timedelta(days=ahead) else None

    def _count(self, start: date, n: int, step: timedelta) -> Due:
        if n < 1:
            raise ValueError("a period has at least one working day")
        day, left, provisional = start, n, False
        while left:
            day += step
            seen = self.is_working_day(day)
            provisional = provisional or seen.provisional
            left -= seen.working
        return Due(day, end_of(day), provisional)


def loaded_over(published: Calendar, loaded: Iterable[Year]) -> Calendar:
    """The published years with those an administrator loaded (rules.md section 5). A provisional year gives
    way to a published one."""
    own = {year.year: year for year in loaded if not (year.provisional and year.year in published.years)}
    return Calendar({**published.years, **own})


def civil_date(at: datetime) -> date:
    """The date in Asia/Shanghai of an aware instant."""
    if at.tzinfo is None:
        raise ValueError("an instant carries its time zone")
    return at.astimezone(SHANGHAI).date()


def end_of(day: date) -> datetime:
    """24:00 of ``day`` in Asia/Shanghai, as aware UTC."""
    return datetime.combine(day + _DAY, time(), SHANGHAI).astimezone(UTC)


def from_tables(
    holidays: Iterable[date], workdays: Iterable[date], provisional: Iterable[int] = ()
) -> Calendar:
    """A calendar from plain lists of days off and make-up workdays, each day filed under its own year.

    The loaded years are those with at least one holiday.
    """
    off: dict[int, set[date]] = {}
    on: dict[int, set[date]] = {}
    for days, table in ((holidays, off), (workdays, on)):
        for day in days:
            table.setdefault(day.year, set()).add(day)
    marked = frozenset(provisional)
    return Calendar(
        {
            year: Year(year, frozenset(off[year]), frozenset(on.get(year, ())), year in marked)
            for year in sorted(off)
        }
    )
