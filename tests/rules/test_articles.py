"""Clauses in the reader's language."""

from __future__ import annotations

import re

import pytest

from audit.refusal import Refusal
from draw_service.rules import refusals
from draw_service.rules.articles import article_said, numeral
from tests.house.repository import subclasses


@pytest.mark.parametrize(
    ("article", "zh", "en"),
    [
        ("Art. 8(2), 12", "第八条（二）、第十二条", "Art. 8(2), 12"),
        ("Art. 14, 20(1)", "第十四条、第二十条（一）", "Art. 14, 20(1)"),
        ("招标投标法 37", "招标投标法第三十七条", "Tendering and Bidding Law, Art. 37"),
        ("Art. 13; 26号令 16", "第十三条；26号令第十六条", "Art. 13; NDRC Order 26, Art. 16"),
        ("保密工作制度 六", "保密工作制度 六", "Secrecy Rules 6"),
        (
            "软环境建设警示通报告诫制度 四至八",
            "软环境建设警示通报告诫制度 四至八",
            "Rules on Warning, Notice and Admonition 4–8",
        ),
        ("档案管理制度 3", "档案管理制度第三条", "Archive Rules, Art. 3"),
        ("", "", ""),
    ],
)
def test_a_clause_is_said_as_its_reader_writes_it(article: str, zh: str, en: str) -> None:
    assert article_said(article, "zh") == zh
    assert article_said(article, "en") == en


def test_every_refusals_clause_is_said() -> None:
    articles = {
        one.article for one in subclasses(Refusal) if one.__module__.startswith(refusals.__name__)
    } - {""}

    assert len(articles) > 15
    for article in articles:
        assert re.match(r"(第|26号令|招标|政府|个人信息|\w{2,}制度)", article_said(article, "zh")), article
        assert "Art." not in article_said(article, "zh")


def test_numerals() -> None:
    assert [numeral(n) for n in (1, 10, 11, 20, 25, 99)] == ["一", "十", "十一", "二十", "二十五", "九十九"]
