"""Before a workbook is opened: is it one, and does it stay within what this machine can hold?

A small file can unpack to gigabytes, and a single cell in the far corner of a sheet makes the reader set
aside room for the whole rectangle. Both are looked for in the compressed file, with bounded memory.
"""

from __future__ import annotations

import re
import struct
import zipfile
import zlib
from collections.abc import Iterator
from io import SEEK_END
from pathlib import Path
from typing import BinaryIO

from draw_service.rules.refusals import FileRefused

MAX_FILE = 64 * 2**20
MAX_INFLATED = 1 * 2**30
MAX_ROWS = 1_000_000
MAX_COLUMNS = 104
MAX_PARTS = 2_000
_CHUNK = 2**20
_OVERLAP = 64
_FAR_COLUMN = re.compile(rb"\br=[\"'](?:[A-Z]{3,}|[D-Z][A-Z])[0-9]")
_FAR_COLUMN_HINT = re.compile(rb"r=[\"'](?:[A-Z]{3,}|[D-Z][A-Z])[0-9]")
"""The same without the look before it: quick, and seldom there."""
_FAR_ROW_HINT = rb"r=[\"'][A-Z]{0,3}[0-9]{%d,}"
_FAR_ROW = rb"\br=[\"'][A-Z]{0,3}([0-9]{%d,})[\"']"
"""``%d``: digits of the last row allowed."""
_HIDDEN_SHEET = re.compile(rb"<(?:[\w.-]{1,20}:)?sheetData|s\0h\0e\0e\0t\0D")
"""A sheet where none is looked for, or in an encoding in which nothing would be found."""
_DIGITS = 18
_FarRow = tuple[re.Pattern[bytes], re.Pattern[bytes]]
_LOCAL_HEADER = struct.Struct("<26xHH")


def check_workbook(path: Path) -> None:
    """Refuse a file that is no xlsx or is too large, raising ``FileRefused``."""
    try:
        with path.open("rb") as file:
            check_open_workbook(file, MAX_ROWS, MAX_INFLATED)
    except OSError as error:
        raise FileRefused(zh="文件打不开", en="the file cannot be opened") from error


def check_open_workbook(file: BinaryIO, rows: int, inflated: int) -> None:
    """The same for bytes that never touch the disk; the file is left anywhere. ``rows`` of a sheet and
    ``inflated`` bytes in all are allowed."""
    if file.seek(0, SEEK_END) > MAX_FILE:
        raise FileRefused(zh="文件超过64 MiB", en="the file is larger than 64 MiB")
    try:
        with zipfile.ZipFile(file) as archive:
            parts = archive.infolist()
            if len(parts) > MAX_PARTS or "[Content_Types].xml" not in archive.namelist():
                raise zipfile.BadZipFile
            digits, left = len(str(rows)), inflated
            far_row = re.compile(_FAR_ROW % digits), re.compile(_FAR_ROW_HINT % digits)
            for part in parts:
                is_sheet = part.filename.startswith("xl/worksheets/")
                left = _check_part(file, part, left, rows, far_row if is_sheet else None)
    except (zipfile.BadZipFile, zlib.error, struct.error, OSError, ValueError, NotImplementedError) as error:
        raise FileRefused(zh="不是完好的xlsx文件", en="this is not a sound xlsx file") from error


def _check_part(file: BinaryIO, part: zipfile.ZipInfo, left: int, rows: int, far_row: _FarRow | None) -> int:
    """Count what one part really unpacks to, whatever its header says; look for far-away cells in a sheet
    (None: it is none)."""
    tail = b""
    for chunk in _inflated(file, part):
        left -= len(chunk)
        if left < 0:
            raise FileRefused(zh="解压后过大", en="the file unpacks to more than is taken")
        seen = tail + chunk
        tail = seen[-_OVERLAP:]
        if far_row is None:
            if _HIDDEN_SHEET.search(seen):
                raise zipfile.BadZipFile
        elif b"\0" in chunk:
            raise zipfile.BadZipFile
        else:
            if _FAR_COLUMN_HINT.search(seen) and _FAR_COLUMN.search(seen):
                raise FileRefused(zh=f"超过{MAX_COLUMNS}列", en=f"more than {MAX_COLUMNS} columns")
            exact, hint = far_row
            if hint.search(seen) and any(
                len(row[1]) > _DIGITS or int(row[1]) > rows + 1 for row in exact.finditer(seen)
            ):
                raise FileRefused(zh=f"超过{rows}行", en=f"more than {rows} rows")
    return left


def _inflated(file: BinaryIO, part: zipfile.ZipInfo) -> Iterator[bytes]:
    if part.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED) or part.flag_bits & 1:
        raise zipfile.BadZipFile
    file.seek(part.header_offset)
    name, extra = _LOCAL_HEADER.unpack(file.read(_LOCAL_HEADER.size))
    file.seek(name + extra, 1)
    waiting = part.compress_size
    machine = zlib.decompressobj(-zlib.MAX_WBITS) if part.compress_type == zipfile.ZIP_DEFLATED else None
    while waiting > 0:
        data = file.read(min(_CHUNK, waiting))
        if not data:
            raise zipfile.BadZipFile
        waiting -= len(data)
        if machine is None:
            yield data
            continue
        while data:
            yield machine.decompress(data, _CHUNK)
            data = machine.unconsumed_tail
