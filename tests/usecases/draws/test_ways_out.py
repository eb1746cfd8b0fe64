"""What keeps a draw or a room from being stuck: postponing, leaving the queue; what an abort erases."""

from __future__ import annotations

from datetime import timedelta

from audit.events import DrawEvent
from draw_service.usecases.arrival.replace_member import replace_member
from draw_service.usecases.arrival.withdraw import withdraw
from draw_service.usecases.draws.abort import abort
from draw_service.usecases.draws.join_queue import join_queue
from draw_service.usecases.draws.leave_queue import leave_queue
from draw_service.usecases.draws.postpone import postpone
from tests.usecases.register import SIGN_IN
from tests.usecases.stage import refused, stage


def test_a_postponed_evaluation_can_call_again_and_opens_later() -> None:
    s = stage("sealed")
    s.clock.jump(s.application.latest_start)
    withdraw(s.house, s.draw_id, 1, "withdrawn", s.codes())
    replace_member(s.house, s.draw_id, 1, "unable", s.codes())
    refused(s, s.call, "call-too-late")
    later = SIGN_IN + timedelta(days=1)
    latest = s.application.latest_start + timedelta(days=1)
    two = s.codes("center", "tenderer")
    refused(s, lambda: postpone(s.house, s.draw_id, later, latest, "storm", two), "parties-missing")
    earlier = SIGN_IN - timedelta(minutes=1)
    refused(s, lambda: postpone(s.house, s.draw_id, earlier, latest, "storm", s.codes()), "bad-input")
    postpone(s.house, s.draw_id, later, latest, "storm", s.codes())
    assert s.last().type is DrawEvent.DRAW_CONFIRMED
    assert s.last().body["what"] == "postponed"
    s.fill()
    s.seal()
    assert s.last().body["signin_at"] == later.strftime("%Y-%m-%dT%H:%M:%SZ")


def test_a_project_that_does_not_come_leaves_the_queue() -> None:
    s = stage("appointed")
    refused(s, lambda: leave_queue(s.house, s.draw_id, "room-1"), "not-in-queue")
    join_queue(s.house, s.draw_id, "room-1")
    leave_queue(s.house, s.draw_id, "room-1")
    with s.house.books() as books:
        assert list(books.rooms.queue("room-1")) == []
    assert join_queue(s.house, s.draw_id, "room-1") == 1


def test_an_attempt_that_was_never_opened_keeps_no_key() -> None:
    s = stage("sealed")
    abort(s.house, s.draw_id, "project-stopped", "told", s.codes())
    with s.house.books() as books:
        assert books.draws.secret(s.draw_id, "k") is None
        assert books.draws.secret(s.draw_id, "center-share") is None
        assert books.draws.list(s.draw_id, "register") is None
        assert books.draws.list(s.draw_id, "pool") is not None
