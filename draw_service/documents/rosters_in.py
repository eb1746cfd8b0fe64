"""Rosters in: the rows of an xlsx exactly as its cells stand (Art. 2).

Numbers stay numbers and text stays text, so that the rules can tell an identity number that lost its digits
from one that did not; formulas arrive as the values the spreadsheet saved.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from hashlib import sha256
from io import BytesIO
from pathlib import Path

from python_calamine import CalamineSheet, CalamineWorkbook, SheetTypeEnum

from draw_service.documents.roster_template import NOTES
from draw_service.documents.workbook_guard import (
    MAX_COLUMNS,
    MAX_ROWS,
    SENT_INFLATED,
    SENT_ROWS,
    check_open_workbook,
    check_workbook,
    sound_or_refused,
)
from draw_service.rules.refusals import FileRefused
from draw_service.rules.roster_cells import Cell, HeadedCells
from draw_service.rules.roster_columns import EXPERTS, column_of
from draw_service.rules.roster_rows import RawRow
from draw_service.usecases.pool.import_roster import steadily

_EMPTY = ("", None)
_TITLE_ROWS = 10
"""How far down the header may stand below a title."""


@dataclass(frozen=True, slots=True)
class RosterFile:
    """All data rows of the sheets that have a header, and the hex SHA-256 of the file."""

    rows: tuple[RawRow, ...] = field(repr=False)
    sha256: str


def read_roster(source: Path | bytes) -> RosterFile:
    """A file of this machine, or the bytes of one that was sent, which may hold less. Raises ``FileRefused``
    for one that is broken, too large or no xlsx.

    Empty rows and sheets without a header we know are passed over.
    """
    if isinstance(source, bytes):
        check_open_workbook(BytesIO(source), SENT_ROWS, SENT_INFLATED)
    else:
        check_workbook(source)
    with sound_or_refused(), steadily(), _opened(source) as book:
        found = [meta.name for meta in book.sheets_metadata if meta.typ == SheetTypeEnum.WorkSheet]
        sheets = [name for name in found if name != NOTES]
        rows = [row for name in sheets for row in _rows(name, book.get_sheet_by_name(name))]
    digest = sha256(source if isinstance(source, bytes) else source.read_bytes()).hexdigest()
    return RosterFile(tuple(rows), digest)


def _opened(source: Path | bytes) -> CalamineWorkbook:
    if isinstance(source, bytes):
        return CalamineWorkbook.from_filelike(BytesIO(source))
    return CalamineWorkbook.from_path(source)


def _rows(name: str, sheet: CalamineSheet) -> list[RawRow]:
    if sheet.height > MAX_ROWS + _TITLE_ROWS or sheet.width > MAX_COLUMNS:
        raise FileRefused(zh="超过一百万行或列数过多", en="more than a million rows, or too many columns")
    # The reader leaves out empty rows above the first cell, so rows are counted from where it starts.
    first = sheet.start[0] + 1 if sheet.start else 1
    cells = sheet.to_python(skip_empty_area=True)
    at = next((n for n, row in enumerate(cells[:_TITLE_ROWS]) if _is_header(row)), None)
    if at is None:
        return []
    headers = tuple(_distinct(cells[at]))
    return [
        RawRow(name, first + n, HeadedCells(headers, row))
        for n, row in enumerate(cells[at + 1 :], at + 1)
        if row[0] not in _EMPTY or any(cell not in _EMPTY for cell in row)
    ]


def _is_header(row: Sequence[Cell]) -> bool:
    """Whether the row names an identity-number column, which every sheet of ours has."""
    columns = (column_of(EXPERTS, cell) for cell in row if isinstance(cell, str))
    return any(column is not None and column.name == "ID_CARD" for column in columns)


def _distinct(row: Sequence[Cell]) -> list[str]:
    """Header texts made distinct by trailing spaces, so that a column that stands twice is noticed."""
    headers: list[str] = []
    for cell in row:
        header = "" if cell is None else str(cell)
        while header in headers:
            header += " "
        headers.append(header)
    return headers
