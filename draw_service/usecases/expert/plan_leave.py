"""An expert enters a leave of days to come (Art. 13(3), 17)."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta

from draw_service.rules.people import Period
from draw_service.rules.refusals import LeaveOverSeat, LeaveWrong
from draw_service.usecases.pool.record_leave import record_leave
from draw_service.usecases.ports import House
from scoring.rules.working_days import SHANGHAI, civil_date

LONGEST = timedelta(days=366)


def plan_leave(house: House, expert_id: str, first: date, last: date) -> None:
    """Both days belong to the leave. Raises ``LeaveWrong``, ``LeaveOverSeat`` when the expert holds a seat,
    or is being asked, in that time; ``NotFound``."""
    if first <= civil_date(house.clock.now()) or last < first or last - first >= LONGEST:
        raise LeaveWrong
    period = Period(_midnight(first), _midnight(last + timedelta(days=1)))
    with house.books() as books:
        if any(
            held.expert_id == expert_id and held.period.overlaps(period)
            for draw_id in books.pool.engaged_in(expert_id, period.start)
            for held in books.pool.engagements_of(draw_id)
        ):
            raise LeaveOverSeat
    record_leave(house, expert_id, period)
    house.sequence()


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time(), SHANGHAI)
