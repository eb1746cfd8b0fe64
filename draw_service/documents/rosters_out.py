"""Rosters out: export, blank template, and the report of what an import refused (Art. 2).

Every cell is written as text, so nothing a name or an address says can run as a formula and no number loses
a digit. Headers read 中文(STANDARD_NAME); ``rosters_in`` reads the same file back.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import date, datetime, time, timedelta
from pathlib import Path

import xlsxwriter
from xlsxwriter.exceptions import FileCreateError
from xlsxwriter.worksheet import Worksheet

from draw_service.rules.people import ExpertRecord
from draw_service.rules.roster_cells import Cell
from draw_service.rules.roster_columns import SHEETS, Sheet, SheetKind
from draw_service.rules.roster_records import rows_of
from draw_service.rules.roster_rows import RawRow, RowProblem

_REPORT_HEADS = ("工作表/Sheet", "行/Row", "列/Column", "值/Value", "代码/Code", "原因", "Reason")
_LONGEST_CELL = 32_767
_CREATED = datetime(2000, 1, 1)  # noqa: DTZ001 -- a fixed stamp: the same roster gives the same file


def write_roster(records: Iterable[ExpertRecord], path: Path) -> int:
    """Write every expert with all fields; returns how many. Raises ``OSError`` when it cannot be written."""
    count = 0
    with _workbook(path) as book:
        sheets = {sheet.kind: _Table(book, sheet) for sheet in SHEETS}
        for count, record in enumerate(records, start=1):  # noqa: B007
            for kind, rows in rows_of(record).items():
                sheets[kind].add(rows)
    return count


def write_rows(rows: Mapping[SheetKind, Sequence[Mapping[str, Cell]]], path: Path) -> None:
    """Write rows by standard column name as they are, numbers as numbers: what an office might hand in."""
    with _workbook(path) as book:
        for sheet in SHEETS:
            _Table(book, sheet).add(rows.get(sheet.kind, ()))


def write_template(path: Path) -> None:
    """A blank roster: all sheets, all headers, cells formatted as text."""
    write_rows({}, path)


def write_report(problems: Sequence[RowProblem], rows: Iterable[RawRow], path: Path) -> None:
    """Each problem with its reason in both languages beside the row it stands in.

    The problem's own value stays masked; the original row goes back unmasked, to the one who sent it.
    """
    wanted = {(problem.sheet, problem.row) for problem in problems}
    originals = {(row.sheet, row.row): row for row in rows if (row.sheet, row.row) in wanted}
    headers = list(dict.fromkeys(header for row in originals.values() for header in row.cells))
    with _workbook(path) as book:
        sheet = book.add_worksheet("问题行")
        bold = book.add_format({"bold": True})
        for column, head in enumerate((*_REPORT_HEADS, *headers)):
            _text(sheet, 0, column, head, bold)
        for line, problem in enumerate(problems, start=1):
            where = (problem.sheet, problem.row, problem.column, problem.value)
            said = (*where, problem.code, problem.zh, problem.en)
            original = originals.get((problem.sheet, problem.row))
            cells = [original.cells.get(header) for header in headers] if original else []
            for column, cell in enumerate((*said, *cells)):
                _text(sheet, line, column, cell)
        sheet.freeze_panes(1, 0)
        sheet.autofilter(0, 0, len(problems), len(_REPORT_HEADS) - 1)


class _Table:
    """One sheet with its header, filled from the top."""

    def __init__(self, book: xlsxwriter.Workbook, sheet: Sheet) -> None:
        self.columns = {column.name: n for n, column in enumerate(sheet.columns)}
        self.sheet = book.add_worksheet(sheet.zh)
        self.next = 1
        as_text = book.add_format({"num_format": "@"})
        head = book.add_format({"bold": True, "num_format": "@"})
        for n, column in enumerate(sheet.columns):
            self.sheet.set_column(n, n, max(12, min(column.size, 24)), as_text)
            _text(self.sheet, 0, n, column.header, head)
        self.sheet.freeze_panes(1, 0)

    def add(self, rows: Iterable[Mapping[str, Cell]]) -> None:
        for row in rows:
            for name, cell in row.items():
                if isinstance(cell, int | float) and not isinstance(cell, bool):
                    self.sheet.write_number(self.next, self.columns[name], cell)
                else:
                    _text(self.sheet, self.next, self.columns[name], cell)
            self.next += 1


@contextmanager
def _workbook(path: Path) -> Iterator[xlsxwriter.Workbook]:
    try:
        with xlsxwriter.Workbook(str(path), {"in_memory": True}) as book:
            book.set_properties({"created": _CREATED})
            yield book
    except FileCreateError as error:
        raise OSError(f"cannot write {path}") from error


def _text(sheet: Worksheet, row: int, column: int, cell: Cell, style: object = None) -> None:
    """Write a cell as a text cell, whatever it looks like; empty cells are not written."""
    if isinstance(cell, date | datetime | time | timedelta):
        cell = str(cell)
    elif isinstance(cell, float) and cell.is_integer():
        cell = f"{cell:.0f}"
    if cell is not None and cell != "":
        sheet.write_string(row, column, str(cell)[:_LONGEST_CELL], style)
