"""The roster in its envelope, for three kinds of envelopes (Art. 8(3))."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from draw_service.documents.paper_kit import TypstPapers
from draw_service.documents.roster_sheet import LAYOUTS, facts_of, roster_sheet
from draw_service.usecases.ports import Lang, RosterSheet
from tests.documents.test_call_card import pages

AT = datetime(2026, 6, 12, 2, tzinfo=UTC)
LINES = ((1, "阿卜杜热合曼·买买提", "洮水路桥建设股份有限公司"), (2, "王㐱", ""))
SHEET = RosterSheet("P-000001", "AP-2026-0001.1", "ENV-1", AT, LINES)


def test_plain_text_has_every_line() -> None:
    text = roster_sheet(SHEET, "中心", "plain", drill=False).decode()
    assert [line for line in text.splitlines() if line.startswith(" ")] == [
        " 1  阿卜杜热合曼·买买提  洮水路桥建设股份有限公司",
        " 2  王㐱  ",
    ]
    assert "P-000001  信封 ENV-1  2026-06-12 10:00" in text
    assert "演练" not in text


def test_a_mailer_is_esc_p_in_gb_18030_on_a_form_of_its_own() -> None:
    data = roster_sheet(SHEET, "中心", "carbon", drill=False)
    assert data.startswith(b"\x1b@\x1bC\x21\x1c&")
    assert data.endswith(b"\r\n\x0c")
    assert "王㐱".encode("gb18030") in data
    assert data.count(b"\n") < 33


def test_a_long_employer_does_not_run_over_the_edge_of_the_mailer() -> None:
    sheet = RosterSheet("P-1", "D", "E", AT, ((1, "阿卜杜热合曼·买买提", "有限公司" * 50),))
    lines = roster_sheet(sheet, "中心", "carbon", drill=True).split(b"\r\n")
    assert max(len(line) for line in lines) <= 80
    assert "阿卜杜热合曼·买买提  有限公司".encode("gb18030") in b"".join(lines)


@pytest.mark.parametrize("layout", LAYOUTS)
def test_a_drill_says_so_and_the_same_facts_give_the_same_bytes(layout: str) -> None:
    papers = TypstPapers("中心", drill=True, envelope=layout)
    assert papers.roster(SHEET) == papers.roster(SHEET)
    assert papers.roster(SHEET) != TypstPapers("中心", drill=False, envelope=layout).roster(SHEET)


def test_a_sheet_to_be_folded_is_one_page_of_pdf() -> None:
    many = tuple((slot, "演练姓名", "鹤城市城市建设投资有限公司") for slot in range(1, 12))
    sheet = RosterSheet("P-1", "D", "E", AT, many)
    assert roster_sheet(sheet, "中心", "pressure-seal", drill=False).startswith(b"%PDF-")
    assert len(pages("roster_sheet", facts_of(sheet, "中心", drill=True))) == 1


@pytest.mark.parametrize(("lang", "title"), [
    ("zh", "评标评审专家名单（外派）"), ("en", "Evaluation experts (dispatch service)"),
])  # fmt: skip
def test_a_roster_of_the_dispatch_service_is_marked_in_every_envelope(lang: Lang, title: str) -> None:
    outside = replace(SHEET, dispatch=True, lang=lang)
    assert f"{title}  AP-2026-0001.1" in roster_sheet(outside, "中心", "plain", drill=False).decode()
    assert title.encode("gb18030") in roster_sheet(outside, "中心", "carbon", drill=False)
    facts = facts_of(outside, "中心", drill=False)
    assert (facts["title"], title.endswith(facts["mark"])) == (title, True)
    assert len(pages("roster_sheet", facts)) == 1
    assert "外派" not in roster_sheet(SHEET, "中心", "plain", drill=False).decode()


def test_a_sheet_does_not_say_its_names() -> None:
    assert "买买提" not in repr(SHEET)
