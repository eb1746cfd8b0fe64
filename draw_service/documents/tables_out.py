"""A table on a sheet of a workbook that leaves the house: a title, heads, rows."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import xlsxwriter

Cell = str | int | float


def write_table(
    book: xlsxwriter.Workbook, name: str, title: str, heads: Sequence[str], rows: Iterable[Sequence[Cell]]
) -> None:
    """Text is written as text: a firm may be called ``=1+1``, no cell is ever a formula."""
    sheet = book.add_worksheet(name)
    bold = book.add_format({"bold": True})
    sheet.write_string(0, 0, title)
    for column, head in enumerate(heads):
        sheet.write_string(1, column, head, bold)
    for row, cells in enumerate(rows, 2):
        for column, cell in enumerate(cells):
            if isinstance(cell, str):
                sheet.write_string(row, column, cell)
            else:
                sheet.write_number(row, column, cell)
