"""Editions of the rule pack: ids name parameters wholly, nothing reaches back or loosens (Art. 24, 25)."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from draw_service.rules.pack_editions import (
    Change,
    PackEdition,
    check_edition,
    differences,
    earliest,
    edition_of,
    read_value,
    say_value,
    stack,
)
from draw_service.rules.refusals import (
    PackEditionTooEarly,
    PackInvalid,
    PackOverride,
    PackUnchanged,
    ParameterMissing,
)

TODAY = date(2026, 3, 2)
LAYERS = (
    {
        "id": "national/1",
        "level": "national",
        "parameter": [
            {"name": "panel_min", "value": 5, "article": "37", "stricter": "higher"},
            {"name": "methods", "value": ["random"], "article": "38", "choices": ["random", "selective"]},
        ],
    },
    {"id": "jilin/1", "level": "province", "parameter": []},
    {
        "id": "baicheng/1",
        "level": "city",
        "parameter": [
            {"name": "minutes", "value": 30, "article": "Art. 8", "source_text": "30分钟"},
            {"name": "selects", "value": False, "article": "Art. 4", "reading": True},
        ],
    },
)


def edition(number: int, days: int, *changes: Change, level: str = "city") -> PackEdition:
    return PackEdition(number, level, changes, TODAY + timedelta(days=days))  # type: ignore[arg-type]


def minutes(value: int) -> Change:
    return Change("minutes", value, "Art. 8")


def test_an_edition_holds_from_its_day_on_and_names_itself() -> None:
    made = edition(2, 3, minutes(20))
    before, after = (stack(LAYERS, [made], TODAY + timedelta(days=day)) for day in (2, 3))

    assert (before.id, before.int("minutes")) == ("baicheng/1", 30)
    assert (after.id, after.int("minutes")) == ("baicheng/2", 20)
    assert edition_of(after.id) == 2


@given(days=st.lists(st.integers(1, 40), max_size=6), on=st.integers(0, 50))
def test_an_id_names_its_parameters_wholly(days: list[int], on: int) -> None:
    """The pack of a day is the one its id gives to somebody who replays it later."""
    confirmed: list[PackEdition] = []
    for step in days:
        draft = edition(len(confirmed) + 2, step, minutes(step + len(confirmed) * 100))
        try:
            check_edition(LAYERS, confirmed, draft, TODAY)
        except (PackEditionTooEarly, PackUnchanged):
            continue
        confirmed.append(draft)
    day = TODAY + timedelta(days=on)
    pack = stack(LAYERS, confirmed, day)
    upto = [one for one in confirmed if one.number <= edition_of(pack.id)]

    assert stack(LAYERS, upto, day) == pack
    assert all(one.valid_from <= day for one in upto)


def test_a_new_value_without_words_is_a_reading_until_confirmed() -> None:
    silent = stack(LAYERS, [edition(2, 1, minutes(20))], TODAY + timedelta(days=1)).parameter("minutes")
    said = edition(2, 1, Change("minutes", 20, "Art. 8", "20分钟"))
    confirmed = edition(3, 1, Change("minutes", 20, "Art. 8", confirmation="白管办〔2026〕3号，2026-03-01"))
    both = stack(LAYERS, [edition(2, 1, minutes(20)), confirmed], TODAY + timedelta(days=1)).parameter(
        "minutes"
    )

    assert (silent.unconfirmed, silent.source_text) == (True, "")
    assert not stack(LAYERS, [said], said.valid_from).parameter("minutes").reading
    assert (both.reading, both.unconfirmed) == (True, False)


def test_confirming_a_reading_keeps_its_value() -> None:
    word = Change("selects", False, "Art. 4", confirmation="白管办〔2026〕3号，2026-03-01")
    (found,) = check_edition(LAYERS, (), edition(2, 1, word), TODAY)

    assert found.before is not None
    assert found.before.unconfirmed
    assert not found.after.unconfirmed
    assert found.after.value is False


def test_a_city_may_tighten_the_law_and_never_loosen_it() -> None:
    (found,) = check_edition(LAYERS, (), edition(2, 1, Change("panel_min", 7, "Art. 6")), TODAY)
    assert (found.after.value, found.after.level) == (7, "city")

    with pytest.raises(PackOverride, match="37"):
        check_edition(LAYERS, (), edition(2, 1, Change("panel_min", 3, "Art. 6")), TODAY)


@pytest.mark.parametrize(
    ("change", "refusal"),
    [
        (Change("minutes", 30, "Art. 8"), PackUnchanged),
        (Change("minutes", True, "Art. 8"), PackInvalid),
        (Change("minutes", "30", "Art. 8"), PackInvalid),
        (Change("methods", ("drawn by hand",), "38"), PackInvalid),
        (Change("methods", (1,), "38"), PackInvalid),
        (Change("nobody", 1, "Art. 8"), ParameterMissing),
        (Change("minutes", 20, ""), PackInvalid),
    ],
)
def test_what_is_no_change_is_refused(change: Change, refusal: type[Exception]) -> None:
    level = "national" if change.name == "methods" else "city"
    with pytest.raises(refusal):
        check_edition(LAYERS, (), edition(2, 1, change, level=level), TODAY)


def test_nothing_reaches_back() -> None:
    later = edition(2, 9, minutes(20))
    assert (earliest((), TODAY), earliest([later], TODAY)) == (TODAY + timedelta(days=1), later.valid_from)
    with pytest.raises(PackEditionTooEarly):
        check_edition(LAYERS, (), edition(2, 0, minutes(20)), TODAY)
    with pytest.raises(PackEditionTooEarly):
        check_edition(LAYERS, [later], edition(3, 8, minutes(25)), TODAY)


def test_the_same_packs_do_not_differ() -> None:
    pack = stack(LAYERS, (), TODAY)
    assert differences(pack, pack) == ()


@given(
    st.one_of(
        st.booleans(),
        st.integers(-(10**12), 10**12),
        st.sampled_from(["latest-start", "开标"]),
        st.lists(st.integers(0, 99), min_size=1, max_size=5).map(tuple),
        st.lists(st.sampled_from(["a", "b-c", "甲"]), min_size=1, max_size=3).map(tuple),
    )
)
def test_a_value_is_read_back_as_it_is_said(value: bool | int | str | tuple[int | str, ...]) -> None:
    assert read_value(say_value(value), value) == value


@pytest.mark.parametrize(("text", "like"), [("maybe", True), ("x", 3), ("", "word"), ("1, x", (1,))])
def test_a_value_that_cannot_be_read_is_refused(text: str, like: bool | int | str | tuple[int, ...]) -> None:
    with pytest.raises(ValueError):
        read_value(text, like)


@pytest.mark.parametrize("pack_id", ["baicheng", "baicheng/", "baicheng/x", "baicheng/²"])
def test_an_id_without_a_number_names_no_edition(pack_id: str) -> None:
    with pytest.raises(PackInvalid):
        edition_of(pack_id)
