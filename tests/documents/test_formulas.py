"""Every table that leaves the house, made with text a spreadsheet would run: it stays text, edited or not.

An exporter is found by what it imports; one that is not tried here fails.
"""

from __future__ import annotations

import ast
import re
import zipfile
from collections.abc import Callable, Iterable
from dataclasses import replace
from datetime import date
from fractions import Fraction
from io import BytesIO
from pathlib import Path
from xml.etree import ElementTree

import pytest

from draw_service.documents.roster_template import write_template
from draw_service.documents.rosters_out import write_report, write_roster, write_rows
from draw_service.documents.score_sheet import score_sheet
from draw_service.documents.statistics_sheet import statistics_sheet
from draw_service.rules.people import Company, Major, Tie
from draw_service.rules.predictability import Foresight
from draw_service.rules.roster_columns import SHEETS
from draw_service.rules.roster_records import record_of
from draw_service.rules.roster_rows import RawRow, RowProblem
from draw_service.rules.statistics import Bucket
from draw_service.rules.statistics_patterns import Answers, Pattern
from draw_service.usecases.ports.statistics import Ended, Handled, Often, Together
from draw_service.usecases.statistics.look_at_patterns import Patterns
from draw_service.usecases.statistics.look_at_statistics import Overview
from draw_service.usecases.statistics.look_at_tickets import Meter
from draw_service.usecases.statistics.seen import Frame, Named
from scoring.rules.annual import Result, Run
from scoring.rules.working_days import Due
from tests.house.repository import modules, texts
from tests.rules.records import SOUND
from tests.usecases.register import START

STARTS = "=+-@\t\r\n＝＋－＠"
HOSTILE = tuple(f"{start}HYPERLINK(\"http://example.invalid\",1)|'/c calc'!A1" for start in STARTS)
AS_TEXT = "49"
"""The number format of text; a cell of it stays text when somebody edits it."""
_SHEET = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
_NUMBERS = range(len(HOSTILE))
_FRAME = Frame(2026, (2026,), 1, 0, START, True)
_NAMED = Named({n: ("", text) for n, text in enumerate(HOSTILE)})


def _roster(folder: Path) -> bytes:
    one = record_of([{name: str(cell) for name, cell in SOUND.items()}], {})
    write_roster(
        (
            replace(
                one,
                name=text,
                education=text,
                professional=text,
                employer=Company(text, text),
                duty=text,
                post_address=text,
                phones=(text, text),
                majors=(Major(text, True),),
                ties=(Tie("employed", Company(text), None), Tie("board", Company(text), None)),
                relatives=(text,),
                authority=(text,),
            )
            for text in HOSTILE
        ),
        folder / "x.xlsx",
    )
    return (folder / "x.xlsx").read_bytes()


def _rows(folder: Path) -> bytes:
    rows = {sheet.kind: [{one.name: text for one in sheet.columns} for text in HOSTILE] for sheet in SHEETS}
    write_rows(rows, folder / "x.xlsx")
    return (folder / "x.xlsx").read_bytes()


def _report(folder: Path) -> bytes:
    rows = [RawRow(text, n, {text: text, **SOUND}) for n, text in enumerate(HOSTILE, start=2)]
    problems = [
        RowProblem(row.sheet, row.row, text, text, "no-sheet")
        for row, text in zip(rows, HOSTILE, strict=True)
    ]
    write_report(problems, rows, folder / "x.xlsx")
    return (folder / "x.xlsx").read_bytes()


def _template(folder: Path) -> bytes:
    write_template(folder / "x.xlsx")
    return (folder / "x.xlsx").read_bytes()


def _scores(_folder: Path) -> bytes:
    due = Due(date(2027, 1, 4), START, False)
    run = Run("r", 2026, 1, "pack", HOSTILE[0], 1, {}, "p", START, due)
    results = [Result(text, 100, 1, True, "qualified", 0, True) for text in HOSTILE]
    return score_sheet(run, results, {100: 1}, {}, "zh")


def _statistics(_folder: Path) -> bytes:
    answers = [Pattern(Answers(n, n, 9, 1, 9, 8), Fraction(1, 9)) for n in _NUMBERS]
    seen = Overview(
        frame=_FRAME,
        ended=Ended(dict.fromkeys(HOSTILE, 1), {}, {}, 0, 0, 0, 0, {}),
        drawn=(Bucket(1, 2, 3),),
        services=(Bucket(1, 2, 3),),
        most=[Often(n, 1, 1, 1, 1) for n in _NUMBERS],
        share=Fraction(1),
        places=1,
        minutes=(),
        median=None,
        ninth=None,
        together=[Together(n, n, n, n, 2) for n in _NUMBERS],
        least=2,
        tenderers=[Handled(n, 1, 1, 1) for n in _NUMBERS],
        agencies=[Handled(n, 1, 1, 1) for n in _NUMBERS],
        named=_NAMED,
    )
    patterns = Patterns(_FRAME, answers, 1, answers, 1, 1, 1, 1, _NAMED)
    chance = Fraction(1, 2)
    meters = [Meter(text, 1, Foresight(text, 9, 1, 1, 1, 1, chance, chance, "low", ())) for text in HOSTILE]
    return statistics_sheet(seen, patterns, meters, "en")


