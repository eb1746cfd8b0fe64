"""One word for one thing (rule 1 of the interface): the forbidden spellings stand nowhere in the project."""

from __future__ import annotations

import re

import pytest

from tests.house.repository import texts

FORBIDDEN = {
    "\u767b\u9646": "登录",  # to land, where to sign in is meant
    "\u62bd\u7b7e": "抽取",  # drawing lots, where the regulation's word is meant
    "\u8bc4\u59d4": "评标评审专家",  # a panel member in the spoken language
}

QUOTED = {
    "draw_service/rules/packs_data/baicheng.toml": "cites the sentence of Art. 22 as it was published",
    "deploy/glossary.md": "names the words that are not used, beside the ones that are",
}


@pytest.mark.parametrize("word", FORBIDDEN, ids=lambda word: FORBIDDEN[word])
def test_a_forbidden_word_stands_nowhere(word: str) -> None:
    found = [path for path, text in texts().items() if word in text and path not in QUOTED]

    assert found == [], f"write {FORBIDDEN[word]}"


def test_what_may_quote_them_still_does() -> None:
    for path in QUOTED:
        assert any(word in texts()[path] for word in FORBIDDEN), f"{path} needs no exception any more"


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
