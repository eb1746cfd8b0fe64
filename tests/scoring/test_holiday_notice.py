"""The holiday notice as people paste it (rules.md section 5)."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta

import pytest

from scoring.calendar_source import published_calendar
from scoring.rules.holiday_notice import read_notice
from scoring.rules.working_days import CalendarRowsWrong, Year

NOTICE_2025 = """一、元旦：1月1日（周三）放假1天，不调休。
二、春节：1月28日（农历除夕、周二）至2月4日（农历正月初七、周二）放假调休，共8天。1月26日（周日）、2月8日（周六）上班。
三、清明节：4月4日（周五）至6日（周日）放假，共3天。
四、劳动节：5月1日（周四）至5日（周一）放假调休，共5天。4月27日（周日）上班。
五、端午节：5月31日（周六）至6月2日（周一）放假，共3天。
六、国庆节、中秋节：10月1日（周三）至8日（周三）放假调休，共8天。9月28日（周日）、10月11日（周六）上班。
节假日期间，各地区、各部门要妥善安排好值班和安全、保卫、疫情防控等工作。"""


def working(year: Year) -> list[bool]:
    """Of each day of the year, whether it is worked, by this notice alone."""
    first = date(year.year, 1, 1)
    days = [first + timedelta(days=n) for n in range(365 + (year.year % 4 == 0))]
    return [day in year.workdays or (day.weekday() < 5 and day not in year.holidays) for day in days]


@pytest.mark.parametrize("change", [str, lambda text: text.replace("（", "(").replace("）", ")")])
def test_the_notice_of_2025_gives_the_published_year(change: Callable[[str], str]) -> None:
    read = read_notice(change(NOTICE_2025), 2025, provisional=False)

    assert working(read) == working(published_calendar().years[2025])
    assert (len(read.workdays), read.provisional) == (5, False)


def test_days_of_the_december_before_are_named_with_their_year() -> None:
    read = read_notice("元旦：2022年12月31日至2023年1月2日放假调休，共3天。", 2023, provisional=True)

    assert read.holidays == {date(2022, 12, 31), date(2023, 1, 1), date(2023, 1, 2)}
    assert read.provisional


def test_a_table_of_days() -> None:
    read = read_notice("2027-01-01,休\n2027/2/7 班\n\n2027年10月1日 国庆节\n", 2027, provisional=False)

    assert read.holidays == {date(2027, 1, 1), date(2027, 10, 1)}
    assert read.workdays == {date(2027, 2, 7)}


@pytest.mark.parametrize(
    "text",
    [
        "",
        "没有日期",
        "13月1日放假",
        "2月30日至3月1日放假",
        "5月5日至1日放假",
        "1月1日至12月31日放假",
        "2027-01-01 也许",
        "2031年1月1日放假",
        "1月1日放假。1月1日上班",
        "日放假，32日上班",
    ],
)
def test_what_cannot_be_read_is_refused(text: str) -> None:
    with pytest.raises(CalendarRowsWrong):
        read_notice(text, 2027, provisional=False)
