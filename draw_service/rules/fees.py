"""What an expert is paid for one evaluation (Art. 18): labour, travel, lodging, meals, by the pack's tables.

Amounts are whole fen. Each line names the rule it came from and that rule's article. More time never pays
less and no line is negative; the total is the sum of the lines.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Literal

from draw_service.rules.codes import Word
from draw_service.rules.packs import RulePack
from draw_service.rules.refusals import PackInvalid, PresenceWrong
from scoring.rules.working_days import Calendar, civil_date

Rule = Literal["base", "time", "cancelled", "holiday", "emergency", "travel", "lodging", "meals", "withheld"]
RULE_WORDS: Mapping[str, Word] = {
    "base": Word("基本劳务报酬", "base fee"),
    "time": Word("超时劳务报酬", "further time"),
    "cancelled": Word("到场后取消", "cancelled after arrival"),
    "holiday": Word("节假日加付", "day off"),
    "emergency": Word("紧急项目加付", "emergency"),
    "travel": Word("交通费", "travel"),
    "lodging": Word("住宿费", "lodging"),
    "meals": Word("伙食补助费", "meals"),
    "withheld": Word("不予支付", "withheld"),
}
UNIT_WORDS: Mapping[str, Word] = {
    "base": Word("分钟", "min"),
    "time": Word("分钟", "min"),
    "cancelled": Word("次", "time"),
    "holiday": Word("%", "%"),
    "emergency": Word("次", "time"),
    "travel": Word("公里", "km"),
    "lodging": Word("晚", "nights"),
    "meals": Word("天", "days"),
    "withheld": Word("次", "time"),
}
"""What the quantity of a line counts."""
WITHHELD = "政府采购法实施条例 75"
"""Who does not step aside from an interest, leaks or judges by other standards gets no fee."""
_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Presence:
    """One person's time at an evaluation; times aware UTC, ``left_at`` None while nobody wrote it down.

    ``km``: one way; ``nights``: spent there because of it. ``cancelled``: the evaluation fell through, or
    the person was replaced, after coming. ``withheld``: no fee, by law.
    """

    arrived_at: datetime
    left_at: datetime | None = None
    km: int = 0
    nights: int = 0
    emergency: bool = False
    cancelled: bool = False
    withheld: bool = False


@dataclass(frozen=True, slots=True)
class FeeLine:
    """``quantity`` in the rule's unit (``UNIT_WORDS``); ``fen`` ≥ 0."""

    rule: Rule
    article: str
    quantity: int
    fen: int


def fee_lines(presence: Presence, pack: RulePack, calendar: Calendar) -> tuple[FeeLine, ...]:
    """The lines of one person, () while the time of leaving is missing.

    Raises ``PresenceWrong`` for times or distances that cannot be, ``CalendarNotLoaded`` for a day no
    calendar knows.
    """
    check_presence(presence, pack)
    if presence.left_at is None:
        return ()
    if presence.withheld:
        return (FeeLine("withheld", WITHHELD, 1, 0),)
    labour = list(_labour(presence, presence.left_at, pack))
    days = days_there(presence.arrived_at, presence.left_at)
    return (
        *labour,
        *_holiday(sum(line.fen for line in labour), days, pack, calendar),
        *_emergency(presence, pack),
        *_expenses(presence, len(days), pack),
    )


def check_presence(presence: Presence, pack: RulePack) -> None:
    """Raises ``PresenceWrong``."""
    most = pack.int("fee_most_hours")
    if presence.km < 0 or presence.nights < 0:
        raise PresenceWrong(most=most)
    if presence.left_at is None:
        return
    span = presence.left_at - presence.arrived_at
    if not timedelta() <= span <= timedelta(hours=most) or presence.nights * _DAY > span + _DAY:
        raise PresenceWrong(most=most)


def total_of(lines: Sequence[FeeLine]) -> int:
    """Fen."""
    return sum(line.fen for line in lines)


def yuan(fen: int) -> str:
    """``1,234.50``: fen as people write money."""
    return f"{fen // 100:,}.{fen % 100:02d}"


def due_date(ended: date, pack: RulePack) -> date:
    """The last day to hand the sheet in: so many months after the evaluation (财务管理制度（试行） 18).

    A month that has no such day ends with its last.
    """
    months = ended.month - 1 + pack.int("fee_sheet_months")
    year, month = ended.year + months // 12, months % 12 + 1
    after = date(year + month // 12, month % 12 + 1, 1)
    return min(date(year, month, 1) + timedelta(days=ended.day - 1), after - _DAY)


def days_there(arrived_at: datetime, left_at: datetime) -> list[date]:
    """The civil days (Asia/Shanghai) somebody was there, begun days counted."""
    first, last = civil_date(arrived_at), civil_date(left_at)
    return [first + n * _DAY for n in range((last - first).days + 1)]


def _labour(presence: Presence, left_at: datetime, pack: RulePack) -> Iterator[FeeLine]:
    if presence.cancelled:
        yield FeeLine("cancelled", pack.article("fee_cancelled_fen"), 1, pack.int("fee_cancelled_fen"))
        return
    base, step = pack.int("fee_base_minutes"), pack.int("fee_step_minutes")
    there = -((presence.arrived_at - left_at) // timedelta(minutes=1))  # a minute begun is a minute
    yield FeeLine("base", pack.article("fee_base_fen"), min(there, base), pack.int("fee_base_fen"))
    if there > base:
        steps = -((base - there) // step)
        yield FeeLine("time", pack.article("fee_step_fen"), there - base, steps * pack.int("fee_step_fen"))


def _holiday(labour: int, days: Sequence[date], pack: RulePack, calendar: Calendar) -> Iterator[FeeLine]:
    percent = pack.int("fee_holiday_percent")
    if percent and any(not calendar.is_working_day(day).working for day in days):
        yield FeeLine("holiday", pack.article("fee_holiday_percent"), percent, labour * percent // 100)


def _emergency(presence: Presence, pack: RulePack) -> Iterator[FeeLine]:
    if presence.emergency:
        yield FeeLine("emergency", pack.article("fee_emergency_fen"), 1, pack.int("fee_emergency_fen"))


def _expenses(presence: Presence, days: int, pack: RulePack) -> Iterator[FeeLine]:
    bounds, amounts = pack.ints("fee_travel_km"), pack.ints("fee_travel_fen")
    if len(amounts) != len(bounds) + 1 or sorted(bounds) != list(bounds) or sorted(amounts) != list(amounts):
        raise PackInvalid(name="fee_travel_fen", what="bands and amounts ascend, one amount more")
    band = sum(presence.km > bound for bound in bounds)
    yield FeeLine("travel", pack.article("fee_travel_fen"), presence.km, amounts[band])
    if presence.nights and presence.km >= pack.int("fee_lodging_from_km"):
        fen = presence.nights * pack.int("fee_lodging_fen")
        yield FeeLine("lodging", pack.article("fee_lodging_fen"), presence.nights, fen)
    yield FeeLine("meals", pack.article("fee_meal_fen"), days, days * pack.int("fee_meal_fen"))
