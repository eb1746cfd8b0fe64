"""What an official paper is made of: blocks of data, set by ``templates/blocks.typ``. Words are chosen
before; text is data, never markup."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from draw_service.documents.typesetting import Facts
from draw_service.rules.codes import Word

Look = str
"""The template: ``form`` (a record or list with a ruled head), ``letter`` (to somebody, with body text), or
``certificate``."""


@dataclass(frozen=True, slots=True)
class Layout:
    """A paper before it is set. ``to``: whom a letter is addressed to; ``from_``: who signs it, ``dated`` on
    which day; ``blocks`` in order."""

    title: str
    look: Look
    blocks: tuple[Facts, ...]
    to: str = ""
    from_: str = ""
    dated: str = ""
    note: str = ""


def fields(*rows: tuple[str, str]) -> Facts:
    """Pairs of label and value, two pairs to a line where they are short; empty values are left out."""
    return {"block": "fields", "rows": [[label, value] for label, value in rows if value]}


def table(
    columns: Sequence[str], widths: Sequence[int], rows: Sequence[Sequence[str]], *, tall: bool = False
) -> Facts:
    """A ruled table; ``widths`` in parts, 0 for as narrow as its words; ``tall``: rows to write into."""
    return {
        "block": "table",
        "columns": list(columns),
        "widths": list(widths),
        "rows": [list(row) for row in rows],
        "tall": tall,
    }


def heading(text: str) -> Facts:
    return {"block": "heading", "text": text}


def text(words: str) -> Facts:
    """A paragraph."""
    return {"block": "text", "text": words}


def small(words: str) -> Facts:
    """A remark in small type."""
    return {"block": "small", "text": words}


def hashes(*rows: tuple[str, str]) -> Facts:
    """Names and values in hex, folded where they are long."""
    return {"block": "hashes", "rows": [[label, value] for label, value in rows if value]}


def room(label: str, lines: int) -> Facts:
    """A framed space to write into, ``lines`` high."""
    return {"block": "room", "label": label, "lines": lines}


def signatures(*who: str) -> Facts:
    """A line to sign and a day for each."""
    return {"block": "signatures", "who": list(who)}


def award(words: str) -> Facts:
    """The one large word of a certificate."""
    return {"block": "award", "text": words}


def words(lang: str, **both: tuple[str, str]) -> dict[str, str]:
    """The words of a paper in its language."""
    return {name: Word(*pair).say(lang) for name, pair in both.items()}
