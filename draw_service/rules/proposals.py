"""PURE. What an expert may ask to have changed in the own entry, and what approval makes of it (Art. 12, 17).

Who does not keep the entry up to date, so that recusal fails, loses points (Art. 20(4)); so asking is easy.
The expert proposes, the pool keeper checks and decides (Art. 2); nothing changes before.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date

from draw_service.rules.codes import Word
from draw_service.rules.identifiers import MAJOR, Odd, compact, plain
from draw_service.rules.identifiers import credit_code as read_credit_code
from draw_service.rules.identifiers import phone as read_phone
from draw_service.rules.people import Company, ExpertRecord, Major, Tie, TieKind
from draw_service.rules.refusals import ProposalWrong

KINDS: Mapping[str, Word] = {
    "employer": Word("更换工作单位", "a new employer"),
    "phone": Word("更换手机号", "a new phone number"),
    "tie": Word("增加利害关系", "a relation to a firm"),
    "tie-ended": Word("利害关系已结束", "the end of a relation"),
    "authority": Word("在行政主管或监督部门任职", "a post in a government body"),
    "specialty": Word("增加参评专业", "another specialty"),
    "specialty-dropped": Word("不再参评的专业", "a specialty to drop"),
    "other": Word("其他更正（如近亲属、职称）", "something else (near relatives, a title)"),
}
"""What can be asked for. ``other`` is put right by hand: approval changes nothing by itself."""

TIES: Mapping[TieKind, Word] = {
    "employed": Word("在该单位任职或曾任职", "work or worked there"),
    "board": Word("任董事或监事", "on its board"),
    "controls": Word("控股股东或实际控制人", "controlling it"),
    "relative": Word("近亲属是该单位主要负责人", "near relative of its head"),
    "declared": Word("其他利害关系", "another interest"),
}

FIELDS: Mapping[str, tuple[str, ...]] = {
    "employer": ("company", "code", "until"),
    "phone": ("phone",),
    "tie": ("tie", "company", "code", "until"),
    "tie-ended": ("company", "until"),
    "authority": ("company",),
    "specialty": ("specialty",),
    "specialty-dropped": ("specialty",),
    "other": ("words",),
}
"""Kind -> what it asks for. ``code`` and the ``until`` of a tie may stay empty; the ``until`` of an
employer is the last day at the one before."""

WORDS = 500
"""Characters of a free word."""


def proposed(kind: str, typed: Mapping[str, str], known: Mapping[str, str]) -> dict[str, str]:
    """The proposal in the form that is kept. ``known``: the specialty table, code -> name.

    Raises ``ProposalWrong``, naming the field.
    """
    if kind not in FIELDS:
        raise ProposalWrong(field="kind", **_labels("kind"))
    return {field: _read(field, typed.get(field, ""), kind, known) for field in FIELDS[kind]}


def applied(record: ExpertRecord, kind: str, said: Mapping[str, str]) -> ExpertRecord:
    """The entry after approval; ``record`` itself for ``other``."""
    match kind:
        case "employer":
            past = (Tie("employed", record.employer, _day(said["until"])),) if record.employer.name else ()
            moved = Company(said["company"], said["code"])
            return replace(record, employer=moved, ties=(*record.ties, *past))
        case "phone":
            rest = [phone for phone in record.phones[1:] if phone != said["phone"]]
            return replace(record, phones=(said["phone"], *rest))
        case "tie":
            made = Tie(_tie(said["tie"]), Company(said["company"], said["code"]), _day(said["until"]))
            return replace(record, ties=(*record.ties, made))
        case "tie-ended":
            ended = (
                replace(tie, until=_day(said["until"]))
                if tie.company.name == said["company"] and tie.until is None
                else tie
                for tie in record.ties
            )
            return replace(record, ties=tuple(ended))
        case "authority":
            return replace(record, authority=(*record.authority, said["company"]))
        case "specialty":
            if any(major.code == said["specialty"] for major in record.majors):
                return record
            return replace(record, majors=(*record.majors, Major(said["specialty"])))
        case "specialty-dropped":
            left = tuple(major for major in record.majors if major.code != said["specialty"])
            return replace(record, majors=left or record.majors)
    return record


def _read(field: str, text: str, kind: str, known: Mapping[str, str]) -> str:
    found = plain(text)
    try:
        if field == "phone":
            return read_phone(found, landline=False)
        if field == "code":
            return read_credit_code(found) if found else ""
        if field == "until" and kind == "tie" and not found:
            return ""
        if field == "until":
            return date.fromisoformat(found.replace("/", "-").replace(".", "-")).isoformat()
    except (Odd, ValueError):
        raise ProposalWrong(field=field, **_labels(field)) from None
    if field == "specialty":
        found = compact(found)
        good = bool(MAJOR.fullmatch(found)) and (not known or found in known)
    elif field == "tie":
        good = found in TIES
    else:
        good = 0 < len(found) <= WORDS
    if not good:
        raise ProposalWrong(field=field, **_labels(field))
    return found


LABELS: Mapping[str, Word] = {
    "kind": Word("更正事项", "what to change"),
    "phone": Word("手机号", "phone number"),
    "code": Word("统一社会信用代码", "credit code"),
    "company": Word("单位名称", "name of the firm or body"),
    "until": Word("最后一天", "last day"),
    "specialty": Word("专业编号", "specialty code"),
    "tie": Word("是什么关系", "what kind of relation"),
    "words": Word("说明", "in words"),
}


def _labels(field: str) -> dict[str, Word]:
    return {"what": LABELS[field]}


def _tie(text: str) -> TieKind:
    return next(kind for kind in TIES if kind == text)


def _day(text: str) -> date | None:
    return date.fromisoformat(text) if text else None
