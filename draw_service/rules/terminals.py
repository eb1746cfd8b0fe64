"""PURE. Draw terminals and the four conditions a draw room meets before anything is drawn in it (Art. 7).

One person goes through the conditions, ticks each and writes down how it is met; another confirms. What they
confirm holds for some months. A room is registered by its first confirmed checklist, so that one person alone
can neither register a room nor, by registering one, stop the others.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from typing import ClassVar, Literal

from draw_service.rules.access import not_own
from draw_service.rules.codes import Word
from draw_service.rules.identifiers import SHANGHAI
from draw_service.rules.packs import RulePack
from draw_service.rules.refusals import ChecklistDecided, ChecklistIncomplete, TerminalUnchecked

Condition = Literal["place", "equipment", "staff", "rules"]
ChecklistState = Literal["checked", "confirmed", "returned"]

CONDITIONS: Mapping[Condition, Word] = {
    "place": Word("具有相对安全、独立的专家抽取场所", "A safe place of its own for drawing experts"),
    "equipment": Word(
        "有相应的硬件设备与网络环境，具备电脑随机抽取、语音自动通知、密封打印名单等功能",
        "Equipment and network for drawing at random, calling by voice, printing the list sealed",
    ),
    "staff": Word(
        "有经过培训、熟悉法律法规的抽取工作人员", "Staff who are trained and know laws and regulations"
    ),
    "rules": Word(
        "有健全完善的专家库管理制度、工作流程和保密制度",
        "Rules for the pool, for the work and for secrecy",
    ),
}
"""Art. 7(1) to (4)."""
CHECKLIST_WORDS: Mapping[ChecklistState, Word] = {
    "checked": Word("待另一人确认", "to be confirmed by another"),
    "confirmed": Word("已确认", "confirmed"),
    "returned": Word("已退回", "returned"),
}


@dataclass(frozen=True, slots=True)
class Checklist:
    """One room gone through. ``room``: as it is queued for; ``place``: where it is, which center or county;
    ``notes``: condition -> how it is met; ``valid_until``: the last civil day it holds, None before it is
    confirmed; ``reminded``: somebody was told that it ends soon."""

    KIND: ClassVar[str] = "checklist"
    id: str
    room: str
    place: str
    notes: Mapping[Condition, str] = field(repr=False)
    checked_by: str
    checked_at: datetime
    state: ChecklistState = "checked"
    decided_by: str = ""
    decided_at: datetime | None = None
    valid_until: date | None = None
    reminded: bool = False

    @property
    def subject(self) -> str:
        return self.room


@dataclass(frozen=True, slots=True)
class Terminal:
    """A registered room with the newest of its confirmed checklists. ``valid`` today; ``ending``: within the
    days of the reminder."""

    room: str
    place: str
    valid_until: date
    valid: bool
    ending: bool


def check(checklist: Checklist) -> Checklist:
    """Raises ``ChecklistIncomplete`` unless all four conditions of Art. 7 are met, each with a note, and the
    room and its place are named."""
    notes = checklist.notes
    if set(notes) != set(CONDITIONS) or not all(note.strip() for note in notes.values()):
        raise ChecklistIncomplete
    if not checklist.room.strip() or not checklist.place.strip():
        raise ChecklistIncomplete
    return checklist


def confirm(checklist: Checklist, by: str, now: datetime, pack: RulePack) -> Checklist:
    """By another person (Art. 7). Raises ``ChecklistDecided``, ``OwnAct``."""
    _must_wait(checklist)
    not_own(checklist.checked_by, by)
    until = months_after(_day(now), pack.int("terminal_checklist_months"))
    return replace(checklist, state="confirmed", decided_by=by, decided_at=now, valid_until=until)


def send_back(checklist: Checklist, by: str, now: datetime) -> Checklist:
    """Raises ``ChecklistDecided``."""
    _must_wait(checklist)
    return replace(checklist, state="returned", decided_by=by, decided_at=now)


def terminals(confirmed: Iterable[Checklist], now: datetime, pack: RulePack) -> list[Terminal]:
    """Every registered room, by its name; of several confirmed checklists the last one confirmed counts."""
    today, soon = _day(now), timedelta(days=pack.int("terminal_remind_days"))
    newest: dict[str, tuple[datetime, Checklist, date]] = {}
    for one in confirmed:
        if one.decided_at is not None and one.valid_until is not None and one.state == "confirmed":
            held = newest.get(one.room)
            if held is None or one.decided_at >= held[0]:
                newest[one.room] = (one.decided_at, one, one.valid_until)
    return [
        Terminal(room, one.place, until, today <= until, today <= until <= today + soon)
        for room, (_at, one, until) in sorted(newest.items())
    ]


def must_be_fit(room: str, confirmed: Iterable[Checklist], now: datetime, pack: RulePack) -> None:
    """Raises ``TerminalUnchecked`` for a room without a checklist in force (Art. 7).

    ``once-registered``: a house that has not registered any room yet draws, with a warning on its pages; from
    the first one on every room needs its own.
    """
    wanted = pack.text("terminal_checklist")
    known = terminals(confirmed, now, pack)
    if wanted == "warn" or (wanted == "once-registered" and not known):
        return
    if not any(one.room == room and one.valid for one in known):
        raise TerminalUnchecked


def ending(checklist: Checklist, now: datetime, pack: RulePack) -> bool:
    """Whether somebody is to be told now that it ends soon, or has ended."""
    if checklist.state != "confirmed" or checklist.reminded or checklist.valid_until is None:
        return False
    return _day(now) >= checklist.valid_until - timedelta(days=pack.int("terminal_remind_days"))


def months_after(day: date, months: int) -> date:
    """The same day of a later month; the last of a shorter one."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    first_of_next = date(year + (month == 11), (month + 1) % 12 + 1, 1)
    return min(date(year, month + 1, 1) + timedelta(days=day.day - 1), first_of_next - timedelta(days=1))


def _must_wait(checklist: Checklist) -> None:
    if checklist.state != "checked":
        raise ChecklistDecided


def _day(at: datetime) -> date:
    return at.astimezone(SHANGHAI).date()
