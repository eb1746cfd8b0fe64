"""The call card and the kit as PDF: the same bytes, data that stays data, no empty boxes."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pytest
import typst
from hypothesis import given, settings
from hypothesis import strategies as st

from draw_service.documents import call_card, paper_kit
from draw_service.documents.paper_kit import TypstPapers
from draw_service.documents.typesetting import TEMPLATES, _compiler, inputs, missing, spelled, typeset
from draw_service.usecases.ports import CallCard, KitCard, PaperKit

AT = datetime(2026, 3, 2, 1, 0, tzinfo=UTC)
SCRIPT = ("您好，这里是交易中心。", "请问您参加，还是不参加？")
CARD = CallCard("C-000012", 3, 1, ("+8613904360001", "+864363200001"), SCRIPT, 2, 2, "08:00", "21:00", AT)
KIT = PaperKit(
    serial="K-000001",
    draw_id="AP-2026-0001.1",
    checkpoint="ab12" * 16,
    printed_at=AT,
    seats=((1, 1), (2, 2)),
    cards=(
        KitCard("1-01", ("+8613904360001",), "A", ("2-01",)),
        KitCard("2-01", ("+8613904360001",), "A", ("1-01",)),
    ),
    cap=1,
    script=SCRIPT,
    tries=2,
    gap_minutes=2,
    opens="08:00",
    closes="21:00",
)
HOSTILE = (
    '#eval("1+1")',
    "*bold* _it_ $x$ `raw`",
    "a\u0000b",
    "<label> @ref // no",
    "\\u{41} #set page()",
    "]}\"'",
)


def said(template: str, facts: Any, code: str = "") -> list[str]:
    """What a paper says, as Typst laid it out."""
    compiler = typst.Compiler(
        str(TEMPLATES / f"{template}.typ"),
        root=str(TEMPLATES),
        sys_inputs=inputs(facts, code),
        ignore_system_fonts=True,
        font_paths=[str(TEMPLATES)],
    )
    return [str(one) for one in json.loads(compiler.query("<said>", field="value"))]


def pages(template: str, facts: Any, code: str = "") -> list[bytes]:
    made: Any = _compiler().compile(
        str(TEMPLATES / f"{template}.typ"),
        format="svg",
        root=str(TEMPLATES),
        sys_inputs=inputs(facts, code),
    )
    return made if isinstance(made, list) else [made]


@pytest.mark.parametrize("lang", ["zh", "en"])
@pytest.mark.parametrize("drill", [True, False])
def test_the_same_facts_give_the_same_bytes_with_the_font_inside(lang: Any, drill: bool) -> None:
    papers = TypstPapers("Center", drill=drill)
    card, kit = replace(CARD, lang=lang), replace(KIT, lang=lang)
    for first, again in (
        (papers.call_card(card), papers.call_card(card)),
        (papers.kit(kit), papers.kit(kit)),
    ):
        assert first == again
        assert b"NotoSerifSC" in first
        assert b"FontFile3" in first
        assert b"pdfaid:part" in first
    assert papers.call_card(CARD) != TypstPapers("Center", drill=not drill).call_card(CARD)


def test_a_card_says_its_numbers_its_serial_and_its_words() -> None:
    found = said("call_card", call_card.facts_of(CARD, drill=False))

    assert found == ["C-000012", *CARD.numbers, *SCRIPT]
    assert len(pages("call_card", call_card.facts_of(CARD, drill=True))) == 1


@pytest.mark.parametrize(("lang", "mark"), [("zh", "（外派）"), ("en", " (dispatch service)")])
def test_paper_of_the_dispatch_service_is_marked(lang: Any, mark: str) -> None:
    for outside in (True, False):
        card = call_card.facts_of(replace(CARD, lang=lang, dispatch=outside), drill=False)
        kit = paper_kit.facts_of(replace(KIT, lang=lang, dispatch=outside), drill=False)
        for words in (card["title"], kit["title"], kit["words"]["sheet"], kit["words"]["dispatch"]):
            assert words.endswith(mark) is outside
    assert len(pages("call_card", {**card, "title": card["title"] + mark})) == 1


def test_a_kit_has_instructions_a_sheet_and_one_page_for_each_card() -> None:
    facts = paper_kit.facts_of(KIT, drill=True)
    found = said("paper_kit", facts, KIT.checkpoint)

    assert len(pages("paper_kit", facts, KIT.checkpoint)) == 2 + len(KIT.cards)
    assert [one for one in found if one in ("1-01", "2-01")] == ["1-01", "2-01"]
    assert found.count("+8613904360001") == 2


@pytest.mark.parametrize("words", HOSTILE)
def test_facts_are_never_markup(words: str) -> None:
    card = replace(CARD, script=(words,), serial=words)
    facts = call_card.facts_of(card, drill=False)

    assert said("call_card", facts) == [spelled(words), *CARD.numbers, spelled(words)]
    assert len(pages("call_card", facts)) == 1


@settings(max_examples=25, deadline=None)
@given(st.text(max_size=40))
def test_any_text_can_be_set(words: str) -> None:
    try:
        words.encode()
    except UnicodeEncodeError:
        words = words.encode("utf-8", "replace").decode()
    facts = call_card.facts_of(replace(CARD, script=(words,)), drill=False)

    assert typeset("call_card", facts, AT).startswith(b"%PDF-")


def test_what_the_font_does_not_have_is_printed_as_its_code_point() -> None:
    assert missing("张三·李") == []
    assert missing("a\u0000\U0001f600\U0001f600\u202e") == ["\u0000", "\U0001f600", "\u202e"]
    assert spelled("张\U00031350") == "张〔U+31350〕"
    assert spelled("第　席") == "第　席"


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_every_word_of_ours_can_be_printed_and_both_languages_say_the_same(lang: str) -> None:
    words = {**call_card.WORDS[lang], **paper_kit._KIT[lang]}
    assert [text for text in (*words.values(), *paper_kit._STEPS[lang]) if missing(text)] == []
    other = {**call_card.WORDS["en"], **paper_kit._KIT["en"]}
    assert set(words) == set(other)
    for name, text in words.items():
        assert set(re.findall(r"{\w+}", text)) == set(re.findall(r"{\w+}", other[name]))
    assert len(paper_kit._STEPS["zh"]) == len(paper_kit._STEPS["en"])
