"""One cell of a roster, from what a spreadsheet holds to the one text that is stored (Art. 2).

Lengths and dictionaries: national data standard, set 212. A cell is read as it stands: formula-like text is
text, and a number where an identity number or credit code belongs has lost its last digits.
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date, datetime, time, timedelta
from typing import get_args

from draw_service.rules import identifiers as ids
from draw_service.rules.identifiers import Odd
from draw_service.rules.people import TieKind
from draw_service.rules.roster_columns import Column

Cell = str | int | float | bool | date | datetime | time | timedelta | None


class HeadedCells(Mapping[str, Cell]):
    """The cells of a row under ``headers``, each of which stands once and which all rows of a sheet share: a
    dictionary for each row would take as long to make as all its cells to read."""

    __slots__ = ("cells", "headers")

    def __init__(self, headers: tuple[str, ...], cells: Sequence[Cell]) -> None:
        self.headers, self.cells = headers, cells

    def __getitem__(self, header: str) -> Cell:
        try:
            return self.cells[self.headers.index(header)]
        except ValueError:
            raise KeyError(header) from None

    def __iter__(self) -> Iterator[str]:
        return iter(self.headers)

    def __len__(self) -> int:
        return len(self.headers)


_LOST = {"ID_CARD": "id-number", "RELATIVE_ID_CARD": "id-number", "COMPANY_CODE": "code-number"}
_EXACT_INTEGERS = 2**53
_FLAGS = {"0": "0", "1": "1", "是": "1", "否": "0", "Y": "1", "N": "0", "YES": "1", "NO": "0"}
_FLAGS |= {"TRUE": "1", "FALSE": "0", "√": "1", "×": "0", "有": "1", "无": "0"}
_SEXES = {"0": "0", "1": "1", "2": "2", "9": "9", "男": "1", "女": "2", "M": "1", "F": "2"}
_KINDS: dict[str, str] = {
    **{kind.upper(): kind for kind in get_args(TieKind)},
    **dict.fromkeys(("任职", "曾任职", "聘用"), "employed"),
    **dict.fromkeys(("董事", "监事", "董事监事", "董事会成员", "董事会", "高管"), "board"),
    **dict.fromkeys(("控股", "控股股东", "实际控制人", "实际控制", "控制"), "controls"),
    **dict.fromkeys(("近亲属", "亲属", "负责人近亲属"), "relative"),
    **dict.fromkeys(("其他", "其他利害关系", "申报"), "declared"),
}


def text_of(cell: Cell, column: Column) -> str:
    """The text of a cell as read. Codes: id-number, code-number, kind-of-cell."""
    if cell is None or isinstance(cell, str):
        return cell or ""
    if isinstance(cell, bool):
        return str(int(cell))
    if isinstance(cell, int | float):
        if column.name in _LOST:
            raise Odd(_LOST[column.name])
        if not math.isfinite(cell):
            raise Odd("kind-of-cell")
        if abs(cell) >= _EXACT_INTEGERS:
            raise Odd("code-number")
        written = str(int(cell)) if cell == int(cell) else repr(cell)
        # A number cell drops leading zeros; a postcode has exactly six digits, so they can be put back.
        return written.zfill(6) if column.name == "POSTCODE" else written
    if isinstance(cell, datetime):
        midnight = cell.hour == cell.minute == cell.second == 0
        return ids.day_text(cell) + ("" if midnight or column.size < 14 else f"{cell:%H%M%S}")
    if isinstance(cell, date):
        return ids.day_text(cell)
    raise Odd("kind-of-cell")


def _chosen(choices: dict[str, str]) -> Callable[[str], str]:
    def choose(text: str) -> str:
        try:
            return choices[ids.compact(text)]
        except KeyError:
            raise Odd("choice") from None

    return choose


def _shaped(pattern: str, tidy: Callable[[str], str] = ids.compact) -> Callable[[str], str]:
    shape = re.compile(pattern)

    def fit(text: str) -> str:
        value = tidy(text)
        if not shape.fullmatch(value):
            raise Odd("format")
        return value

    return fit


def _document_type(text: str) -> str:
    value = ids.compact(text)
    return ids.RESIDENT_CARD if value in ("身份证", "居民身份证") else value.zfill(2)


def _area(text: str) -> str:
    value = ids.compact(text)
    return f"{value}000" if len(value) == 6 else value


def _work_year(text: str) -> str:
    return ids.compact(text).removesuffix("年").zfill(2)


def _other_numbers(text: str) -> str:
    parts = (part.strip() for part in re.split("[;；、,，/]", text))
    return ";".join(dict.fromkeys(ids.phone(part, landline=True) for part in parts if part))


def _day(text: str) -> str:
    if len(text) == 8 and text.isascii() and text.isdigit():
        return ids.day_text(ids.day_of(text))
    return ids.day_text(ids.calendar_date(text))


_READERS: dict[str, Callable[[str], str]] = {
    "ID_CARD": ids.compact,
    "RELATIVE_ID_CARD": ids.compact,
    "ID_CARD_TYPE": _shaped("[0-9]{2}", _document_type),
    "EXPERT_NAME": ids.person_name,
    "SEX": _chosen(_SEXES),
    "BIRTHDAY": _day,
    "ENTER_DATE": _day,
    "UNTIL": _day,
    "ONWORK": _chosen(_FLAGS),
    "DMISSON": _chosen(_FLAGS),
    "IS_MAIN": _chosen(_FLAGS),
    "LEGAL_BAR": _chosen(_FLAGS),
    "COMPANY": ids.company_name,
    "COMPANY_CODE": ids.credit_code,
    "POSTCODE": _shaped("[0-9]{6}"),
    "INDUSTRY": _shaped("[0-9A-Z]{3}"),
    "AREA": _shaped("[0-9]{9}", _area),
    "WORK_YEAR": _shaped("[0-9]{2}", _work_year),
    "PHONE_NUMBER": ids.phone,
    "OTHER_NUMBER": _other_numbers,
    "BASE_TYPE": _shaped("[0-9A-Z]"),
    "MAJOR_CODE": ids.major_code,
    "KIND": _chosen(_KINDS),
}


def canonical(cell: Cell, column: Column) -> str:
    """The text that is stored for a cell, "" when it is empty; dates yyyyMMdd, yes and no as 1 and 0.

    Raises ``Odd`` with a code of ``roster_reasons``. Identity numbers are only tidied here: their check
    needs the document type of the row.
    """
    text = cell if type(cell) is str else text_of(cell, column)
    if not ids.plain(text):
        return ""
    if column.name in ("START", "END"):
        end = column.name == "END"
        return _day(text) if column.size == 8 else ids.moment_text(ids.moment(text, end=end), end=end)
    value = _READERS.get(column.name, ids.plain)(text)
    if len(value) > column.size:
        raise Odd("too-long")
    return value
