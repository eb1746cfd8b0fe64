"""PURE. Supervision measures: 警示, 告诫, 通报 to an institution, its answer, its practice record (Art. 23).

A center, tenderer or agency that did not draw or use experts by the rules gets a measure of the management
office, behind which two of its people stand. The institution answers in writing within fifteen days
(软环境建设警示通报告诫制度 8); a returned answer opens the same time again. What was ordered stays in the
institution's practice record for good, also after it was put right.
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
from draw_service.rules.people import Company
from draw_service.rules.refusals import MeasureElsewhere, MeasureIncomplete

Measure = Literal["warning", "admonition", "notice"]
"""警示, 告诫, 通报, from the mildest up."""
Standing = Literal["center", "tenderer", "agency"]
MeasureState = Literal["proposed", "withdrawn", "ordered", "answered", "closed"]

MEASURES: Mapping[Measure, Word] = {
    "warning": Word("警示", "Warning"),
    "admonition": Word("告诫", "Admonition"),
    "notice": Word("通报", "Public notice"),
}
STANDINGS: Mapping[Standing, Word] = {
    "center": Word("中心", "center"),
    "tenderer": Word("招标人（采购人）", "tenderer"),
    "agency": Word("招标采购代理机构", "agency"),
}
STATE_WORDS: Mapping[MeasureState, Word] = {
    "proposed": Word("待另一人确认", "to be confirmed by another"),
    "withdrawn": Word("已撤回", "withdrawn"),
    "ordered": Word("待整改答复", "answer awaited"),
    "answered": Word("已答复，待审查", "answered, to be judged"),
    "closed": Word("已办结", "settled"),
}
BREACHES = (
    *("Art. 3", "Art. 4", "Art. 5", "Art. 6", "Art. 7", "Art. 8", "Art. 8(1)", "Art. 8(2)", "Art. 8(3)"),
    *("Art. 8(4)", "Art. 8(5)", "Art. 9", "Art. 10", "Art. 11", "Art. 12", "Art. 13", "Art. 15", "Art. 18"),
)
"""Clauses on drawing and using experts, which Art. 23 speaks of."""
ON_RECORD: tuple[MeasureState, ...] = ("ordered", "answered", "closed")
"""What an institution and the regulators see: a proposal is the office's own."""
CENTER = "center"
"""Stands for the center's credit code: its accounts have no organisation."""


@dataclass(frozen=True, slots=True)
class Exchange:
    """One answer of the institution and what the office made of it; ``late``: it came after its last day;
    ``verdict`` "" while it waits."""

    words: str = field(repr=False)
    at: datetime
    by: str
    late: bool = False
    verdict: Literal["", "accepted", "returned"] = ""
    reply: str = field(default="", repr=False)
    judged_at: datetime | None = None
    judged_by: str = ""


@dataclass(frozen=True, slots=True)
class MeasureRecord:
    """One measure. ``number``: of the office's document; ``clause``: the rule broken; ``draw_id`` "" when it
    concerns no draw; ``answer_by``: the last civil day for the answer, None before it is ordered;
    ``overdue_at``: when the day had passed unanswered."""

    KIND: ClassVar[str] = "measure"
    id: str
    measure: Measure
    standing: Standing
    institution: Company = field(repr=False)
    clause: str
    draw_id: str
    number: str
    facts: str = field(repr=False)
    demand: str = field(repr=False)
    proposed_by: str
    proposed_at: datetime
    state: MeasureState = "proposed"
    decided_by: str = ""
    decided_at: datetime | None = None
    answer_by: date | None = None
    overdue_at: datetime | None = None
    exchanges: tuple[Exchange, ...] = ()

    @property
    def subject(self) -> str:
        """The key of the institution's practice record."""
        return subject_of(self.standing, self.institution.code)

    @property
    def late(self) -> bool:
        """Unanswered past its last day."""
        return self.state == "ordered" and self.overdue_at is not None

    @property
    def ever_late(self) -> bool:
        """Late now, or once."""
        return self.late or any(one.late for one in self.exchanges)


@dataclass(frozen=True, slots=True)
class PracticeRecord:
    """What stands against one institution, the oldest first; counts by measure and what is open."""

    institution: Company = field(repr=False)
    standings: tuple[Standing, ...]
    measures: tuple[MeasureRecord, ...]

    @property
    def counts(self) -> Mapping[Measure, int]:
        return {one: sum(held.measure == one for held in self.measures) for one in MEASURES}

    @property
    def open(self) -> int:
        return sum(held.state != "closed" for held in self.measures)

    @property
    def late(self) -> int:
        return sum(held.ever_late for held in self.measures)


