"""Which act is done on an entry of the register, from where, by whom (Art. 2, 20(4), 22).

Art. 2: the industry regulators recruit and admit; the center uses the pool and keeps it up to date as the
regulators find ("依据行业监管部门意见"). So nobody changes an entry alone. A keeper asks; for admission the
industry regulator reviews and another keeper approves; whether somebody may be drawn the regulator decides;
everything else another keeper.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Literal, get_args

from draw_service.rules.codes import Word
from draw_service.rules.packs import RulePack
from draw_service.rules.people import ExpertRecord, Period
from draw_service.rules.refusals.pool import CaseDecided, NotInThisStanding, ReviewMissing

Standing = Literal["outside", "member", "suspended", "removed", "deceased"]
Kind = Literal[
    "admit", "amend", "suspend", "resume", "remove", "readmit", "death", "edition", "bulk", "alias"
]
CaseState = Literal["filed", "reviewed", "approved", "refused", "withdrawn"]
Decider = Literal["regulator", "keeper"]
OPEN: tuple[CaseState, ...] = ("filed", "reviewed")
KINDS: tuple[Kind, ...] = get_args(Kind)


@dataclass(frozen=True, slots=True)
class Act:
    """``to`` None: the entry stays where it stands; ``papers``: a document must lie with the request."""

    word: Word
    origin: frozenset[Standing]
    to: Standing | None
    article: str
    papers: bool = False


def _act(zh: str, en: str, origin: str, to: Standing | None, article: str, papers: bool = False) -> Act:
    known: dict[str, Standing] = {one: one for one in get_args(Standing)}
    return Act(Word(zh, en), frozenset(known[one] for one in origin.split()), to, article, papers)


ACTS: Mapping[Kind, Act] = {
    "admit": _act("入库", "admission", "outside", "member", "Art. 2", papers=True),
    "amend": _act("更正名册", "change of the entry", "member suspended", None, "Art. 2, 20(4)"),
    "suspend": _act("暂停抽取", "suspension", "member", "suspended", "Art. 2, 19"),
    "resume": _act("恢复抽取", "end of the suspension", "suspended", "member", "Art. 2, 22"),
    "remove": _act("出库", "removal", "member suspended", "removed", "Art. 2, 22"),
    "readmit": _act("重新入库", "re-admission", "removed", "member", "Art. 2, 22", papers=True),
    "death": _act("去世", "death", "member suspended removed", "deceased", "Art. 2"),
    "edition": _act("专业分类换版", "new edition of the specialties", "", None, "Art. 2"),
    "bulk": _act("批量更新", "bulk change", "", None, "Art. 2"),
    "alias": _act("移除单位别名", "removal of another name of a firm", "", None, "Art. 2, 12"),
}
"""Every act on the register that two people do."""

STANDINGS: Mapping[Standing, tuple[Word, Word]] = {
    "outside": (Word("不在库", "not in the pool"), Word("不能抽取。", "Cannot be drawn.")),
    "member": (Word("在库", "in the pool"), Word("可以抽取。", "May be drawn.")),
    "suspended": (
        Word("暂停抽取", "suspended"),
        Word(
            "暂停期间不抽取，已有席位的须更换。",
            "Not drawn while it lasts; a seat held is refilled.",
        ),
    ),
    "removed": (
        Word("已出库", "removed"),
        Word(
            "不再抽取，记录保留，可重新入库。",
            "Not drawn; the file stays, re-admission is possible.",
        ),
    ),
    "deceased": (
        Word("已去世", "deceased"),
        Word("不再抽取，记录保留。", "Not drawn; the file stays."),
    ),
}
"""Where an entry stands, and what that means for drawing."""

STATES: Mapping[CaseState, Word] = {
    "filed": Word("待审核", "filed"),
    "reviewed": Word("监管部门已同意，待批准", "reviewed, waits for approval"),
    "approved": Word("已批准", "approved"),
    "refused": Word("未批准", "refused"),
    "withdrawn": Word("已撤回", "withdrawn"),
}


@dataclass(frozen=True, slots=True, repr=False)
class CaseData:
    """What is asked for. ``record``: the entry as it is to be; ``until``: last day of a suspension;
    ``document``: number of the regulator's paper; ``ticket``: hash of the preview that is approved; ``more``:
    what else a kind needs, by name."""

    reason: str
    document: str = ""
    until: date | None = None
    record: ExpertRecord | None = None
    ticket: str = ""
    more: Mapping[str, str] | None = None


@dataclass(frozen=True, slots=True, repr=False)
class Case:
    """One request. ``expert`` "" where it concerns nobody in the register; ``authority``: credit code of the
    regulator's organisation, "" where no regulator is asked; people are accounts."""

    id: str
    kind: Kind
    expert: str
    authority: str
    state: CaseState
    data: CaseData
    filed_by: str
    filed_at: datetime
    reviewed_by: str = ""
    reviewed_at: datetime | None = None
    decided_by: str = ""
    decided_at: datetime | None = None


def standing_now(kept: str | None, left: bool, suspended: Iterable[Period], now: datetime) -> Standing:
    """Where an entry stands: a suspension that ran out is over by itself, and one kept without this table
    (an imported roster) counts. ``kept`` None: nothing but ``left`` is on record."""
    if kept == "deceased":
        return "deceased"
    if left:
        return "removed"
    holds = any(one.start <= now and (one.end is None or now < one.end) for one in suspended)
    return "suspended" if holds else "member"


def must_allow(kind: Kind, standing: Standing) -> None:
    """Raises ``NotInThisStanding`` when the table has no such act from there."""
    act = ACTS[kind]
    if act.origin and standing not in act.origin:
        raise NotInThisStanding(what=act.word, value=STANDINGS[standing][0])


def acts_from(standing: Standing) -> tuple[Kind, ...]:
    """What can be asked for an entry that stands there."""
    return tuple(kind for kind, act in ACTS.items() if standing in act.origin)


def reviewed_first(kind: Kind, pack: RulePack) -> bool:
    """Whether the industry regulator gives an opinion before another keeper approves."""
    return kind in pack.list("pool_regulator_reviews")


def decider(kind: Kind, pack: RulePack) -> Decider:
    """Whose approval it takes: the industry regulator's, or another keeper's."""
    return "regulator" if kind in pack.list("pool_regulator_decides") else "keeper"


def asks_regulator(kind: Kind, pack: RulePack) -> bool:
    """Whether a regulator has to be named."""
    return reviewed_first(kind, pack) or decider(kind, pack) == "regulator"


def must_wait_for_review(case: Case, pack: RulePack) -> None:
    """Raises ``CaseDecided``, ``ReviewMissing`` (it is another's turn)."""
    _must_be_open(case)
    if case.state != "filed" or not reviewed_first(case.kind, pack):
        raise CaseDecided


def must_wait_for_decision(case: Case, pack: RulePack) -> None:
    """Raises ``CaseDecided``, or ``ReviewMissing`` while the regulator has not reviewed it."""
    _must_be_open(case)
    if case.state == "filed" and reviewed_first(case.kind, pack):
        raise ReviewMissing


def _must_be_open(case: Case) -> None:
    if case.state not in OPEN:
        raise CaseDecided
