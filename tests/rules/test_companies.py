"""Art. 12: when two entries are the same firm."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from draw_service.rules.companies import Aliases, normalise, same, suggest
from draw_service.rules.people import Company

CODE_A, CODE_B = "91350100M000100Y43", "91220800MA0Y000A1X"
NONE = Aliases()
WORDS = st.text(alphabet="吉林白城第三五工程局建设集团公司有限责任股份()（） 　３3aＡ·•", max_size=14)
COMPANIES = st.builds(Company, WORDS, st.sampled_from(["", CODE_A, CODE_B]))


@pytest.mark.parametrize(
    ("a", "b"),
    [
        ("中铁（吉林）建设有限公司", "中铁(吉林)建设有限责任公司"),
        (" 白城 市 政　有限公司", "白城市政有限公司"),
        ("白城建设股份公司", "白城建设股份有限公司"),
        ("ＡＢＣ咨询有限公司", "abc咨询"),
        ("吉林〔白城〕水务", "吉林(白城)水务"),
        ("华\u200b远设计院", "华远设计院"),
        ("第３分公司", "第3分公司"),
    ],
)
def test_spellings_of_one_name(a: str, b: str) -> None:
    assert normalise(a) == normalise(b)
    assert same(Company(a), Company(b), NONE) == "name"


@pytest.mark.parametrize(
    ("a", "b"),
    [
        ("第三工程局有限公司", "第五工程局有限公司"),
        ("第3分公司", "第5分公司"),
        ("白城建设有限公司", "白城建设股份有限公司"),
        ("白城建设有限公司", "白城建设集团有限公司"),
        ("中铁(吉林)建设有限公司", "中铁(辽宁)建设有限公司"),
        ("白城建设有限公司", "白城建设有限公司第一分公司"),
    ],
)
def test_different_firms_stay_different(a: str, b: str) -> None:
    assert same(Company(a), Company(b), NONE) is None


def test_two_codes_decide_alone() -> None:
    aliases = Aliases({"白城建设": CODE_B})
    assert same(Company("白城建设", CODE_A), Company("白城建设", CODE_B), aliases) is None
    assert same(Company("甲", CODE_A), Company("乙", CODE_A.lower() + " "), aliases) == "code"


def test_an_alias_stands_for_the_code() -> None:
    aliases = Aliases({"省三建": CODE_A, "三建（集团）": CODE_A})
    assert same(Company("省三建"), Company("吉林三建集团有限公司", CODE_A), aliases) == "alias"
    assert same(Company("省三建"), Company("三建(集团)有限公司"), aliases) == "alias"
    assert same(Company("省三建"), Company("某某", CODE_B), aliases) is None


def test_an_alias_shared_by_two_firms_keeps_both() -> None:
    aliases = Aliases({"三建有限公司": CODE_A, "三建有限责任公司": CODE_B})
    assert same(Company("三建"), Company("某甲", CODE_A), aliases) == "alias"
    assert same(Company("三建"), Company("某乙", CODE_B), aliases) == "alias"


def test_nothing_matches_a_missing_name() -> None:
    assert same(Company(""), Company(" "), NONE) is None


def test_similarity_suggests_and_never_matches() -> None:
    third, fifth = Company("中铁第三工程局有限公司"), Company("中铁第五工程局有限公司")
    far = Company("白城市图书馆")
    assert [found for found, _score in suggest(third, [far, fifth], 80)] == [fifth]
    assert suggest(third, [Company("中铁第三工程局有限责任公司")], 0) == [], "equal names are decided already"
    coded = [Company("中铁第三工程局一", CODE_A)]
    assert suggest(Company("中铁第三工程局", CODE_B), coded, 0) == [], "two codes are decided already"


@given(WORDS)
def test_normalising_twice_changes_nothing(name: str) -> None:
    assert normalise(normalise(name)) == normalise(name)


@given(COMPANIES, COMPANIES)
def test_sameness_is_symmetric(a: Company, b: Company) -> None:
    aliases = Aliases({"吉林": CODE_A, "白城": CODE_B})
    assert same(a, b, aliases) == same(b, a, aliases)


@given(COMPANIES, st.lists(COMPANIES, max_size=8), st.floats(0, 100))
def test_suggestions_are_undecided_and_sorted(own: Company, others: list[Company], threshold: float) -> None:
    found = suggest(own, others, threshold)
    assert all(score >= threshold and same(own, other, NONE) is None for other, score in found)
    assert [score for _other, score in found] == sorted((score for _o, score in found), reverse=True)
