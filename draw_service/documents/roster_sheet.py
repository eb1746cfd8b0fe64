"""The roster in its confidential envelope (Art. 8(3)): nobody reads it without breaking the envelope.

Three kinds of envelope: ``pressure-seal``, an A4 sheet that a folding machine glues shut along its edges (a
PDF, the names in the middle third, inside); ``carbon``, a mailer of several plies that an impact printer
writes into without a ribbon (ESC/P, GB 18030, the outer ply stays blank); ``plain``, text for a printer
inside a locked box.
"""

from __future__ import annotations

from unicodedata import east_asian_width

from draw_service.documents.typesetting import Facts, clock_of, typeset
from draw_service.rules.codes import DISPATCH_MARK
from draw_service.usecases.ports import RosterSheet

PRESSURE_SEAL, CARBON, PLAIN = "pressure-seal", "carbon", "plain"
LAYOUTS = (PRESSURE_SEAL, CARBON, PLAIN)

_WORDS = {
    "zh": {
        "title": "评标评审专家名单",
        "outside": "保密信封　到签到时间由招标人或其代理机构面向摄像机当众启封",
        "seat": "席位",
        "name": "姓名",
        "employer": "工作单位",
        "drill": "演练　不是真实名单",
        "keep": "逐一核对身份。启封后仍不得向任何人透露姓名、单位和联系方式（第九条）。",
        "envelope": "信封",
    },
    "en": {
        "title": "Evaluation experts",
        "outside": "Confidential envelope. To be opened by tenderer or agency, facing the camera",
        "seat": "Seat",
        "name": "Name",
        "employer": "Employer",
        "drill": "演练 DRILL: not a real roster",
        "keep": "Check every identity. Names, employers and contacts stay secret afterwards too (Art. 9).",
        "envelope": "Envelope",
    },
}
_ESC = b"\x1b"
_RESET, _TWO_BYTE, _FEED = _ESC + b"@", b"\x1c&", b"\x0c"
"""ESC/P: initialise; FS &, two-byte characters on; end of form."""
_FORM_LINES = 33
"""Lines of a mailer of 5.5 inches at six to the inch."""
_TOP, _LEFT = 6, 8
"""Blank lines and columns before the window of the inner ply."""
_COLUMNS = 80
"""Of an impact printer at ten to the inch; a Chinese character takes two. A line must not run over the edge,
where the platen would show it."""


def roster_sheet(sheet: RosterSheet, center: str, layout: str, *, drill: bool) -> bytes:
    """What the printer is sent, in one of ``LAYOUTS``."""
    if layout == PRESSURE_SEAL:
        return _pdf(sheet, center, drill=drill)
    lines = _lines(sheet, drill=drill)
    if layout == PLAIN:
        return ("\n".join(lines) + "\n").encode()
    moved = [""] * _TOP + [" " * _LEFT + _cut(line, _COLUMNS - _LEFT) for line in lines]
    text = "\r\n".join(moved).encode("gb18030")
    length = _ESC + b"C" + bytes((_FORM_LINES,))
    return _RESET + length + _TWO_BYTE + text + b"\r\n" + _FEED


def _cut(line: str, columns: int) -> str:
    """Its head, as much as fits."""
    taken = 0
    for n, character in enumerate(line):
        taken += 2 if east_asian_width(character) in "WF" else 1
        if taken > columns:
            return line[:n]
    return line


def _lines(sheet: RosterSheet, *, drill: bool) -> list[str]:
    words = _WORDS[sheet.lang]
    head = [words["drill"]] if drill else []
    head += [
        f"{words['title']}{_mark(sheet)}  {sheet.draw_id}",
        f"{sheet.serial}  {words['envelope']} {sheet.envelope}  {clock_of(sheet.printed_at)}",
        "",
    ]
    return head + [f"{slot:>2}  {name}  {firm}" for slot, name, firm in sheet.lines] + ["", words["keep"]]


def _mark(sheet: RosterSheet) -> str:
    """Beside the title: what is under the seal is edraw/1 and has no field for it."""
    return DISPATCH_MARK.say(sheet.lang) if sheet.dispatch else ""


def _pdf(sheet: RosterSheet, center: str, *, drill: bool) -> bytes:
    return typeset("roster_sheet", facts_of(sheet, center, drill=drill), sheet.printed_at)


def facts_of(sheet: RosterSheet, center: str, *, drill: bool) -> Facts:
    """What the template is given."""
    return {
        "lang": sheet.lang,
        "drill": drill,
        "title": _WORDS[sheet.lang]["title"] + _mark(sheet),
        "mark": _mark(sheet),
        "center": center,
        "serial": sheet.serial,
        "draw": sheet.draw_id,
        "envelope": sheet.envelope,
        "rows": [[str(slot), name, employer] for slot, name, employer in sheet.lines],
        "words": _WORDS[sheet.lang],
    }
