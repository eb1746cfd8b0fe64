"""One word for one thing (rule 1 of the interface): the forbidden spellings stand nowhere in the project."""

from __future__ import annotations

import re

import pytest

from tests.house.repository import modules, texts

GLOSSARY = "deploy/glossary.md"

FORBIDDEN = {
    "\u767b\u9646": "登录",  # to land, where to sign in is meant
    "\u62bd\u7b7e": "抽取",  # drawing lots, where the regulation's word is meant
    "\u8bc4\u59d4": "评标评审专家",  # a panel member in the spoken language
}

QUOTED = {
    "draw_service/rules/packs_data/baicheng.toml": "cites the sentence of Art. 22 as it was published",
    GLOSSARY: "names the words that are not used, beside the ones that are",
}


@pytest.mark.parametrize("word", FORBIDDEN, ids=lambda word: FORBIDDEN[word])
def test_a_forbidden_word_stands_nowhere(word: str) -> None:
    found = [path for path, text in texts().items() if word in text and path not in QUOTED]

    assert found == [], f"write {FORBIDDEN[word]}"


def test_what_may_quote_them_still_does() -> None:
    for path in QUOTED:
        assert any(word in texts()[path] for word in FORBIDDEN), f"{path} needs no exception any more"


SPOKEN = {
    "核验包": "证据文件|证据包|核验文件|审计核验包",
    "审计包、公布包、公开包": "(审计|公布|公开)版",
    "未核实": "未证明",
    "顺序": "次序",
    "通知": "呼叫",
    "不符合条件": "排除",
    "揭示": "开示",
    "锁定结果": "密封",
    "启封": "开封",
    "监管部门": "监督人|监管人|监督方",
    "中心": "(?<!公共资源)交易中心",
    "见证凭条": "见证条",
    "更换": "替换",
    "终止": "中止",
    "增加回避": "追加回避",
    "专业分类": "专业目录",
    "名册": "(?<!评审)(?<!合法)(?<!其他)专家库",
    "信任策略": "(?<!信任)策略",
    "不予办理": "拒绝",
}
"""The glossary's word -> what else people have called it."""

READ = ("README.zh-CN.md", "deploy/threat-model.zh-CN.md")
"""Beside the code that prints: what the staff reads."""


@pytest.mark.parametrize("word", SPOKEN)
def test_what_people_read_calls_one_thing_by_one_name(word: str) -> None:
    spoken = modules("audit", "draw_service/cli", "draw_service/drill", "draw_service/rules/refusals")
    spoken |= {path: texts()[path] for path in READ}
    found = [
        f"{path}:{number}"
        for path, text in spoken.items()
        for number, line in enumerate(text.splitlines(), start=1)
        if re.search(SPOKEN[word], line)
    ]

    assert found == [], f"write {word}"


@pytest.mark.parametrize("word", SPOKEN)
def test_the_glossary_has_the_word_it_asks_for(word: str) -> None:
    cells = re.findall(r"(?<=\| )[^|]+(?= \|)", texts()[GLOSSARY])

    assert any(word in cell for cell in cells)


def _terms() -> list[str]:
    """The first column of the tables of terms, events apart."""
    return re.findall(
        r"^\| ([\u4e00-\u9fff][^|]*) \|", texts()[GLOSSARY].split("\n## Events")[0], re.MULTILINE
    )


def test_the_glossary_begins_with_twenty_words_in_chinese_order() -> None:
    first = texts()[GLOSSARY].split("\n## ")[1]
    words = re.findall(r"^\| ([\u4e00-\u9fff]+) \|", first, re.MULTILINE)[1:]

    assert len(words) == 20
    # The first level of GB 2312 stands in the order of pinyin.
    assert words == sorted(words, key=lambda word: word.encode("gb2312"))


def test_a_word_has_one_row() -> None:
    words = [word for term in _terms() for word in re.split("[、，]", term) if word != "中文"]

    assert sorted(set(words)) == sorted(words)


def test_sections_named_in_the_glossary_are_headings_of_the_protocol_page() -> None:
    text = texts()[GLOSSARY]
    headings = re.findall(r"^## (.+)$", texts()["deploy/edraw-1.md"], re.MULTILINE)
    anchors = {re.sub(r"[^a-z0-9 -]", "", heading.lower()).replace(" ", "-") for heading in headings}
    defined = dict(re.findall(r"^\[(§\d)\]: edraw-1\.md#(\S+)$", text, re.MULTILINE))

    assert set(defined.values()) <= anchors
    assert set(re.findall(r"(?:(?<=\| )|(?<=, )|(?<=; ))\[?(§\d)", text)) == set(defined)
    assert all(anchor.startswith(section[1:]) for section, anchor in defined.items())


_HOSTS = "|".join(
    [r"py" + r"pi\.org", r"python" + r"hosted\.org", r"registry\." + r"npmjs", r"deb\." + r"debian"]
)
_PLACES = "|".join(
    rf"(?<![\w.]){re.escape(place)}"
    for place in ("/ho" + "me/", "/ro" + "ot/", "/wo" + "rk/", "/Us" + "ers/")
)


@pytest.mark.parametrize("pattern", [_HOSTS, _PLACES], ids=["registry host", "path of one machine"])
def test_the_project_speaks_of_itself_alone(pattern: str) -> None:
    found = [path for path, text in texts().items() if re.search(pattern, text)]

    assert found == []
