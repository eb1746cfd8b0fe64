"""Art. 6, 24, 25: the shipped packs and how layers stack."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from draw_service.rules.packs import LEVELS, build
from draw_service.rules.refusals import PackInvalid, PackOverride, ParameterMissing

from .examples import layer, shipped

DAY = date(2026, 6, 10)


def row(value: Any, name: str = "x", **more: Any) -> dict[str, Any]:
    return {"name": name, "value": value, "article": f"law of {name}", **more}


def one(level: str, *rows: dict[str, Any]) -> dict[str, Any]:
    return {"id": f"{level}/1", "level": level, "parameter": list(rows)}


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("panel_min_tendering", 5),
        ("panel_min_large_government_procurement", 7),
        ("panel_large_budget_fen", 10_000_000 * 100),
        ("lookback_years", 3),
        ("max_per_unit", 1),
        ("application_lead_working_days", 1),
        ("gp_earliest_working_days", 2),
        ("entry_code_tries", 5),
        ("late_limit", 3),
        ("accept_within", 3),
        ("objection_working_days", 10),
        ("answer_working_days", 10),
        ("publication_working_days", 5),
        ("retention_years_government_procurement", 15),
    ],
)
def test_shipped_numbers(name: str, value: int) -> None:
    assert shipped().int(name) == value


def test_shipped_choices() -> None:
    pack = shipped()
    assert pack.id == "baicheng/1"
    assert pack.text("leak_response") == "new-attempt"
    assert pack.text("publish_after") == "appeal_window"
    assert pack.text("history_query") == "by-approval"
    assert pack.text("response") == "accepted"
    assert pack.bool("relatives_same_panel") is True
    assert pack.list("replacement_parties") == ("tenderer", "regulator", "center")
    assert pack.ints("published_items") == (10, 11, 12, 19, 20)


def test_the_points_of_article_20() -> None:
    points = dict(enumerate(shipped().ints("item_points"), start=1))
    assert {item for item, lost in points.items() if lost == 10} == {5, 8, 10, 11, 12, 16, 17, 18, 19, 20}
    assert {item for item, lost in points.items() if lost == 5} == {1, 2, 3, 4, 6, 7, 9, 13, 14, 15}


def test_every_shipped_parameter_names_its_article_and_readings_are_counted() -> None:
    pack = shipped()
    assert all(p.article and p.level in LEVELS for p in pack.parameters.values())
    unconfirmed = {p.name for p in pack.unconfirmed()}
    assert {"leak_response", "item1_after", "max_per_unit", "accept_within"} <= unconfirmed
    assert not {"late_limit", "panel_min_tendering", "objection_working_days"} & unconfirmed
    orders = {p.article.split()[0] for p in pack.to_confirm()}
    assert orders >= {"财政部令第87号", "财政部令第74号", "财库〔2016〕198号", "国家发展改革委令第26号"}


def test_what_the_text_says_is_quoted_and_what_is_silent_is_ours() -> None:
    for p in shipped().parameters.values():
        assert p.source_text or p.reading or p.to_confirm or p.name == "item_points", p.name


def test_a_confirmed_reading_no_longer_counts() -> None:
    rows = row(1, reading=True), row(2, "y", reading=True, confirmation="白公管办〔2026〕3号, 2026-03-02")
    pack = build([one("city", *rows)], DAY)
    assert [p.name for p in pack.unconfirmed()] == ["x"]


@pytest.mark.parametrize(
    ("stricter", "upper", "lower"),
    [
        ("higher", 5, 7),
        ("lower", 5, 4),
        ("true", False, True),
        ("false", True, False),
        ("more", ["a"], ["a", "b"]),
        ("fewer", ["a", "b"], ["b"]),
    ],
)
def test_a_city_may_tighten_but_not_loosen(stricter: str, upper: Any, lower: Any) -> None:
    tight = build([one("national", row(upper, stricter=stricter)), one("city", row(lower))], DAY)
    assert tight.parameter("x").level == "city"
    with pytest.raises(PackOverride, match="law of x") as refused:
        build([one("national", row(lower, stricter=stricter)), one("city", row(upper))], DAY)
    assert "law of x" in refused.value.say("zh")
    with pytest.raises(PackOverride):
        build([one("national", row(upper)), one("city", row(lower))], DAY)


def test_the_same_value_keeps_the_higher_source_and_gaps_are_filled() -> None:
    pack = build([one("national", row(5)), one("province", row(5), row("b", "y")), one("city")], DAY)
    assert (pack.parameter("x").level, pack.parameter("y").level) == ("national", "province")


def test_a_lower_layer_cannot_open_the_direction_for_those_below() -> None:
    layers = [
        one("national", row(5, stricter="higher")),
        one("province", row(7, stricter="lower")),
        one("city", row(6)),
    ]
    with pytest.raises(PackOverride):
        build(layers, DAY)


def test_the_shipped_city_pack_cannot_shrink_a_panel() -> None:
    small = {"id": "other/1", "level": "city", "parameter": [row(3, "panel_min_tendering")]}
    with pytest.raises(PackOverride, match="Tendering and Bidding Law"):
        build([layer("national"), small], DAY)


def test_values_are_dated() -> None:
    rows = row(3, valid_to=date(2026, 6, 10)), row(5, valid_from=date(2026, 6, 10))
    assert build([one("city", *rows)], date(2026, 6, 9)).int("x") == 3
    assert build([one("city", *rows)], DAY).int("x") == 5
    assert "panel_min_government_procurement" not in build([layer("national")], date(2017, 9, 30)).parameters


@pytest.mark.parametrize(
    "layers",
    [
        [],
        [one("town")],
        [one("city"), one("national")],
        [one("city"), one("city")],
        [one("city", {"name": "x", "value": 1})],
        [one("city", row(1, color="red"))],
        [one("city", row(1.5))],
        [one("city", row([1, "a"]))],
        [one("city", row("c", choices=["a", "b"]))],
        [one("city", row(1), row(2))],
        [one("city", row(1, stricter="sideways"))],
        [one("city", row(1, valid_from="2026-01-01"))],
        [one("city", row(1, reading="yes"))],
        [one("national", row(1)), one("city", row("1"))],
    ],
)
def test_layers_that_cannot_be_read(layers: list[dict[str, Any]]) -> None:
    with pytest.raises(PackInvalid):
        build(layers, DAY)


def test_the_getters_check_the_kind() -> None:
    pack = build([one("city", row(1, "n"), row(True, "b"), row("t", "t"), row(["a"], "l"))], DAY)
    for getter, wrong in (
        (pack.int, "b"),
        (pack.bool, "n"),
        (pack.text, "l"),
        (pack.list, "t"),
        (pack.ints, "n"),
    ):
        with pytest.raises(PackInvalid):
            getter(wrong)
    with pytest.raises(PackInvalid):
        pack.ints("l")
    with pytest.raises(ParameterMissing, match="nowhere"):
        pack.int("nowhere")


@given(st.integers(0, 50), st.integers(0, 50), st.sampled_from(["higher", "lower", "fixed"]))
def test_a_number_only_moves_in_its_direction(upper: int, lower: int, stricter: str) -> None:
    layers = [one("national", row(upper, stricter=stricter)), one("city", row(lower))]
    allowed = (
        lower == upper or (stricter == "higher" and lower > upper) or (stricter == "lower" and lower < upper)
    )
    if allowed:
        assert build(layers, DAY).int("x") == lower
    else:
        with pytest.raises(PackOverride):
            build(layers, DAY)
