"""A bidder list as people have it: a first sheet of an xlsx, or cells pasted from one (Art. 12)."""

from __future__ import annotations

import re
from collections.abc import Iterable
from io import BytesIO

from python_calamine import CalamineWorkbook

from draw_service.documents.workbook_guard import check_open_workbook, sound_or_refused
from draw_service.rules.identifiers import plain

MOST_ROWS, MOST_INFLATED = 5_000, 32 * 2**20
"""Far beyond any bidder list. The reader sets aside room for the whole rectangle up to the last cell."""
_BETWEEN = re.compile(r"[\t,，;；|]")


def read_sheet(data: bytes) -> list[list[str]]:
    """The cells of the first sheet of an xlsx, read in memory. Raises ``FileRefused``."""
    check_open_workbook(BytesIO(data), MOST_ROWS, MOST_INFLATED)
    with sound_or_refused(), CalamineWorkbook.from_filelike(BytesIO(data)) as book:
        rows = book.get_sheet_by_index(0).to_python(skip_empty_area=False)
    return [[plain(str(cell)) for cell in row] for row in rows]


def read_pasted(lines: Iterable[str]) -> list[list[str]]:
    """Rows of pasted cells, divided by tabs, or by commas, semicolons and bars where people type them."""
    return [[plain(cell) for cell in _BETWEEN.split(line)] for line in lines]
