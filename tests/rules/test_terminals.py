"""Four conditions, two people, a day on which they end; and when a room may be drawn in (Art. 7)."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from draw_service.rules.refusals import ChecklistDecided, ChecklistIncomplete, OwnAct, TerminalUnchecked
from draw_service.rules.terminals import (
    CONDITIONS,
    Checklist,
    check,
    confirm,
    ending,
    months_after,
    must_be_fit,
    send_back,
    terminals,
)
from tests.rules.examples import pack, shipped

PACK = shipped()
NOW = datetime(2026, 3, 2, 1, tzinfo=UTC)
NOTES = dict.fromkeys(CONDITIONS, "已查看")
ONE = Checklist("T-0001", "1", "中心三楼", NOTES, "ann", NOW)
HELD = confirm(ONE, "bob", NOW, PACK)
END = datetime(2027, 3, 2, 1, tzinfo=UTC)


@pytest.mark.parametrize(
    "wrong",
    [
        *({"notes": {**NOTES, one: " "}} for one in CONDITIONS),
        *({"notes": {other: "x" for other in CONDITIONS if other != one}} for one in CONDITIONS),
        *({"room": " "}, {"place": ""}),
    ],
)
def test_every_condition_has_its_note(wrong: dict[str, object]) -> None:
    assert check(ONE) is ONE
    with pytest.raises(ChecklistIncomplete):
        check(replace(ONE, **wrong))


def test_another_person_confirms_once() -> None:
    with pytest.raises(OwnAct):
        confirm(ONE, "ann", NOW, PACK)
    assert HELD.valid_until == date(2027, 3, 2)
    for decided in (HELD, send_back(ONE, "bob", NOW)):
        with pytest.raises(ChecklistDecided):
            confirm(decided, "bob", NOW, PACK)
        with pytest.raises(ChecklistDecided):
            send_back(decided, "bob", NOW)


def test_a_house_without_a_room_draws_and_one_with_a_room_asks_every_room() -> None:
    must_be_fit("1", [ONE], NOW, PACK)
    must_be_fit("1", [HELD], NOW, PACK)
    with pytest.raises(TerminalUnchecked):
        must_be_fit("2", [HELD], NOW, PACK)
    with pytest.raises(TerminalUnchecked):
        must_be_fit("1", [], NOW, pack(terminal_checklist="always"))
    must_be_fit("2", [HELD], NOW, pack(terminal_checklist="warn"))


@given(st.integers(-40, 40))
def test_its_last_day_counts_and_the_next_does_not(days: int) -> None:
    at = END + timedelta(days=days)
    (room,) = terminals([HELD], at, PACK)
    assert room.valid is (days <= 0)
    assert room.ending is (-30 <= days <= 0)
    assert ending(HELD, at, PACK) is (days >= -30)
    assert not ending(replace(HELD, reminded=True), at, PACK)
    if days > 0:
        with pytest.raises(TerminalUnchecked):
            must_be_fit("1", [HELD], at, PACK)
    again = confirm(replace(ONE, id="T-0002"), "bob", at, PACK)
    must_be_fit("1", [HELD, again], at, PACK)


@given(st.dates(date(2000, 1, 1), date(2100, 1, 1)), st.integers(0, 60))
def test_months_end_on_the_same_day_or_the_months_last(day: date, months: int) -> None:
    end = months_after(day, months)
    assert (end.year * 12 + end.month) - (day.year * 12 + day.month) == months
    assert end.day == day.day or (end.day < day.day and (end + timedelta(days=1)).day == 1)
