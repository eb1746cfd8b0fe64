"""Evidence files: what may be kept beside an entry (Art. 20; rules.md section 4). The kind is told by the
first bytes, never by the name; a workbook with macros is refused."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from typing import Literal

from scoring.rules.refusals import EvidenceRefused

FileKind = Literal["pdf", "png", "jpeg", "mp4", "xlsx"]
MOST = 20 << 20
"""Bytes one file may have."""

_MAGIC: tuple[tuple[FileKind, int, bytes], ...] = (
    ("pdf", 0, b"%PDF-"),
    ("png", 0, b"\x89PNG\r\n\x1a\n"),
    ("jpeg", 0, b"\xff\xd8\xff"),
    ("mp4", 4, b"ftyp"),
)
_ZIP = b"PK\x03\x04"


@dataclass(frozen=True, slots=True, repr=False)
class Evidence:
    """One file. ``digest``: hex SHA-256 of its bytes; ``name``: as the sender called it, kept encrypted."""

    id: str
    entry: str
    digest: str
    kind: FileKind
    size: int
    name: str
    added_by: str
    added_at: datetime


def kind_of(data: bytes) -> FileKind:
    """Raises ``EvidenceRefused`` for an empty or too large file and for another kind."""
    if not data:
        raise _refused("文件是空的", "it is empty")
    if len(data) > MOST:
        raise _refused("文件过大", "it is too large")
    for kind, offset, magic in _MAGIC:
        if data[offset : offset + len(magic)] == magic:
            return kind
    if data.startswith(_ZIP) and b"xl/workbook.xml" in data:
        if b"vbaProject" in data:
            raise _refused("表格含宏", "the workbook holds macros")
        return "xlsx"
    raise _refused("类型不在允许之列", "its kind is not allowed")


def digest_of(data: bytes) -> str:
    return sha256(data).hexdigest()


def _refused(zh: str, en: str) -> EvidenceRefused:
    return EvidenceRefused(zh=zh, en=en, total=MOST >> 20)
