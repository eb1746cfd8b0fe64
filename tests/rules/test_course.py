"""The quick course of a draw and its whole replay say the same (protocol section 3)."""

from __future__ import annotations

import pytest

from draw_service.rules.course import course_of
from draw_service.usecases.arrival.replace_member import replace_member
from draw_service.usecases.arrival.withdraw import withdraw
from tests.usecases.stage import PHASES, Phase, selected, stage

SAME = {"filed": "filed", "appointed": "filed", "entered": "filed", "revealed": "locked"}
"""What a whole replay calls some of the phases."""


@pytest.mark.parametrize("phase", [*PHASES, "aborted"])
def test_it_stands_where_the_replay_stands(phase: Phase) -> None:
    s = stage(phase)
    found = course_of(s.events()).phase
    replayed = s.draw().phase
    assert SAME.get(found, found) == SAME.get(replayed, replayed)
    if phase in ("filed", "appointed", "entered"):
        assert found == phase


def test_a_vacancy_opens_the_calling_again_until_the_next_seal() -> None:
    s = stage("signed-in")
    withdraw(s.house, s.draw_id, 5, "withdrawn", s.codes())
    assert course_of(s.events()).phase == "calling"
    replace_member(s.house, s.draw_id, 5, "unable", s.codes())
    assert course_of(s.events()).phase == "calling"
    s.fill()
    s.seal()
    assert course_of(s.events()).phase == "sealed"


def test_a_selective_draw_goes_from_the_room_to_the_calls() -> None:
    assert course_of(selected().events()).phase == "calling"


def test_it_tells_what_happened_and_nothing_of_seats() -> None:
    s = stage("closed")
    course = course_of(s.events())
    told = [(one.type, one.detail) for one in course.milestones]
    assert told[:3] == [
        ("application.filed", ""),
        ("witness.appointed", "regulator"),
        ("room.entered", "tenderer"),
    ]
    assert told[-1] == ("draw.closed", "complete")
    assert not {"seat.called", "seat.answered", "seat.arrived"} & {one.type for one in course.milestones}
    assert course.regulator
