"""Every parameter of the rule packs has its Chinese name, and no two have the same."""

from __future__ import annotations

from draw_service.web.parameter_words import PARAMETER_WORDS, parameter_name
from tests.rules.examples import pack


def test_every_parameter_is_named_in_chinese() -> None:
    known = set(pack().parameters)
    assert not known - set(PARAMETER_WORDS), "name them in draw_service/web/parameter_words.py"
    assert len(set(PARAMETER_WORDS.values())) == len(PARAMETER_WORDS)
    assert parameter_name("of a pack to come") == ""
