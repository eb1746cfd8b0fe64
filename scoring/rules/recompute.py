"""Every annual result from an exported ledger alone (Art. 20-22), so that nobody need trust the database.

The ledger is JSON lines: ``{"kind":"deduction","expert","item","at","project","id"}``,
``{"kind":"reversal","of","at"}``, ``{"kind":"response","expert","at"}``. The order of lines does not matter
and other keys are left alone. A year is the calendar year in Asia/Shanghai of ``at`` (RFC 3339). Every line
is checked, also those of other years; the first bad one is refused with its number.
"""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, NoReturn

from scoring.rules.annual import Result, result_of
from scoring.rules.items import LATE
from scoring.rules.lines import Totals
from scoring.rules.parameters import Parameters
from scoring.rules.refusals import LedgerLineWrong
from scoring.rules.working_days import SHANGHAI

_TIME = re.compile(
    r"[0-9]{4}-[0-9]{2}-[0-9]{2}[Tt][0-9]{2}:[0-9]{2}:[0-9]{2}(\.[0-9]+)?([Zz]|[+-][0-9]{2}:[0-5][0-9])"
)
_ITEMS = range(1, 21)
_KINDS = ("response", "deduction", "reversal")


@dataclass(slots=True)
class Ledger:
    """What has been read. ``taken``: expert -> points not reversed yet, before reversals; by year asked."""

    year: int
    parameters: Parameters
    experts: set[str] = field(default_factory=set)
    deductions: dict[str, tuple[str, int, int]] = field(default_factory=dict)
    reversed: dict[str, int] = field(default_factory=dict)
    responses: Counter[str] = field(default_factory=Counter)

    def read(self, row: int, line: Mapping[str, Any]) -> None:
        """Take one parsed line. Raises ``LedgerLineWrong``."""
        kind = line.get("kind")
        if kind not in _KINDS:
            _wrong(row, "类别不是扣分、冲正或响应", "kind is none of deduction, reversal, response")
        year = _year(row, line.get("at"))
        if kind == "response":
            expert = _text(row, line, "expert")
            if year == self.year:
                self.responses[expert] += 1
                self.experts.add(expert)
        elif kind == "deduction":
            expert, item = _text(row, line, "expert"), line.get("item")
            if not isinstance(line.get("project"), str):
                _wrong(row, "缺少 project", "project is missing or no text")
            if type(item) is not int or item not in _ITEMS:
                _wrong(row, "项目序号应为 1 至 20", "item is a whole number from 1 to 20")
            id = _text(row, line, "id")
            if id in self.deductions:
                _wrong(row, "编号与前面的扣分重复", "its id is that of an earlier deduction")
            self.deductions[id] = (expert, item, year)
            if year == self.year:
                self.experts.add(expert)
        else:
            self.reversed.setdefault(_text(row, line, "of"), row)

    def results(self) -> list[Result]:
        """One for every expert with a line of the year, ascending. Raises ``LedgerLineWrong`` for a reversal
        of nothing."""
        for of, row in self.reversed.items():
            if of not in self.deductions:
                _wrong(row, "所冲正的扣分不在台账中", "no deduction has the id it reverses")
        points: Counter[str] = Counter()
        late: Counter[str] = Counter()
        for id, (expert, item, year) in self.deductions.items():
            if year == self.year and id not in self.reversed:
                points[expert] += self.parameters.points(item)
                late[expert] += item == LATE
        return [
            result_of(Totals(who, points[who], late[who], self.responses[who]), self.parameters)
            for who in sorted(self.experts)
        ]


def recompute(lines: Iterable[bytes], year: int, parameters: Parameters) -> list[Result]:
    """``lines`` as they stand in the file, numbered from 1. Raises ``LedgerLineWrong``."""
    ledger = Ledger(year, parameters)
    for row, data in enumerate(lines, start=1):
        ledger.read(row, parse_line(row, data))
    return ledger.results()


def parse_line(row: int, data: bytes) -> dict[str, Any]:
    """One JSON object without doubled keys. Raises ``LedgerLineWrong``."""
    try:
        found = _READER.decode(data.decode("utf-8"))
    except (ValueError, RecursionError):
        _wrong(row, "不是一个 JSON 对象", "not one JSON object")
    if not isinstance(found, dict):
        _wrong(row, "不是一个 JSON 对象", "not one JSON object")
    return found


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        raise ValueError("a key stands twice")
    return found


# One for all lines: ``json.loads`` with a hook would make a new one for each.
_READER = json.JSONDecoder(object_pairs_hook=_once)


def _year(row: int, at: object) -> int:
    try:
        if isinstance(at, str) and _TIME.fullmatch(at):
            return datetime.fromisoformat(at.upper()).astimezone(SHANGHAI).year
    except (ValueError, OverflowError):
        pass
    return _wrong(row, "时间应为带时区的 RFC 3339 时间", "at is a time of RFC 3339, with its zone")


def _text(row: int, line: Mapping[str, Any], key: str) -> str:
    value = line.get(key)
    if not isinstance(value, str) or not value:
        _wrong(row, f"缺少 {key}", f"{key} is missing or no text")
    return value


def _wrong(row: int, zh: str, en: str) -> NoReturn:
    raise LedgerLineWrong(row=row, zh=zh, en=en)
