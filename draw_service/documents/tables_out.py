"""A table on a sheet of a workbook that leaves the house: a title, heads, rows."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import xlsxwriter

Cell = str | int | float
TEXT = {"num_format": 49}
"""The built-in format ``@``: what a cell holds stays text whatever it begins with, when it is edited, too."""


def write_table(
    book: xlsxwriter.Workbook, name: str, title: str, heads: Sequence[str], rows: Iterable[Sequence[Cell]]
) -> None:
    """Text is written as text and shown as text: a firm may be called ``=1+1``, no cell is ever a formula or
    becomes one when somebody edits it."""
    sheet = book.add_worksheet(name)
    bold, as_text = book.add_format({"bold": True, **TEXT}), book.add_format(TEXT)
    sheet.write_string(0, 0, title, as_text)
    for column, head in enumerate(heads):
        sheet.write_string(1, column, head, bold)
    for row, cells in enumerate(rows, 2):
        for column, cell in enumerate(cells):
            if isinstance(cell, str):
                sheet.write_string(row, column, cell, as_text)
            else:
                sheet.write_number(row, column, cell)
