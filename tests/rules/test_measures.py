"""A measure from proposal to its end: two people, fifteen calendar days, nothing forgotten (Art. 23)."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from draw_service.rules.identifiers import SHANGHAI
from draw_service.rules.measures import (
    MeasureRecord,
    answer,
    check,
    judge,
    lapse,
    order,
    past,
    practice_records,
    withdraw,
)
from draw_service.rules.people import Company
from draw_service.rules.refusals import MeasureElsewhere, MeasureIncomplete, OwnAct
from tests.rules.examples import shipped

PACK = shipped()
NOW = datetime(2026, 3, 2, 1, tzinfo=UTC)
ONE = MeasureRecord(
    *("M-2026-0001", "warning", "tenderer", Company("甲单位", "91220800MA0XXXXX0X")),
    *("Art. 3", "", "文〔2026〕1号", "未从系统抽取", "重新抽取", "ann", NOW),
)
ORDERED = order(ONE, "bob", NOW, PACK)


@pytest.mark.parametrize(
    "wrong",
    [{"facts": " "}, {"demand": ""}, {"number": ""}, {"clause": "Art. 26"}, {"institution": Company("")}],
)
def test_nothing_is_proposed_half(wrong: dict[str, object]) -> None:
    assert check(ONE) is ONE
    with pytest.raises(MeasureIncomplete):
        check(replace(ONE, **wrong))


def test_whoever_proposed_does_not_order() -> None:
    with pytest.raises(OwnAct):
        order(ONE, "ann", NOW, PACK)
    assert (ORDERED.state, ORDERED.answer_by) == ("ordered", date(2026, 3, 17))


@given(st.integers(0, 40 * 24))
def test_it_is_late_from_the_day_after_the_fifteenth_and_marked_once(hours: int) -> None:
    at = NOW + timedelta(hours=hours)
    late = at.astimezone(SHANGHAI).date() > date(2026, 3, 17)
    assert past(ORDERED, at) is late
    marked = lapse(ORDERED, at)
    assert marked.late is late
    assert lapse(marked, at + timedelta(days=1)).overdue_at == marked.overdue_at or not late
    assert answer(marked, "已整改", "t", at).exchanges[-1].late is late


def test_a_returned_answer_opens_the_time_again_and_what_was_late_stays_known() -> None:
    at = NOW + timedelta(days=20)
    answered = answer(lapse(ORDERED, at), "已整改", "t", at)
    with pytest.raises(MeasureIncomplete):
        judge(answered, "bob", at, PACK, accept=False, reply=" ")
    again = judge(answered, "bob", at, PACK, accept=False, reply="不足")
    assert (again.state, again.answer_by, again.late, again.ever_late) == (
        *("ordered", date(2026, 4, 6), False, True),
    )
    closed = judge(answer(again, "已补", "t", at), "bob", at, PACK, accept=True, reply="")
    assert [one.verdict for one in closed.exchanges] == ["returned", "accepted"]
    (record,) = practice_records([closed, replace(ONE, id="M-2")])
    assert (record.counts["warning"], record.open, record.late) == (1, 0, 1)


ACTS = {
    "order": lambda one: order(one, "bob", NOW, PACK),
    "withdraw": lambda one: withdraw(one, "bob", NOW),
    "answer": lambda one: answer(one, "x", "t", NOW),
    "accept": lambda one: judge(one, "bob", NOW, PACK, accept=True, reply=""),
}
MAY = {"proposed": {"order", "withdraw"}, "ordered": {"answer"}, "answered": {"accept"}}


@given(st.lists(st.sampled_from(sorted(ACTS)), max_size=6))
def test_no_act_is_done_at_another_step(acts: list[str]) -> None:
    held = ONE
    for act in acts:
        if act in MAY.get(held.state, set()):
            held = ACTS[act](held)
        else:
            with pytest.raises(MeasureElsewhere):
                ACTS[act](held)


def test_a_measure_against_the_center_needs_no_code() -> None:
    center = replace(ONE, standing="center", institution=Company("中心"))
    assert check(center).subject == "center"
    assert "甲单位" not in repr(ONE)
    assert "未从系统抽取" not in repr(ONE)
