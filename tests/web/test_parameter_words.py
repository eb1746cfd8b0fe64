"""Every parameter of the rule packs has its own Chinese name, and every choice its Chinese words."""

from __future__ import annotations

from draw_service.rules.pack_editions import read_value, say_value
from draw_service.web.parameter_words import (
    CHOICE_WORDS,
    PARAMETER_WORDS,
    choice_said,
    choices_said,
    parameter_name,
    value_said,
)
from tests.rules.examples import pack


def test_every_parameter_is_named_in_chinese() -> None:
    known = set(pack().parameters)
    assert not known - set(PARAMETER_WORDS), "name them in draw_service/web/parameter_words.py"
    assert len(set(PARAMETER_WORDS.values())) == len(PARAMETER_WORDS)
    assert parameter_name("of a pack to come") == ""


def test_every_choice_is_said_in_chinese_and_typed_as_its_code() -> None:
    offered = {(one.name, choice) for one in pack().parameters.values() for choice in one.choices}
    assert not {choice for _name, choice in offered} - set(CHOICE_WORDS), "say them in parameter_words.py"
    for name, choice in offered:
        assert not choice_said(name, choice, "zh").isascii()
        assert choice_said(name, choice, "en") == choice

    late = pack().parameters["declaration_expired"]
    assert value_said(late, "zh") == "更新之前不抽取"
    assert value_said(late, "en") == "not-drawn"
    assert "not-drawn（更新之前不抽取）" in choices_said(late, "zh")
    assert read_value(say_value(late.value), late.value) == late.value
    parties = pack().parameters["selective_parties"]
    assert value_said(parties, "zh") == "招标人、监管部门、中心"
    assert value_said(pack().parameters["statistics_field"], "zh") == "本单位监管的项目"
