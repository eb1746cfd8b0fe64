"""The annual result (Art. 22; rules.md section 4): grades, who is listed, who is stopped.

Exactly 90 is 合格, exactly 60 is 合格. Fewer than twenty responses: not listed, the score is kept and stops
nobody. The fourth late event of a year stops draws (Art. 20(1)). Mid-year below the pass mark is an alert,
not a stop.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar, Literal, NamedTuple

from audit.canonical import quoted
from audit.merkle import leaf_hash, root
from scoring.rules.lines import Totals, score
from scoring.rules.parameters import Parameters
from scoring.rules.working_days import Due

Grade = Literal["excellent", "qualified", "unqualified", "unlisted"]
GRADE_WORDS: Mapping[Grade, tuple[str, str]] = {
    "excellent": ("优秀", "excellent"),
    "qualified": ("合格", "qualified"),
    "unqualified": ("不合格", "unqualified"),
    "unlisted": ("未列入", "not listed"),
}


class Result(NamedTuple):
    """One expert's year. ``expert`` is a register id, or the name a foreign ledger gives."""

    expert: str
    score: int
    responses: int
    listed: bool
    grade: Grade
    late_count: int
    stopped: bool


def grade_of(points: int, responses: int, parameters: Parameters) -> Grade:
    """``points``: the score."""
    if responses < parameters.listed_from:
        return "unlisted"
    if points > parameters.excellent_above:
        return "excellent"
    return "qualified" if points >= parameters.pass_from else "unqualified"


def result_of(totals: Totals, parameters: Parameters) -> Result:
    points = score(totals, parameters)
    grade = grade_of(points, totals.responses, parameters)
    stopped = totals.late > parameters.late_limit or grade == "unqualified"
    listed = grade != "unlisted"
    return Result(totals.expert, points, totals.responses, listed, grade, totals.late, stopped)


def leaf_of(result: Result, name: str) -> bytes:
    """Canonical JSON of a result, the expert under ``name``; what the root of a run closes over."""
    return (
        f'{{"expert":{quoted(name)},"grade":"{result.grade}","late_count":{result.late_count},'
        f'"listed":{"true" if result.listed else "false"},"responses":{result.responses},'
        f'"score":{result.score},"stopped":{"true" if result.stopped else "false"}}}'
    ).encode()


def root_of(results: Iterable[Result], name_of: Callable[[str], str]) -> str:
    """Hex root over the leaves in the order given; ``name_of``: register id -> pseudonym."""
    return root([leaf_hash(leaf_of(result, name_of(result.expert))) for result in results]).hex()


RunState = Literal["prepared", "confirmed", "superseded"]


@dataclass(frozen=True, slots=True)
class Run:
    """One reviewable run of a year. ``window``: until when results may be objected to (Art. 21)."""

    KIND: ClassVar[str] = "run"

    id: str
    year: int
    revision: int
    pack: str
    root: str
    size: int
    counts: Mapping[Grade, int]
    prepared_by: str
    prepared_at: datetime
    window: Due
    state: RunState = "prepared"
    confirmed_by: str = ""
    confirmed_at: datetime | None = None
    document: str = ""

    @property
    def subject(self) -> str:
        return str(self.year)
