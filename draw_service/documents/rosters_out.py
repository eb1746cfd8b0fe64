"""Rosters out: the export, and the report of what an import refused (Art. 2).

Every cell is written as text, so nothing a name or an address says can run as a formula and no number loses
a digit. Headers read 中文(STANDARD_NAME); ``rosters_in`` reads the same file back. What is written is for its
owner alone (mode 0600).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import date, datetime, time, timedelta
from io import BytesIO
from pathlib import Path

import xlsxwriter
from xlsxwriter.worksheet import Worksheet

from draw_service.documents.private_file import write_private
from draw_service.documents.roster_choices import column_said, reason_said
from draw_service.documents.tables_out import TEXT
from draw_service.rules.people import ExpertRecord
from draw_service.rules.roster_cells import Cell
from draw_service.rules.roster_columns import SHEETS, Sheet, SheetKind
from draw_service.rules.roster_records import rows_of
from draw_service.rules.roster_rows import RawRow, RowProblem

_REPORT_MARK = "含完整个人信息，请勿外传。 Holds whole personal data: keep it to yourself."
_REPORT_HEADS = (
    ("工作表/Sheet", 12),
    ("行/Row", 8),
    ("列/Column", 16),
    ("值/Value", 22),
    ("代码/Code", 18),
    ("原因", 60),
    ("Reason", 60),
)
"""Head and width in characters."""
_LONGEST_CELL = 32_767
_CREATED = datetime(2000, 1, 1)  # noqa: DTZ001 -- a fixed stamp: the same roster gives the same file


def write_roster(records: Iterable[ExpertRecord], path: Path, *, replace: bool = False) -> int:
    """Write every expert with all fields; returns how many. Raises ``OSError`` when it cannot be written."""
    count = 0
    with workbook(path, replace=replace) as book:
        sheets = {sheet.kind: Table(book, sheet) for sheet in SHEETS}
        for count, record in enumerate(records, start=1):  # noqa: B007
            for kind, rows in rows_of(record).items():
                sheets[kind].add(rows)
    return count


def write_rows(rows: Mapping[SheetKind, Sequence[Mapping[str, Cell]]], path: Path) -> None:
    """Write rows by standard column name as they are, numbers as numbers: what an office might hand in."""
    with workbook(path) as book:
        for sheet in SHEETS:
            Table(book, sheet).add(rows.get(sheet.kind, ()))


def write_report(problems: Sequence[RowProblem], rows: Iterable[RawRow], path: Path) -> None:
    """Each problem with its reason in both languages beside the row it stands in.

    The problem's own value stays masked; the original row goes back unmasked, to the one who sent it.
    """
    wanted = {(problem.sheet, problem.row) for problem in problems}
    originals = {(row.sheet, row.row): row for row in rows if (row.sheet, row.row) in wanted}
    headers = list(dict.fromkeys(header for row in originals.values() for header in row.cells))
    with workbook(path) as book:
        sheet = book.add_worksheet("问题行")
        bold, as_text = book.add_format({"bold": True, **TEXT}), book.add_format(TEXT)
        write_text(sheet, 0, 0, _REPORT_MARK, bold)
        for column, (head, width) in enumerate((*_REPORT_HEADS, *((header, 20) for header in headers))):
            sheet.set_column(column, column, width)
            write_text(sheet, 1, column, head, bold)
        for line, problem in enumerate(problems, start=2):
            where = (problem.sheet, problem.row, column_said(problem, "zh"), problem.value)
            said = (*where, problem.code, reason_said(problem, "zh"), reason_said(problem, "en"))
            original = originals.get((problem.sheet, problem.row))
            cells = [original.cells.get(header) for header in headers] if original else []
            for column, cell in enumerate((*said, *cells)):
                write_text(sheet, line, column, cell, as_text)
        sheet.freeze_panes(2, 0)
        sheet.autofilter(1, 0, len(problems) + 1, len(_REPORT_HEADS) - 1)


class Table:
    """One sheet with its header, filled from the top; ``marks``: mandatory columns have an asterisk."""

    def __init__(self, book: xlsxwriter.Workbook, sheet: Sheet, *, marks: bool = False) -> None:
        self.columns = {column.name: n for n, column in enumerate(sheet.columns)}
        self.sheet = book.add_worksheet(sheet.zh)
        self.next = 1
        as_text = book.add_format(TEXT)
        head = book.add_format({"bold": True, **TEXT})
        for n, column in enumerate(sheet.columns):
            header = f"*{column.header}" if marks and column.mandatory else column.header
            self.sheet.set_column(n, n, max(len(header) + 6, min(column.size, 24)), as_text)
            write_text(self.sheet, 0, n, header, head)
        self.sheet.freeze_panes(1, 0)

    def add(self, rows: Iterable[Mapping[str, Cell]]) -> None:
        for row in rows:
            for name, cell in row.items():
                if isinstance(cell, int | float) and not isinstance(cell, bool):
                    self.sheet.write_number(self.next, self.columns[name], cell)
                else:
                    write_text(self.sheet, self.next, self.columns[name], cell)
            self.next += 1


@contextmanager
def workbook(path: Path, *, replace: bool = False) -> Iterator[xlsxwriter.Workbook]:
    """A workbook that is written to ``path`` when the block ends well."""
    data = BytesIO()
    with xlsxwriter.Workbook(data, {"in_memory": True}) as book:
        book.set_properties({"created": _CREATED})
        yield book
    write_private(path, data.getvalue(), replace=replace)


def write_text(sheet: Worksheet, row: int, column: int, cell: Cell, style: object = None) -> None:
    """Write a cell as a text cell, whatever it looks like; empty cells are not written."""
    if isinstance(cell, date | datetime | time | timedelta):
        cell = str(cell)
    elif isinstance(cell, float) and cell.is_integer():
        cell = f"{cell:.0f}"
    if cell is not None and cell != "":
        sheet.write_string(row, column, str(cell)[:_LONGEST_CELL], style)
