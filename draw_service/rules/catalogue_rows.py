"""PURE. The transaction catalogue as people have it: rows of a sheet, or pasted from one (Art. 3)."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from datetime import date

from draw_service.rules.catalogue import CATEGORIES, Line
from draw_service.rules.refusals import CatalogueRowWrong

HEADS = ("代码", "大类", "项目种类", "限额（元）", "依据", "起", "止")
"""Columns of a table that is handed in; the last three may be left out."""
_CODE = re.compile(r"[A-Z0-9][A-Z0-9.-]{0,11}")
_LONGEST = 200


def read_lines(rows: Iterable[Sequence[str]]) -> tuple[Line, ...]:
    """Lines of a table as people have it, ascending by code; a heading and empty rows are passed over.
    Raises ``CatalogueRowWrong`` with the row number, from 1."""
    found: dict[str, Line] = {}
    for number, row in enumerate(rows, start=1):
        cells = [cell.strip() for cell in row]
        if not any(cells) or (number == 1 and cells[0] == HEADS[0]):
            continue
        line = _line(number, [*cells, *[""] * len(HEADS)])
        if line.code in found:
            raise CatalogueRowWrong(row=number, zh="代码重复", en="the code is there twice")
        found[line.code] = line
    if not found:
        raise CatalogueRowWrong(row=1, zh="没有内容", en="there is nothing in it")
    return tuple(found[code] for code in sorted(found))


def write_lines(lines: Iterable[Line], lang: str = "zh") -> list[tuple[str, ...]]:
    """The rows ``read_lines`` reads, without the heading."""
    return [
        (
            one.code,
            CATEGORIES[one.category].say(lang),
            one.name,
            str(one.threshold_fen // 100) if one.threshold_fen else "",
            one.source,
            one.valid_from.isoformat() if one.valid_from else "",
            one.valid_to.isoformat() if one.valid_to else "",
        )
        for one in lines
    ]


def _line(number: int, cells: Sequence[str]) -> Line:
    code, category, name, threshold, source, start, end = cells[: len(HEADS)]
    if not _CODE.fullmatch(code.upper()):
        raise CatalogueRowWrong(row=number, zh="代码含有别的字符", en="a code of letters, digits, . and -")
    known = next((one for one, word in CATEGORIES.items() if category in (one, word.zh, word.en)), None)
    if known is None:
        raise CatalogueRowWrong(row=number, zh="没有这个类别", en="there is no such category")
    if not 0 < len(name) <= _LONGEST or not 0 < len(source) <= _LONGEST:
        raise CatalogueRowWrong(
            row=number, zh="项目种类和依据都要填写", en="give the kind of project and its source"
        )
    first, last = _day(number, start), _day(number, end)
    if first and last and last < first:
        raise CatalogueRowWrong(row=number, zh="止期早于起期", en="it ends before it begins")
    return Line(code.upper(), known, name, _fen(number, threshold), source, first, last)


def _fen(number: int, said: str) -> int:
    """A sum in yuan as sheets and people write it: ``4000000``, ``4,000,000``, ``4000000.0``, ``400万``."""
    found = re.fullmatch(r"([0-9]{1,12})(?:\.0+)?(万?)(?:元)?", said.replace(",", "").replace("，", ""))
    if not said:
        return 0
    if not found:
        raise CatalogueRowWrong(row=number, zh="限额写成整数元", en="the threshold is a whole number of yuan")
    return int(found[1]) * (10_000 if found[2] else 1) * 100


def _day(number: int, said: str) -> date | None:
    found = re.fullmatch(r"([0-9]{4})[-./年]([0-9]{1,2})[-./月]([0-9]{1,2})日?(?:[T ]00:00:00)?", said)
    if not said:
        return None
    try:
        if not found:
            raise ValueError(said)
        return date(int(found[1]), int(found[2]), int(found[3]))
    except ValueError:
        raise CatalogueRowWrong(
            row=number, zh="日期写成 2026-03-01", en="a date is written 2026-03-01"
        ) from None
