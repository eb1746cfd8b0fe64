"""Before a workbook is opened: is it one, and does it stay within what this machine can hold?

A small file can unpack to gigabytes, and a single cell in the far corner of a sheet makes the reader set
aside room for the whole rectangle, until the process dies of it. Both are looked for in the compressed file,
with bounded memory; a sheet whose cells do not say plainly where they stand is refused, and so is a workbook
of another kind in the same wrapping, which the reader would open as well.
"""

from __future__ import annotations

import re
import struct
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from io import SEEK_END
from pathlib import Path
from typing import BinaryIO

from python_calamine import CalamineError

from draw_service.rules.refusals import FileRefused

MAX_FILE = 64 * 2**20
MAX_INFLATED = 1 * 2**30
MAX_ROWS = 1_000_000
MAX_COLUMNS = 104
MAX_PARTS = 2_000
SENT_ROWS, SENT_INFLATED = 100_000, 2**28
"""Of a workbook sent through a page, which holds a thread of the service while it is read."""
_CHUNK = 2**20
_OVERLAP = 64
_FAR_COLUMN = re.compile(rb"\br=[\"'](?:[A-Z]{3,}|[D-Z][A-Z])[0-9]")
_FAR_COLUMN_HINT = re.compile(rb"r=[\"'](?:[A-Z]{3,}|[D-Z][A-Z])[0-9]")
"""The same without the look before it: quick, and seldom there."""
_FAR_ROW_HINT = rb"r=[\"'][A-Z]{0,3}[0-9]{%d,}"
_FAR_ROW = rb"\br=[\"'][A-Z]{0,3}([0-9]{%d,})[\"']"
"""``%d``: digits of the last row allowed."""
_HIDDEN_SHEET = re.compile(rb"[<:]sheetData")
_HIDDEN_WIDE = b"s\0h\0e\0e\0t\0D"
"""A sheet where none is looked for, or in an encoding in which nothing would be found."""
_CELL = re.compile(rb"<(?:[^<>\s/:]*:)?c[\s/>]")
_PLACED = re.compile(
    rb"<(?:[\w.-]+:)?c(?:\s+[\w:.-]+=(?:\"[^\"<]*\"|'[^'<]*'))*?\s+r=([\"'])[A-Z]{1,3}[0-9]{1,18}\1"
    rb"(?:\s+(?!r\s*=)[\w:.-]+\s*=\s*(?:\"[^\"<]*\"|'[^'<]*'))*+\s*/?>"
)
"""A cell, and one that says where it stands as ``r="B7"`` and nothing else after that: the reader goes by the
last place."""
_REST = rb"(?: [a-qs-z][A-Za-z0-9:]*+=\"[^\"<>]*+\")*+ ?/?>"
_MOSTLY = rb"(?: s=\"[0-9]++\")?+(?: t=\"s\")?+>"
"""What ``_REST`` is of nearly every cell: tried first, since each of a million is looked at."""
_UNUSUAL = (
    rb"<(?:c(?! r=\"[A-Z]?+[0-9]{1,%d}+\"(?:" + _MOSTLY + rb"|" + _REST + rb")|ol)"
    rb"|row(?! r=\"[0-9]{1,%d}+\"" + _REST + rb"))"
)
_NAMED = re.compile(rb":(?:c|row)")
"""A row or a cell written otherwise than nearly all are, ``<c r="B7">`` with no second place behind the first
(the reader goes by the last), or not quite near: without one, and without a named space, nothing else has to
be looked for. ``%d``: one digit less than the last row has."""
_LONGEST_TAG = 2**16
_OTHER_KINDS = ("content.xml", "mimetype", "workbook.bin")
"""Of an OpenDocument or a binary workbook."""
_FIRST, _LAST = b"PK\x03\x04", struct.Struct("<4s16xH")
"""How an archive begins, and its last record, with the length of a comment behind it."""
_DIGITS = 18
_FarRow = tuple[re.Pattern[bytes], re.Pattern[bytes], re.Pattern[bytes]]
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
    ``inflated`` bytes in all are allowed; at least ten rows."""
    size = file.seek(0, SEEK_END)
    if size > MAX_FILE:
        raise FileRefused(zh="文件超过64 MiB", en="the file is larger than 64 MiB")
    try:
        _check_ends(file, size)
        with zipfile.ZipFile(file) as archive:
            parts, names = archive.infolist(), archive.namelist()
            if len(parts) > MAX_PARTS or "[Content_Types].xml" not in names:
                raise zipfile.BadZipFile
            if any(name.lower().endswith(_OTHER_KINDS) for name in names):
                raise zipfile.BadZipFile
            digits, left = len(str(rows)), inflated
            unusual = re.compile(_UNUSUAL % (digits - 1, digits - 1))
            far_row = re.compile(_FAR_ROW % digits), re.compile(_FAR_ROW_HINT % digits), unusual
            for part in parts:
                is_sheet = part.filename.startswith("xl/worksheets/")
                left = _check_part(file, part, left, rows, far_row if is_sheet else None)
    except (zipfile.BadZipFile, zlib.error, struct.error, OSError, ValueError, NotImplementedError) as error:
        raise FileRefused(zh="不是完好的xlsx文件", en="this is not a sound xlsx file") from error


@contextmanager
def sound_or_refused() -> Iterator[None]:
    """Around the reader: whatever it finds wrong with a file is ``FileRefused``."""
    try:
        yield
    except (CalamineError, OSError, ValueError, IndexError) as error:
        raise FileRefused(zh="不是完好的xlsx文件", en="this is not a sound xlsx file") from error
    except BaseException as error:
        # The reader is native code; where it gives up it raises a PanicException, which is no Exception.
        if type(error).__name__ != "PanicException":
            raise
        raise FileRefused(zh="不是完好的xlsx文件", en="this is not a sound xlsx file") from None


def _check_ends(file: BinaryIO, size: int) -> None:
    """Refuse an archive behind something else or with something behind it: another reader could see another
    archive in it."""
    file.seek(0)
    first = file.read(len(_FIRST))
    file.seek(max(0, size - _LAST.size))
    mark, comment = _LAST.unpack(file.read(_LAST.size))
    if (first, mark, comment) != (_FIRST, b"PK\x05\x06", 0):
        raise zipfile.BadZipFile


def _check_part(file: BinaryIO, part: zipfile.ZipInfo, left: int, rows: int, far_row: _FarRow | None) -> int:
    """Count what one part really unpacks to, whatever its header says; look for far-away cells in a sheet
    (None: it is none)."""
    tail, tag, lines, usual = b"", b"", 0, True
    for chunk in _inflated(file, part):
        left -= len(chunk)
        if left < 0:
            raise FileRefused(zh="解压后过大", en="the file unpacks to more than is taken")
        whole, tag = (chunk, b"") if far_row is None else _whole_tags(tag + chunk)
        before, tail = tail, (tail + whole[-_OVERLAP:])[-_OVERLAP:]
        if far_row is None:
            seen = before + whole
            if _HIDDEN_WIDE in seen or (b"sheetData" in seen and _HIDDEN_SHEET.search(seen)):
                raise zipfile.BadZipFile
        elif b"\0" in chunk:
            raise zipfile.BadZipFile
        else:
            exact, hint, unusual = far_row
            lines += whole.count(b"<row")
            usual = usual and not unusual.search(whole) and not _NAMED.search(whole)
            seen = b"" if usual else before + whole
            if not usual:
                _check_cells(whole)
                if _FAR_COLUMN_HINT.search(seen) and _FAR_COLUMN.search(seen):
                    raise FileRefused(zh=f"超过{MAX_COLUMNS}列", en=f"more than {MAX_COLUMNS} columns")
                lines += whole.count(b":row")  # a named space doubles them: at both ends
            if lines > 2 * rows + _DIGITS or (
                not usual
                and hint.search(seen)
                and any(len(row[1]) > _DIGITS or int(row[1]) > rows + 1 for row in exact.finditer(seen))
            ):
                raise FileRefused(zh=f"超过{rows}行", en=f"more than {rows} rows")
    _check_cells(tag)
    return left


def _whole_tags(seen: bytes) -> tuple[bytes, bytes]:
    """What was seen up to the last tag, and that tag when it goes on beyond."""
    cut = seen.rfind(b"<")
    if cut < 0 or b">" in seen[cut:]:
        cut = len(seen)
    elif len(seen) - cut > _LONGEST_TAG:
        raise zipfile.BadZipFile
    return seen[:cut], seen[cut:]


def _check_cells(whole: bytes) -> None:
    """Refuse a cell that does not say where it stands."""
    if sum(1 for _one in _CELL.finditer(whole)) != sum(1 for _one in _PLACED.finditer(whole)):
        raise zipfile.BadZipFile


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
