"""Several papers bound as one numbered PDF (财务管理制度 16(8)): the same papers give the same bytes.

Papers of the house are PDF/A and stay so in the book; with a scan in it nobody can promise that, and the book
does not claim it.
"""

from __future__ import annotations

import zlib
from collections.abc import Sequence
from datetime import datetime
from io import BytesIO

from pypdf import PdfReader, PdfWriter
from pypdf.errors import PyPdfError
from pypdf.generic import NameObject

from draw_service.documents.typesetting import typeset

_BROKEN = (
    *(PyPdfError, ValueError, KeyError, TypeError, AttributeError, IndexError, OSError),
    *(RecursionError, NotImplementedError, zlib.error),
)
"""Whatever a file that somebody uploads may make the reader stumble over."""


def pages_of(pdf: bytes) -> int:
    """How many pages a PDF has. Raises ``ValueError`` for what is none, is damaged, or has a password."""
    try:
        reader = PdfReader(BytesIO(pdf), strict=False)
        if reader.is_encrypted or not pdf.startswith(b"%PDF-"):
            raise ValueError("a PDF without a password")
        count = len(reader.pages)
        for page in reader.pages:
            page.mediabox  # noqa: B018 - a damaged page says so here
    except _BROKEN:
        raise ValueError("a PDF without a password") from None
    return count


def bind(cover: bytes, parts: Sequence[tuple[str, bytes]], at: datetime, lang: str, *, scans: bool) -> bytes:
    """``cover`` first, then each part with its label ("附件 2 …") and a running page number on every page.
    ``scans``: some part is no paper of the house. Raises ``ValueError`` for a part that cannot be bound."""
    try:
        return _bound(cover, parts, at, lang, scans)
    except _BROKEN:
        raise ValueError("a part that cannot be bound") from None


def _bound(cover: bytes, parts: Sequence[tuple[str, bytes]], at: datetime, lang: str, scans: bool) -> bytes:
    book = PdfWriter(clone_from=BytesIO(cover))
    counts = [pages_of(pdf) for _label, pdf in parts]
    total, running = sum(counts), 0
    marks = []
    for (label, _pdf), count in zip(parts, counts, strict=True):
        for _ in range(count):
            running += 1
            marks.append(f"{label}　{running} / {total}")
    if marks:
        facts = {"title": "", "lang": lang, "marks": marks}
        laid = PdfReader(BytesIO(typeset("page_numbers", facts, at)))
        first = len(book.pages)
        for _label, pdf in parts:
            book.append(BytesIO(pdf), import_outline=False)
        for number, mark in enumerate(laid.pages):
            book.pages[first + number].merge_page(mark)
    if scans and "/Metadata" in book.root_object:
        del book.root_object[NameObject("/Metadata")]
    # What a writer adds by itself could differ from run to run.
    book._ID = None
    book.metadata = None
    for page in book.pages:
        page.compress_content_streams()
    made = BytesIO()
    book.write(made)
    return made.getvalue()
