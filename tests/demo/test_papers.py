"""Every paper of the demo: its text, fonts and archive format, the same bytes again, and no name too early
(Art. 8(3), 9; 印章管理制度 5)."""

from __future__ import annotations

import json
import shutil
import subprocess
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest
from pypdf import PdfReader
from pypdf.generic import StreamObject

from draw_service.drill.city import City, make_city
from draw_service.drill.files import PAPER_FILES, PAPERS_FOLDER
from draw_service.drill.story import PROJECT
from draw_service.rules.papers import PAPERS
from tests.demo.conftest import Demo

SHORT = ("--json", "--pool", "300")
ENGLISH = ("--all", "--pool", "300", "--lang", "en")
NOT_SET = {"receipt", "destruction-certificate"}
"""Plain text beside the folder; the archive's, years later."""
MADE = sorted(name for name in PAPER_FILES if Path(name).stem not in NOT_SET)
UNNAMED = ("draw-notice", "evaluation-notice", "draw-record", "supervision-notice", "witness-slip")
NUMBERS = ("call-card", "kit")
"""They show numbers to dial, and no name."""
NAMED = ("sign-in-sheet", "minutes", "unsealing-record", "fee-sheet", "dossier", "roster")
OFFICIAL = [kind for kind, rule in PAPERS.items() if not rule.blind and kind not in NOT_SET]
A4, A5 = (595, 842), (420, 595)


def folder(demo: Demo, *words: str, again: int = 0) -> Path:
    return demo(*(words or SHORT), again=again).folder / PAPERS_FOLDER


def text_of(path: Path) -> str:
    """The words of a paper without blanks, as an archive's search would find them."""
    program = shutil.which("pdftotext")
    if program is None:
        pytest.skip("pdftotext is missing: install poppler-utils")
    done = subprocess.run([program, str(path), "-"], capture_output=True, check=True, timeout=60)
    return "".join(done.stdout.decode().split())


def streams(reader: PdfReader) -> Iterator[bytes]:
    """Every stream of the file, unpacked."""
    for number in range(1, int(reader.trailer["/Size"])):
        found = reader.get_object(number)
        if isinstance(found, StreamObject):
            yield found.get_data()


@cache
def city() -> City:
    return make_city(1, 300)


@cache
def people() -> tuple[frozenset[str], frozenset[str], frozenset[str]]:
    """Names, phones and identity numbers, employers but the parties of the project."""
    records, cast = city().records, city().cast
    parties = {firm.name for firm in (cast.tenderer, cast.agency) if firm is not None}
    names = frozenset(one.name for one in records)
    numbers = frozenset(digits for one in records for digits in (one.id_card, *one.phones))
    return names, numbers, frozenset(one.employer.name for one in records) - parties


def test_one_of_each_is_there(demo: Demo) -> None:
    assert sorted(path.name for path in folder(demo).iterdir()) == MADE


@pytest.mark.parametrize("name", MADE)
def test_two_runs_give_the_same_bytes(demo: Demo, name: str) -> None:
    assert (folder(demo) / name).read_bytes() == (folder(demo, again=1) / name).read_bytes()


@pytest.mark.parametrize("name", MADE)
def test_fonts_are_inside_and_the_file_is_pdf_a(demo: Demo, name: str) -> None:
    reader = PdfReader(folder(demo) / name)
    meta = reader.xmp_metadata
    assert meta is not None
    assert b"<pdfaid:part>2</pdfaid:part>" in meta.stream.get_data()
    assert b"<pdfaid:conformance>B</pdfaid:conformance>" in meta.stream.get_data()
    assert reader.root_object["/OutputIntents"]
    fonts: set[str] = set()
    for page in reader.pages:
        width, height = round(page.mediabox.width), round(page.mediabox.height)
        assert (width, height) in (A4, A5)
        for font in page["/Resources"].get("/Font", {}).values():
            inner = font.get_object()["/DescendantFonts"][0].get_object()
            descriptor = inner["/FontDescriptor"].get_object()
            assert any(key.startswith("/FontFile") for key in descriptor)
            fonts.add(str(descriptor["/FontName"]))
    assert fonts
    assert all("NotoSerifSC" in font for font in fonts)


@pytest.mark.parametrize("lang", ["zh", "en"])
@pytest.mark.parametrize("kind", OFFICIAL)
def test_an_official_paper_says_what_it_is(demo: Demo, kind: str, lang: str) -> None:
    path = folder(demo, *(SHORT if lang == "zh" else ENGLISH)) / f"{kind}.pdf"
    said, rule = text_of(path), PAPERS[kind]
    titles = {"supervision-notice": ("告诫书", "Admonition")}
    title = titles.get(kind, (rule.word.zh, rule.word.en))[lang == "en"]
    assert "".join(title.split()) in said
    assert f"{rule.code}-2026-0001" in said
    assert "演练" in said
    assert ("第1页，共" if lang == "zh" else "Page1of") in said
    if rule.of_draw:
        assert PROJECT in said
        assert "AP-2026-0001" in said or kind not in ("draw-notice", "draw-record", "unsealing-record")


@pytest.mark.parametrize("kind", [*UNNAMED, *NUMBERS])
def test_no_paper_made_before_the_unsealing_holds_a_person(demo: Demo, kind: str) -> None:
    path = folder(demo) / f"{kind}.pdf"
    names, numbers, employers = people()
    secret = names | employers | (numbers if kind in UNNAMED else frozenset())
    said, raw = text_of(path), path.read_bytes()
    assert sorted(word for word in secret if word in said) == []
    inside = [raw, *streams(PdfReader(path))]
    for word in secret:
        spellings = (word.encode(), word.encode("utf-16-be"), word.encode("utf-16-be").hex().upper().encode())
        assert not any(one in part for one in spellings for part in inside), kind


@pytest.mark.parametrize("kind", NAMED)
def test_a_paper_made_after_it_names_the_whole_panel(demo: Demo, kind: str) -> None:
    bundle = json.loads(demo(*SHORT).file("auditor.edraw.json"))
    panel = {seat["identity"]["name"] for seat in bundle["openings"]}
    said = text_of(folder(demo) / f"{kind}.pdf")
    assert panel
    assert sorted(name for name in panel if name not in said) == []


def test_the_minutes_have_room_for_written_dissent(demo: Demo) -> None:
    said = text_of(folder(demo) / "minutes.pdf")
    assert "四、不同意见" in said
    assert "第十六条（四）" in said
