"""What keeps an expert out of draws because of conduct, and the way back (Art. 20(1), Art. 22).

- ``late``         more than three late events in a calendar year: to the end of it; the regulator may extend
- ``unqualified``  an annual result below 60: until education, hours and exam are on record and restored
- ``regulator``    the regulator's own suspension, with a reason
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time
from typing import ClassVar, Literal

from scoring.rules.entries import must_be_in
from scoring.rules.parameters import Parameters
from scoring.rules.people import Person, must_be
from scoring.rules.refusals import ReasonNeeded, RestorationIncomplete
from scoring.rules.working_days import SHANGHAI, end_of

StopKind = Literal["late", "unqualified", "regulator"]
State = Literal["standing", "lifted"]


@dataclass(frozen=True, slots=True, repr=False)
class Stop:
    """``until``: the last day, None without end. ``subject``: the year or the run behind it."""

    KIND: ClassVar[str] = "stop"

    id: str
    kind: StopKind
    expert: str
    subject: str
    start: datetime
    until: date | None = None
    state: State = "standing"
    reason: str = ""
    set_by: str = ""
    ended_at: datetime | None = None
    ended_by: str = ""

    @property
    def ends_at(self) -> datetime | None:
        """24:00 of the last day, as aware UTC."""
        return None if self.until is None else end_of(self.until)


def late_stop(
    id: str, expert: str, year: int, late: int, now: datetime, parameters: Parameters
) -> Stop | None:
    """The stop that so many late events of a year bring, to 31 December; None while they bring none."""
    if late <= parameters.late_limit:
        return None
    return Stop(id, "late", expert, str(year), now, date(year, 12, 31))


def extend(stop: Stop, by: Person, until: date, reason: str) -> Stop:
    """The regulator moves the last day on."""
    must_be_in(stop.state, "standing")
    must_be(by, "regulator")
    if not reason or (stop.until is not None and until <= stop.until):
        raise ReasonNeeded
    return replace(stop, until=until, reason=reason, set_by=by.account)


def lift(stop: Stop, by: str, now: datetime) -> Stop:
    must_be_in(stop.state, "standing")
    return replace(stop, state="lifted", ended_at=now, ended_by=by)


def holds(stop: Stop, now: datetime) -> bool:
    """Whether it keeps the expert out at ``now``."""
    ends = stop.ends_at
    return stop.state == "standing" and stop.start <= now and (ends is None or now < ends)


TrainingKind = Literal["education", "hours", "exam", "assessment"]
TRAINING_WORDS = {
    "education": ("教育", "education"),
    "hours": ("课时培训", "training hours"),
    "exam": ("考试", "exam"),
    "assessment": ("考核", "assessment"),
}


@dataclass(frozen=True, slots=True, repr=False)
class Training:
    """One line of an expert's training and assessment record (Art. 17(7)). ``hours``: 0 where none."""

    KIND: ClassVar[str] = "training"

    id: str
    kind: TrainingKind
    expert: str
    on: date
    hours: int
    passed: bool
    note: str
    recorded_by: str
    recorded_at: datetime

    @property
    def subject(self) -> str:
        return self.kind

    @property
    def state(self) -> str:
        return "passed" if self.passed else "failed"


class Missing(tuple[str, ...]):
    """Kinds of training as people say them."""

    __slots__ = ()

    def say(self, lang: str) -> str:
        words = (TRAINING_WORDS.get(kind, (kind, kind))[0 if lang == "zh" else 1] for kind in self)
        return ("、" if lang == "zh" else ", ").join(words)


def missing(stop: Stop, records: Iterable[Training], parameters: Parameters) -> Missing:
    """What is not on record since the stop began; only what was passed counts."""
    since = stop.start.astimezone(SHANGHAI).date()
    done = {record.kind for record in records if record.passed and record.on >= since}
    return Missing(kind for kind in parameters.restore_needs if kind not in done)


def restore(
    stop: Stop, records: Iterable[Training], by: Person, now: datetime, parameters: Parameters
) -> Stop:
    """Back to draws after an unqualified year. Raises ``RestorationIncomplete``, ``RoleNotAllowed``."""
    must_be(by, "regulator")
    left = missing(stop, records, parameters)
    if left:
        raise RestorationIncomplete(missing=left)
    return lift(stop, by.account, now)


OrderState = Literal["ordered", "answered", "closed"]


@dataclass(frozen=True, slots=True, repr=False)
class Rectification:
    """An order to put something right (rules.md section 6), with its last day. ``words`` and ``reply`` are
    kept encrypted."""

    KIND: ClassVar[str] = "rectification"

    id: str
    expert: str
    subject: str
    words: str
    ordered_by: str
    ordered_at: datetime
    until: date
    state: OrderState = "ordered"
    reply: str = ""
    answered_at: datetime | None = None
    overdue_at: datetime | None = None
    closed_by: str = ""

    @property
    def due_at(self) -> datetime | None:
        return end_of(self.until) if self.state == "ordered" and self.overdue_at is None else None


def midnight(day: date) -> datetime:
    """00:00 of a day in Asia/Shanghai, as aware UTC."""
    return datetime.combine(day, time(), SHANGHAI).astimezone(UTC)