def subject_of(standing: Standing, code: str) -> str:
    """One key for one institution, in whatever part it came; the center has no code."""
    return CENTER if standing == "center" else code.strip().upper()


def check(record: MeasureRecord) -> MeasureRecord:
    """Raises ``MeasureIncomplete`` without facts, a demand, a document number and a clause of the regulation;
    the institution is a credit code and a name."""
    wanted = (record.facts, record.demand, record.number, record.institution.name, record.subject)
    if not all(one.strip() for one in wanted) or record.clause not in BREACHES:
        raise MeasureIncomplete
    return record


def order(record: MeasureRecord, by: str, now: datetime, pack: RulePack) -> MeasureRecord:
    """By a second person of the office (Art. 23). Raises ``OwnAct``, ``MeasureElsewhere``."""
    _must_be(record, "proposed")
    not_own(record.proposed_by, by)
    return replace(
        record, state="ordered", decided_by=by, decided_at=now, answer_by=answer_by(_day(now), pack)
    )


def withdraw(record: MeasureRecord, by: str, now: datetime) -> MeasureRecord:
    """Raises ``MeasureElsewhere`` once it is ordered: what stands on record stays there."""
    _must_be(record, "proposed")
    return replace(record, state="withdrawn", decided_by=by, decided_at=now)


def answer_by(day: date, pack: RulePack) -> date:
    """The last day: fifteen calendar days, for the clause says 日 and not 工作日; the day of the order does
    not count (软环境建设警示通报告诫制度 8)."""
    return day + timedelta(days=pack.int("rectification_days"))


def answer(record: MeasureRecord, words: str, by: str, now: datetime) -> MeasureRecord:
    """The institution's account of what it put right; a late one is taken, and stays marked late. Raises
    ``MeasureIncomplete``, ``MeasureElsewhere``."""
    _must_be(record, "ordered")
    if not words.strip():
        raise MeasureIncomplete
    given = Exchange(words.strip(), now, by, past(record, now))
    return replace(record, state="answered", exchanges=(*record.exchanges, given))


def judge(
    record: MeasureRecord, by: str, now: datetime, pack: RulePack, *, accept: bool, reply: str
) -> MeasureRecord:
    """The office accepts the answer, or returns it with its reason and the same time again. Raises
    ``MeasureIncomplete`` when it is returned without words, ``MeasureElsewhere``."""
    _must_be(record, "answered")
    if not accept and not reply.strip():
        raise MeasureIncomplete
    judged = replace(
        record.exchanges[-1],
        verdict="accepted" if accept else "returned",
        reply=reply.strip(),
        judged_at=now,
        judged_by=by,
    )
    exchanges = (*record.exchanges[:-1], judged)
    if accept:
        return replace(record, state="closed", exchanges=exchanges)
    return replace(
        record,
        state="ordered",
        answer_by=answer_by(_day(now), pack),
        overdue_at=None,
        exchanges=exchanges,
    )


def past(record: MeasureRecord, now: datetime) -> bool:
    """Whether its last day is over at the center without an answer."""
    return record.state == "ordered" and record.answer_by is not None and _day(now) > record.answer_by


def lapse(record: MeasureRecord, now: datetime) -> MeasureRecord:
    """Marked late, once; otherwise as it was."""
    return replace(record, overdue_at=now) if past(record, now) and record.overdue_at is None else record


def practice_records(measures: Iterable[MeasureRecord]) -> list[PracticeRecord]:
    """One for each institution with a measure on record, by its key; under its newest name."""
    found: dict[str, list[MeasureRecord]] = {}
    for one in measures:
        if one.state in ON_RECORD:
            found.setdefault(one.subject, []).append(one)
    return [
        PracticeRecord(held[-1].institution, tuple(dict.fromkeys(one.standing for one in held)), tuple(held))
        for _subject, held in sorted(found.items())
    ]


def _must_be(record: MeasureRecord, state: MeasureState) -> None:
    if record.state != state:
        raise MeasureElsewhere


def _day(at: datetime) -> date:
    return at.astimezone(SHANGHAI).date()
