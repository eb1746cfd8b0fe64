"""PURE. Breaches reported in confidence, by experts and by anybody (Art. 16(6), 17(5), 20(6)).

A report goes to the management office, and to the industry regulators unless the reporter leaves them out;
never to the center, whose staff it may be about. The reporter gets a receipt code, which alone leads to the
answer: the house keeps its keyed hash. Who wants to be known says so; an expert may add the register number.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import ClassVar, Literal

from draw_service.rules.access import Role
from draw_service.rules.codes import Word
from draw_service.rules.refusals import IncidentSettled

SUBJECTS: Mapping[str, Word] = {
    "contact": Word("私下接触、打招呼", "private contact, a word put in"),
    "bribe": Word("收受财物或好处", "money or favours"),
    "leak": Word("泄露名单或评标情况", "a list or an evaluation leaked"),
    "collusion": Word("串通投标", "collusion of bidders"),
    "unfair": Word("评标不公正", "an unfair evaluation"),
    "staff": Word("工作人员违规", "a breach by staff"),
    "other": Word("其他违法违规", "another breach"),
}
TO: Mapping[str, Word] = {
    "both": Word("行业监管部门和管理办公室", "the industry regulators and the management office"),
    "office": Word("仅管理办公室", "the management office alone"),
}
STATES: Mapping[str, Word] = {
    "received": Word("待答复", "waits for an answer"),
    "answered": Word("已答复", "answered"),
}
State = Literal["received", "answered"]
CODE_LETTERS = "23456789ABCDEFGHJKMNPQRSTVWXYZ"
"""Of a receipt code: none of them looks like another."""
CODE_LENGTH = 20
MOST_FILES = 3


@dataclass(frozen=True, slots=True)
class ReportFile:
    """A file beside a report; its name is not kept."""

    id: str
    kind: str
    size: int


@dataclass(frozen=True, slots=True, repr=False)
class Report:
    """``id``: keyed hash of the receipt code; ``expert``: the register number of an expert who added it,
    else ""; ``contact``: what the reporter wants to be reached by, "" for nothing."""

    KIND: ClassVar[str] = "report"
    id: str
    subject: str
    to: str
    received_at: datetime
    words: str = field(repr=False)
    draw_id: str = ""
    expert: str = ""
    contact: str = ""
    files: tuple[ReportFile, ...] = ()
    state: State = "received"
    answer: str = ""
    answered_by: str = ""
    answered_at: datetime | None = None


def receipt_code(chance: bytes) -> str:
    """``ABCDE-FGHJK-…`` from at least 20 random bytes: 98 bits, more than anybody tries."""
    letters = "".join(CODE_LETTERS[int.from_bytes(chance) // 30**n % 30] for n in range(CODE_LENGTH))
    return "-".join(letters[n : n + 5] for n in range(0, CODE_LENGTH, 5))


def plain_code(typed: str) -> str:
    """The code as it is hashed: dashes, blanks and letter case make no difference."""
    return "".join(letter for letter in typed.upper() if letter.isalnum())


def may_read(report: Report, roles: frozenset[Role]) -> bool:
    """The office reads every report, a regulator those that are for both; nobody else any."""
    return Role.OFFICE in roles or (Role.REGULATOR in roles and report.to == "both")


def answer(report: Report, by: str, now: datetime, words: str) -> Report:
    """Raises ``IncidentSettled`` for one that was answered."""
    if report.state != "received":
        raise IncidentSettled
    return replace(report, state="answered", answer=words, answered_by=by, answered_at=now)
