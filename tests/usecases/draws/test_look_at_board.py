"""The wall, made from the events alone, says what the draw's own replay says."""

from __future__ import annotations

from datetime import timedelta

import pytest

from draw_service.rules.refusals import NotFound
from draw_service.usecases.draws.look import look
from draw_service.usecases.draws.look_at_board import look_at_board
from draw_service.usecases.draws.redial import redial
from draw_service.usecases.room.look_at_session import look_at_session
from tests.usecases.stage import PHASES, Phase, Stage, by_chance, stage


def same(s: Stage) -> None:
    board, view = look_at_board(s.house, s.draw_id), look(s.house, s.draw_id)
    assert (board.application_id, board.attempt) == (view.application_id, view.attempt)
    assert sorted(board.entered) == sorted(view.entered)
    if view.seats:
        assert {seat.slot: seat.state for seat in board.seats} == {v.slot: v.state for v in view.seats}
        assert [seat.candidate for seat in board.seats] == [v.tries for v in view.seats]
        assert board.step == 4
    assert board.stage == view.phase


@pytest.mark.parametrize("phase", PHASES)
def test_every_phase_is_shown_as_it_is(phase: Phase) -> None:
    same(stage(phase))


@pytest.mark.parametrize("number", range(12))
def test_draws_by_chance_are_shown_as_they_are(number: int) -> None:
    s = by_chance(number)
    same(s)
    for _ in range(3):
        s.answer(s.call().slot, "declined")
        same(s)
    s.fill()
    same(s)
    s.seal()
    same(s)


def test_steps_go_with_the_ceremony() -> None:
    phases: tuple[Phase, ...] = ("filed", "entered", "locked", "receipt", "one-share", "revealed", "ordered")
    shown = [look_at_board((s := stage(phase)).house, s.draw_id).step for phase in phases]
    assert shown == [1, 1, 2, 3, 3, 3, 4]


@pytest.mark.parametrize("phase", PHASES)
def test_the_wall_stands_at_the_step_of_the_operators_page(phase: Phase) -> None:
    s = stage(phase)
    assert look_at_board(s.house, s.draw_id).step == look_at_session(s.house, s.draw_id).step


def test_a_seat_goes_on_telling_how_the_one_before_answered() -> None:
    s = stage("ordered")
    slot = s.call().slot
    s.answer(slot, "declined")
    s.fill()
    seats = look_at_board(s.house, s.draw_id).seats
    assert (seats[slot - 1].state, seats[slot - 1].candidate, seats[slot - 1].last) == (
        "accepted",
        2,
        "declined",
    )
    assert {seat.last for seat in seats if seat.slot != slot} == {""}


def test_an_order_is_not_yet_a_call() -> None:
    s = stage("ordered")
    assert not look_at_board(s.house, s.draw_id).called
    s.call()
    assert look_at_board(s.house, s.draw_id).called


def test_a_redial_is_another_call_to_the_same_candidate() -> None:
    s = stage("ordered")
    first = s.call()
    s.clock.jump(s.clock.now() + timedelta(minutes=3))
    redial(s.house, s.draw_id, first.slot)
    seat = look_at_board(s.house, s.draw_id).seats[first.slot - 1]
    assert (seat.candidate, seat.dials) == (1, 2)


def test_nobody_knows_a_draw_that_is_not_there() -> None:
    with pytest.raises(NotFound):
        look_at_board(stage("filed").house, "AP-2026-9999.1")
