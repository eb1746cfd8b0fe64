"""Specialty tables in: a file of ``code,name``, as csv or xlsx (Art. 2; 招标投标法实施条例 45).

Any edition may be read: the trial classification of 2010, 发改法规〔2018〕316号, or a province's own.
"""

from __future__ import annotations

import csv
from dataclasses import dataclass
from hashlib import sha256
from io import BytesIO, StringIO
from itertools import islice
from pathlib import Path

from python_calamine import CalamineWorkbook

from draw_service.documents.workbook_guard import MAX_FILE, check_open_workbook, sound_or_refused
from draw_service.rules.identifiers import compact, plain
from draw_service.rules.refusals import FileRefused

MOST_ROWS, MOST_INFLATED = 20_000, 32 * 2**20
"""Far beyond any classification."""
_CODES = frozenset({"CODE", "代码", "编码", "专业代码", "专业编号"})
_NAMES = frozenset({"NAME", "名称", "专业名称", "专业"})


@dataclass(frozen=True, slots=True)
class SpecialtyFile:
    """``(code, name)`` rows as written, the header named ``code``, ``name``; hex SHA-256 of the file."""

    rows: tuple[tuple[str, ...], ...]
    sha256: str


def read_specialties(path: Path) -> SpecialtyFile:
    """Read the first sheet of an xlsx or a csv in UTF-8 or GB 18030. Raises ``FileRefused``."""
    try:
        if path.stat().st_size > MAX_FILE:
            raise FileRefused(zh="文件超过64 MiB", en="the file is larger than 64 MiB")
        data = path.read_bytes()
    except OSError as error:
        raise FileRefused(zh="文件打不开", en="the file cannot be opened") from error
    return read_specialty_bytes(data, xlsx=path.suffix.lower() == ".xlsx")


def read_specialty_bytes(data: bytes, *, xlsx: bool) -> SpecialtyFile:
    """The same for a file that was sent."""
    rows = _xlsx(data) if xlsx else _csv(data)
    if not any(any(row) for row in rows):
        raise FileRefused(zh="文件里没有一行内容", en="there is no row in it")
    first = rows[0][:2] if rows else ()
    if len(first) == 2 and compact(first[0]) in _CODES and compact(first[1]) in _NAMES:
        rows[0] = ("code", "name")
    return SpecialtyFile(tuple(rows), sha256(data).hexdigest())


def _xlsx(data: bytes) -> list[tuple[str, ...]]:
    check_open_workbook(BytesIO(data), MOST_ROWS, MOST_INFLATED)
    with sound_or_refused(), CalamineWorkbook.from_filelike(BytesIO(data)) as book:
        cells = book.get_sheet_by_index(0).to_python()
    return [tuple(plain(str(cell)) for cell in row[:2]) for row in cells]


def _csv(data: bytes) -> list[tuple[str, ...]]:
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        try:
            text = data.decode("gb18030")
        except UnicodeDecodeError as error:
            raise FileRefused(zh="不是UTF-8或GB 18030文本", en="neither UTF-8 nor GB 18030 text") from error
    try:
        lines = islice(csv.reader(StringIO(text, newline=None), strict=True), MOST_ROWS + 1)
        rows = [tuple(plain(cell) for cell in row) for row in lines]
    except csv.Error as error:
        raise FileRefused(zh="不是完好的csv文件", en="this is not a sound csv file") from error
    if len(rows) > MOST_ROWS:
        raise FileRefused(zh=f"超过{MOST_ROWS}行", en=f"more than {MOST_ROWS} rows")
    return rows
