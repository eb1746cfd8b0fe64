"""Papers by Typst: the same facts give the same bytes, and facts are data, never markup.

Fonts come from the wheel alone, so that a paper looks the same on every machine. A character that the font
does not have is printed as its code point and never as an empty box: a rare name must stay readable.
"""

from __future__ import annotations

import io
import json
import struct
from collections.abc import Mapping, Sequence
from datetime import date, datetime, timedelta, timezone
from functools import cache
from importlib.resources import files
from pathlib import Path
from threading import Lock
from typing import Literal

import segno
import typst

FONTS, FONT = "pylopdf_fonts_zh_cn", "NotoSerifSC-Regular.otf"
TEMPLATES = files("draw_service.documents") / "templates"
STANDARD: Literal["a-2b"] = "a-2b"
"""PDF/A-2b: an archived paper opens in fifteen years as it does today."""
_WIDE_BLANK = "\u3000"
_SHANGHAI = timezone(timedelta(hours=8))
_COMPILING = Lock()
"""The compiler refuses a second thread while it works."""

Fact = str | int | bool | Sequence["Fact"] | Mapping[str, "Fact"]
Facts = Mapping[str, Fact]


def typeset(template: str, facts: Facts, at: datetime, code: str = "") -> bytes:
    """The PDF of ``template`` (a name without ending). ``at`` becomes its date; ``code``: what its QR code
    says, "" for none."""
    given = inputs(facts, code)
    with _COMPILING:
        made = _compiler().compile(
            _source(template),
            format="pdf",
            root=str(TEMPLATES),
            sys_inputs=given,
            pdf_standards=STANDARD,
            timestamp=int(at.timestamp()),
        )
    if not isinstance(made, bytes):
        raise TypeError("a PDF is one file")
    return made


def inputs(facts: Facts, code: str = "") -> dict[str, str]:
    """What a template is given: facts as JSON, the code as SVG."""
    found = {"facts": json.dumps(_spelled(facts), ensure_ascii=False, sort_keys=True)}
    if code:
        found["code"] = drawn(code)
    return found


def drawn(code: str) -> str:
    """A QR code as SVG of one line, without its border."""
    made = io.BytesIO()
    segno.make(code, error="m", micro=False).save(made, kind="svg", border=0, xmldecl=False)
    return made.getvalue().decode().strip()


def clock_of(at: datetime) -> str:
    """A time as papers show it, Asia/Shanghai."""
    return at.astimezone(_SHANGHAI).strftime("%Y-%m-%d %H:%M")


def day_of(at: datetime | date, lang: str) -> str:
    """A day as a paper is dated, Asia/Shanghai: 2026年3月4日."""
    day = at.astimezone(_SHANGHAI).date() if isinstance(at, datetime) else at
    return f"{day.year}年{day.month}月{day.day}日" if lang == "zh" else day.isoformat()


def missing(text: str) -> list[str]:
    """Characters of ``text`` that no paper can show, each once, in order."""
    return [character for character in dict.fromkeys(text) if not _shows(character)]


def spelled(text: str) -> str:
    """``text`` with every character that no paper can show as its code point: 〔U+1F600〕."""
    return "".join(char if _shows(char) else f"〔U+{ord(char):04X}〕" for char in text)


def _spelled(fact: Fact) -> Fact:
    if isinstance(fact, str):
        return spelled(fact)
    if isinstance(fact, Mapping):
        return {key: _spelled(value) for key, value in fact.items()}
    return [_spelled(one) for one in fact] if isinstance(fact, Sequence) else fact


def _shows(character: str) -> bool:
    return (character.isprintable() or character == _WIDE_BLANK) and ord(character) in _characters()


def _source(template: str) -> str:
    return str(TEMPLATES / f"{template}.typ")


@cache
def _compiler() -> typst.Compiler:
    fonts = typst.Fonts(
        include_system_fonts=False, include_embedded_fonts=False, font_paths=[str(files(FONTS) / ".")]
    )
    return typst.Compiler(root=str(TEMPLATES), font_paths=fonts, ignore_system_fonts=True)


@cache
def _characters() -> frozenset[int]:
    """The code points of the font, from its ``cmap`` table (OpenType, format 12)."""
    data = Path(str(files(FONTS) / FONT)).read_bytes()
    (count,) = struct.unpack_from(">H", data, 4)
    tables = {
        data[12 + 16 * n : 16 + 16 * n]: struct.unpack_from(">2I", data, 20 + 16 * n) for n in range(count)
    }
    start = tables[b"cmap"][0]
    (parts,) = struct.unpack_from(">H", data, start + 2)
    found: set[int] = set()
    for n in range(parts):
        at = start + struct.unpack_from(">I", data, start + 8 + 8 * n)[0]
        (format,) = struct.unpack_from(">H", data, at)
        if format == 12:
            (groups,) = struct.unpack_from(">I", data, at + 12)
            for first, last, _glyph in struct.iter_unpack(">3I", data[at + 16 : at + 16 + 12 * groups]):
                found.update(range(first, last + 1))
    return frozenset(found)
