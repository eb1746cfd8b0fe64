"""Words several desks of the ledger share."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime

from draw_service.rules.codes import Word
from draw_service.usecases.conduct.office import office_of
from draw_service.usecases.ports import House
from scoring.rules.annual import GRADE_WORDS, Grade
from scoring.rules.objections import ANSWER_WORDS, said, warned
from scoring.rules.working_days import Due
from scoring.usecases.warn_calendar import warn_calendar

GRADES: Mapping[Grade, Word] = {grade: Word(*words) for grade, words in GRADE_WORDS.items()}
AGAINST = {"entry": Word("记分", "an entry"), "annual": Word("年度结果", "an annual result")}
ANSWERS = {answer: Word(*words) for answer, words in ANSWER_WORDS.items()}
STOPS = {
    "late": Word("迟到超过三次", "more than three late arrivals"),
    "unqualified": Word("年度不合格", "an unqualified year"),
    "regulator": Word("监管部门暂停", "suspended by the regulator"),
}


class Clock:
    """A date something has to be done by, for a page. ``kind``: of its tag."""

    def __init__(self, due: Due, now: datetime, lang: str) -> None:
        self.said = said(due, lang)
        self.over = now >= due.ends_at
        self.kind = "bad" if self.over else "warm" if warned(due, now) else ""


def calendar_warning(house: House) -> date | None:
    """The first day no official calendar covers, once it is near (rules.md section 5)."""
    return warn_calendar(office_of(house))