EXPORTERS: dict[str, Callable[[Path], bytes]] = {
    "draw_service/documents/roster_template.py::write_template": _template,
    "draw_service/documents/rosters_out.py::write_report": _report,
    "draw_service/documents/rosters_out.py::write_roster": _roster,
    "draw_service/documents/rosters_out.py::write_rows": _rows,
    "draw_service/documents/score_sheet.py::score_sheet": _scores,
    "draw_service/documents/statistics_sheet.py::statistics_sheet": _statistics,
}
PIECES = {
    f"draw_service/documents/{name}"
    for name in (
        "tables_out.py::write_table",
        *(f"rosters_out.py::{one}" for one in ("Table", "workbook", "write_text")),
    )
}
"""What exporters are made of."""
_OURS_ALONE = {"draw_service/documents/roster_template.py::write_template"}
"""Holds no word of anybody outside."""
_WRITES = re.compile(
    r"^\s*(?:import|from) (?:xlsxwriter|openpyxl|xlwt|pyexcel\w*|odf|pandas|polars|tablib)\b"
    r"|documents\.(?:tables|rosters)_out import .*\b(?:write_table|write_text|workbook|Table)\b"
    r"|\bcsv\.(?:writer|DictWriter)|^from csv import|text/(?:csv|tab-separated)",
    re.M,
)


def _written(path: str, text: str) -> Iterable[str]:
    for one in ast.parse(text).body:
        if isinstance(one, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef) and one.name[0] != "_":
            yield f"{path}::{one.name}"


def test_every_exporter_is_tried() -> None:
    found = {
        name for path, text in modules().items() if _WRITES.search(text) for name in _written(path, text)
    }
    assert found == {*EXPORTERS, *PIECES}
    pages = {path: text for path, text in texts().items() if path.endswith((".html", ".js"))}
    assert [path for path, text in pages.items() if re.search(r"text/csv|\.csv[\"'`]\s*;", text)] == []


@pytest.mark.parametrize("exporter", EXPORTERS)
def test_text_of_others_is_never_run(exporter: str, tmp_path: Path) -> None:
    cells, parts = _cells(EXPORTERS[exporter](tmp_path))

    assert not [name for name in parts if re.search(r"externalLink|vba|macro|connections|query", name)]
    assert [name for name, part in parts.items() if "/worksheets/" in name and _all(part, "f")] == []
    assert b"hyperlink" not in b"".join(parts.values()).replace(b"HYPERLINK", b"")
    odd = [cell for cell in cells if cell[0][:1] in tuple(STARTS)]
    assert {text for text, _kind, _shown in odd} >= (set() if exporter in _OURS_ALONE else set(HOSTILE))
    assert {(kind, shown) for _text, kind, shown in odd} <= {("s", AS_TEXT), ("inlineStr", AS_TEXT)}


def _cells(data: bytes) -> tuple[list[tuple[str, str, str]], dict[str, bytes]]:
    """Text, kind and number format of every cell that holds text, and the parts of the file."""
    with zipfile.ZipFile(BytesIO(data)) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    shared = [_text(one) for one in _all(parts.get("xl/sharedStrings.xml", b"<sst/>"), "si")]
    (styles,) = _all(parts["xl/styles.xml"], "cellXfs")
    shown = [one.get("numFmtId", "") for one in styles]
    found = []
    for name, part in parts.items():
        for cell in _all(part, "c") if "/worksheets/" in name else ():
            kind = cell.get("t", "n")
            if kind != "n":
                value = _text(cell)
                text = shared[int(value)] if kind == "s" else value
                found.append((text, kind, shown[int(cell.get("s", "0"))]))
    return found, parts


def _all(part: bytes, name: str) -> list[ElementTree.Element]:
    return list(ElementTree.fromstring(part).iter(f"{_SHEET}{name}"))


def _text(cell: ElementTree.Element) -> str:
    """As a reader shows it; xlsx writes control characters as ``_x000D_``."""
    said = "".join(one.text or "" for one in cell.iter() if one.tag in (f"{_SHEET}t", f"{_SHEET}v"))
    return re.sub(r"_x([0-9A-F]{4})_", lambda code: chr(int(code[1], 16)), said)
