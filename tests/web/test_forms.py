"""What people type is read with patience, and never as something else than they meant (ui.md rule 11)."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st
from starlette.datastructures import FormData

from draw_service.web.forms import Form

NOON = datetime(2026, 3, 5, 4, 0, tzinfo=UTC)
"""At the center."""


def typed(text: str) -> Form:
    return Form(FormData({"it": text}))


@given(
    st.integers(0, 10**12), st.sampled_from(["{:,}元", "{}", "¥{:,}", "￥ {} 元整", "人民币{}圆", "{:,} 元"])
)
def test_yuan_are_read_with_and_without_their_sign(sum_: int, dress: str) -> None:
    form = typed(dress.format(sum_))
    assert form.yuan("it") == sum_
    assert form.errors == {}


@pytest.mark.parametrize(
    ("text", "meant"),
    [("2000万元", 20_000_000), ("1,200.5 万", 12_005_000), ("1.2亿元", 120_000_000), ("３万", 30_000)],
)
def test_ten_thousands_are_refused_with_the_sum_in_yuan(text: str, meant: int) -> None:
    form = typed(text)
    assert form.yuan("it") == 0
    assert all(str(meant) in words for words in form.errors["it"])


@pytest.mark.parametrize("text", ["-5", "1200.50", "1.23456万", "两百万", "5 dollars", str(10**13)])
def test_what_is_no_sum_in_yuan(text: str) -> None:
    form = typed(text)
    assert form.yuan("it") == 0
    assert "it" in form.errors


@pytest.mark.parametrize(
    "text", ["8:40", "08:40", "0840", "８：４０", "2026-03-05 8:40".replace(" 8", " 08")]
)
def test_a_time_alone_is_of_the_day(text: str) -> None:
    assert typed(text).moment("it", now=NOON) == datetime(2026, 3, 5, 0, 40, tzinfo=UTC)


@pytest.mark.parametrize("text", ["8:40", "0840"])
def test_without_a_day_to_belong_to_a_time_is_not_enough(text: str) -> None:
    form = typed(text)
    assert form.moment("it") is None
    assert "it" in form.errors


def test_a_time_that_no_clock_shows_is_no_time() -> None:
    form = typed("25:10")
    assert form.moment("it", now=NOON) is None
    assert "it" in form.errors


@given(st.text(st.characters(min_codepoint=0x4E00, max_codepoint=0x9FFF), min_size=1, max_size=20))
def test_the_number_of_a_paper_is_asked_for_in_the_letters_of_the_log(words: str) -> None:
    form = typed(f"{words}〔2026〕12号")
    assert form.reference("it") == ""
    assert "JH-2026-12" in form.errors["it"][0]
    assert typed("ｊｈ－2026－12").reference("it") == "jh-2026-12"
