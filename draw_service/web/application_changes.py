"""What a change does to an application, line by line: what stands now and what would stand (Art. 8(2))."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from itertools import zip_longest
from typing import Any

from draw_service.rules.applications import Application
from draw_service.usecases.applications.change_application import Option
from draw_service.web.application_form import LABELS, MODES, NO_LINE, PROCUREMENTS, typed_of
from draw_service.web.words import say

REASONS: Mapping[str, str] = {
    "postponed": "开标或评标延期",
    "specialties": "调整专业",
    "headcount": "调整人数",
    "place": "更换地点",
    "correction": "更正笔误",
    "other": "其他",
}
OPTIONS: Mapping[Option, str] = {
    "wider-specialty": "扩大到上一级专业",
    "other-lawful-pool": "使用另一个依法组建的专家库",
    "out-of-town": "从异地抽取",
}
_WORDS: Mapping[str, Mapping[Any, str]] = {
    "procurement": PROCUREMENTS,
    "mode": MODES,
    "catalogue": NO_LINE,
    "complex": {"1": "是", "": "否"},
    "threshold": {"1": "是", "": "否"},
    "out_of_town": {"1": "是", "": "否"},
}
_OWN_ROWS = ("rows", "code_", "quota_", "other_")
"""Fields that stand in the table of specialties, or that no change touches."""


@dataclass(frozen=True, slots=True)
class Line:
    """One thing that differs. ``before``, ``after`` "" where there is nothing."""

    label: str
    before: str
    after: str


def lines_of(before: Application, after: Application, names: Mapping[str, str], lang: str) -> list[Line]:
    """What differs: specialties first, then the fields in the order of the form."""
    was, will = typed_of(before, names), typed_of(after, names)
    found = list(_strata(before, after, names, lang))
    for field in {**will, **was}:
        old, new = was.get(field, ""), will.get(field, "")
        if old != new and not field.startswith(_OWN_ROWS):
            label = say(lang, LABELS[field])
            found.append(Line(label, _words(field, old, lang), _words(field, new, lang)))
    return found


def _strata(before: Application, after: Application, names: Mapping[str, str], lang: str) -> list[Line]:
    counts = [{s.code: s.quota for s in one.strata} for one in (before, after)]
    label = say(lang, LABELS["code_1"])
    gone = [code for code in counts[0] if counts[0][code] != counts[1].get(code)]
    come = [code for code in counts[1] if counts[1][code] != counts[0].get(code)]
    same = [code for code in gone if code in come]
    pairs = [(code, code) for code in same]
    only_old, only_new = [c for c in gone if c not in same], [c for c in come if c not in same]
    pairs += zip_longest(only_old, only_new, fillvalue="")
    return [Line(label, _seats(counts[0], old, names), _seats(counts[1], new, names)) for old, new in pairs]


def _seats(counts: Mapping[str, int], code: str, names: Mapping[str, str]) -> str:
    if not code:
        return ""
    return f"{code} {names.get(code, '')} × {counts[code]}".replace("  ", " ")


def _words(field: str, value: str, lang: str) -> str:
    known = _WORDS.get(field)
    if known is not None:
        return say(lang, known[value]) if value in known else value
    return value.replace("T", " ") if field in _TIMES else value.replace("\n", "、")


_TIMES = ("bid_opening", "signin_at", "latest_start")
