"""Objections to entries and annual results, and their two clocks (Art. 21; rules.md section 4).

Filed within ten working days after the notice; answered within ten working days of acceptance. One that is
neither accepted nor refused within ``accept_days`` counts as accepted on the day it was filed, else the
second clock would never start. A missed answer is escalated, and still has to be given.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import ClassVar, Literal

from scoring.rules.entries import must_be_in
from scoring.rules.parameters import Parameters
from scoring.rules.people import Person, must_be
from scoring.rules.refusals import ObjectionTooLate, ReasonNeeded
from scoring.rules.working_days import SHANGHAI, Calendar, Due, civil_date

Against = Literal["entry", "annual"]
State = Literal["filed", "accepted", "refused", "answered"]
Answer = Literal["upheld", "changed", "revoked"]
ANSWERS: tuple[Answer, ...] = ("upheld", "changed", "revoked")
ANSWER_WORDS: Mapping[Answer, tuple[str, str]] = {
    "upheld": ("维持", "upheld"),
    "changed": ("变更", "changed"),
    "revoked": ("撤销", "revoked"),
}
OPEN: tuple[State, ...] = ("filed", "accepted")


@dataclass(frozen=True, slots=True, repr=False)
class Objection:
    """``subject``: the entry or the run objected to. ``accept_by`` and ``answer_by`` end at 24:00 of their
    day. ``deemed``: accepted by lapse of time. ``words``: the expert's; ``reply``: the department's."""

    KIND: ClassVar[str] = "objection"

    id: str
    against: Against
    subject: str
    expert: str
    filed_at: datetime
    words: str
    accept_by: Due
    state: State = "filed"
    accepted_at: datetime | None = None
    deemed: bool = False
    answer_by: Due | None = None
    escalated_at: datetime | None = None
    answer: Answer | Literal[""] = ""
    item: int = 0
    reply: str = ""
    handled_by: str = ""
    answered_at: datetime | None = None

    @property
    def due_at(self) -> datetime | None:
        """When time alone changes something: acceptance is deemed, or the answer is missed."""
        if self.state == "filed":
            return self.accept_by.ends_at
        if self.state == "accepted" and self.escalated_at is None and self.answer_by is not None:
            return self.answer_by.ends_at
        return None


def file(
    id: str,
    against: Against,
    subject: str,
    expert: str,
    words: str,
    window: Due,
    now: datetime,
    calendar: Calendar,
    parameters: Parameters,
) -> Objection:
    """Raises ``ObjectionTooLate`` after 24:00 of the window's last day, ``ReasonNeeded`` without words."""
    if not words.strip():
        raise ReasonNeeded
    if now >= window.ends_at:
        raise ObjectionTooLate(until=window.date.isoformat())
    accept_by = calendar.add_working_days(civil_date(now), parameters.accept_days)
    return Objection(id, against, subject, expert, now, words, accept_by)


def accept(
    objection: Objection, by: Person, now: datetime, calendar: Calendar, parameters: Parameters
) -> Objection:
    """By the lead department. Raises ``RoleNotAllowed``, ``NotInThisState``."""
    must_be_in(objection.state, "filed")
    must_be(by, "lead")
    return replace(_accepted(objection, now, calendar, parameters), handled_by=by.account)


def refuse(objection: Objection, by: Person, reason: str) -> Objection:
    """Not accepted, with the reason."""
    must_be_in(objection.state, "filed")
    must_be(by, "lead")
    if not reason:
        raise ReasonNeeded
    return replace(objection, state="refused", reply=reason, handled_by=by.account)


def lapse(objection: Objection, now: datetime, calendar: Calendar, parameters: Parameters) -> Objection:
    """What time alone has done by ``now``; the same object when it has done nothing."""
    found = objection
    if found.state == "filed" and now >= found.accept_by.ends_at:
        found = replace(_accepted(found, found.filed_at, calendar, parameters), deemed=True)
    missed = found.state == "accepted" and found.escalated_at is None
    if missed and found.answer_by is not None and now >= found.answer_by.ends_at:
        found = replace(found, escalated_at=now)
    return found


def _accepted(objection: Objection, at: datetime, calendar: Calendar, parameters: Parameters) -> Objection:
    answer_by = calendar.add_working_days(civil_date(at), parameters.answer_days)
    return replace(objection, state="accepted", accepted_at=at, answer_by=answer_by)


def answer(
    objection: Objection, by: Person, found: Answer, reply: str, now: datetime, item: int = 0
) -> Objection:
    """``changed``: another item is the right one. A missed date does not close the way to an answer."""
    must_be_in(objection.state, "accepted")
    must_be(by, "lead")
    if found not in ANSWERS or not reply or (found == "changed") != bool(item):
        raise ReasonNeeded
    return replace(
        objection,
        state="answered",
        answer=found,
        item=item,
        reply=reply,
        handled_by=by.account,
        answered_at=now,
    )


def warned(due: Due, now: datetime, ahead: int = 2) -> bool:
    """Whether a clock stands within ``ahead`` days of its end, or past it: shown in a warning colour."""
    return due.ends_at - now <= timedelta(days=ahead)


def said(due: Due, lang: str) -> str:
    """The date of a clock, marked 暂定 when it may still move."""
    day = due.ends_at.astimezone(SHANGHAI) - timedelta(seconds=1)
    mark = ("（暂定）" if lang == "zh" else " (provisional)") if due.provisional else ""
    return f"{day.date().isoformat()}{mark}"
