"""What the staff is reminded of each day: claims past their last day, a year to hand over (财务管理制度 18;
档案管理制度 3). Quick enough for a page that is open all day."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from draw_service.rules.archive import hand_over_due, year_to_hand_over
from draw_service.rules.archive_acts import Package
from draw_service.usecases.archive.ended import filed_in
from draw_service.usecases.ports import House
from scoring.rules.working_days import civil_date

LOOKS_BACK = 5_000
"""Newest draws among which the year's are looked for."""


@dataclass(frozen=True, slots=True)
class Reminders:
    """``late_fees``: fee sheets past their last day; ``year``: the one to hand over by ``due``, None when
    nothing has to be said of it."""

    late_fees: int
    year: int | None
    due: date
    overdue: bool


def reminders(house: House) -> Reminders:
    """Of a year in which nothing was filed nothing is said."""
    now = house.clock.now()
    today, pack = civil_date(now), house.pack(now)
    year = year_to_hand_over(today)
    due = hand_over_due(year, pack)
    with house.views() as books:
        late = books.fees.late(today)
        asked = today > due - timedelta(days=pack.int("archive_remind_days"))
        waits = (
            asked
            and all(one.year != year for one in books.archive.find(Package))
            and any(filed_in(row) == year for row in books.draws.newest(LOOKS_BACK))
        )
    return Reminders(late, year if waits else None, due, waits and today > due)
