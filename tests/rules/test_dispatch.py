"""The dispatch service: what it asks for, and that it waits for the house's own projects (Art. 15)."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from audit.refusal import Refusal
from draw_service.rules.applications import Dispatch
from draw_service.rules.dispatch import check_dispatch, in_turn
from tests.usecases.register import START, application

ASKED = Dispatch("乙县医院", START - timedelta(days=9), START - timedelta(days=8), "函1号", True, True)


@pytest.mark.parametrize(
    ("wrong", "code", "article"),
    [
        ({"booked_at": ASKED.notice_at}, "dispatch-booked-late", "Art. 15(1)"),
        (
            {"booked_at": START + timedelta(hours=1), "notice_at": START + timedelta(hours=2)},
            *("dispatch-booked-late", "Art. 15(1)"),
        ),
        ({"approval": " "}, "dispatch-unapproved", "Art. 15(2)"),
        ({"place": False}, "dispatch-host-unfit", "Art. 15"),
        ({"staff": False}, "dispatch-host-unfit", "Art. 15"),
        ({"host": ""}, "dispatch-host-unfit", "Art. 15"),
    ],
)
def test_each_condition_has_its_refusal(wrong: dict[str, object], code: str, article: str) -> None:
    check_dispatch(application(dispatch=ASKED), START, paper=True)
    with pytest.raises(Refusal) as refused:
        check_dispatch(application(dispatch=replace(ASKED, **wrong)), START, paper=True)
    assert (refused.value.code, refused.value.article) == (code, article)


def test_the_paper_itself_is_attached_and_a_project_of_the_house_needs_none() -> None:
    with pytest.raises(Refusal) as refused:
        check_dispatch(application(dispatch=ASKED), START, paper=False)
    assert refused.value.code == "dispatch-unapproved"
    check_dispatch(application(), START, paper=False)


@given(st.lists(st.integers(0, 99), unique=True), st.sets(st.integers(0, 99)))
def test_the_house_goes_first_and_each_kind_as_it_came(came: list[int], outside: set[int]) -> None:
    names, dispatched = [str(one) for one in came], {str(one) for one in outside}
    turn = in_turn(names, dispatched)
    assert sorted(turn) == sorted(names)
    kinds = [one in dispatched for one in turn]
    assert kinds == sorted(kinds)
    for kind in (True, False):
        assert [one for one in turn if (one in dispatched) is kind] == [
            one for one in names if (one in dispatched) is kind
        ]
