"""The draw room beside the draw: entry list, cameras, the session's copy, one press counted once."""

from __future__ import annotations

from collections.abc import Callable
from hashlib import sha256

import pytest

from audit.canonical import canonical, parse_canonical
from audit.events import HouseEvent, decode_house
from draw_service.usecases.draws.confirm import confirm
from draw_service.usecases.draws.enter_room import enter_room
from draw_service.usecases.draws.join_queue import join_queue
from draw_service.usecases.draws.lock import lock
from draw_service.usecases.draws.print_receipt import print_receipt, printed_receipt
from draw_service.usecases.draws.reveal_share import reveal_share
from draw_service.usecases.room.admit_person import admit_person
from draw_service.usecases.room.as_seen import as_seen
from draw_service.usecases.room.look_at_rooms import look_at_rooms
from draw_service.usecases.room.look_at_session import look_at_session
from draw_service.usecases.room.note_camera import note_camera
from draw_service.usecases.room.session_record import session_record
from tests.usecases.register import secrets_of_people
from tests.usecases.stage import PHASES, ROOM, Phase, Stage, new_stage, refused, selected, stage

WITNESS = "见证人甲"


def facts(here: Stage, event: HouseEvent) -> list[dict[str, object]]:
    found = [decode_house(leaf) for leaf in here.facts() if b'"stream"' in leaf]
    return [dict(fact.body) for fact in found if fact.type is event]


def test_who_is_in_stands_on_the_list_and_without_a_name_in_the_log() -> None:
    s = new_stage().go("appointed")
    join_queue(s.house, s.draw_id, ROOM)
    code = s.codes()["tenderer"]
    enter_room(s.house, s.draw_id, ROOM, "tenderer", code, phone_deposited=True, name=WITNESS)
    admit_person(s.house, s.draw_id, "公证员乙", "other", phone_deposited=True)
    note_camera(s.house, s.draw_id, "CAM-3")
    note_camera(s.house, s.draw_id, "CAM-3")

    present = look_at_session(s.house, s.draw_id).present
    assert [(e.place, e.name, e.company) for e in present.entries] == [
        (1, WITNESS, "tenderer"),
        (2, "公证员乙", "other"),
    ]
    assert [camera.id for camera in present.cameras] == ["CAM-3"]
    assert facts(s, HouseEvent.ROOM_VISITED) == [
        {"draw": s.draw_id, "entry": 1, "for": "tenderer", "phone_deposited": True},
        {"draw": s.draw_id, "entry": 2, "for": "other", "phone_deposited": True},
    ]
    assert facts(s, HouseEvent.CAMERA_NOTED) == [{"draw": s.draw_id, "camera": "CAM-3"}]
    assert WITNESS not in b"".join(s.facts()).decode()
    assert WITNESS not in repr(present)


def test_nobody_is_let_in_with_a_phone_or_without_a_name() -> None:
    s = stage("entered")
    admit = lambda name, deposited: admit_person(  # noqa: E731
        s.house, s.draw_id, name, "other", phone_deposited=deposited
    )
    refused(s, lambda: admit("技术员", False), "phone-not-deposited")
    refused(s, lambda: admit("", True), "bad-input")
    refused(s, lambda: admit("多" * 61, True), "bad-input")
    refused(s, lambda: admit("a\u0000b", True), "bad-input")
    refused(s, lambda: admit_person(s.house, s.draw_id, "x", "bidder", phone_deposited=True), "bad-input")
    refused(s, lambda: note_camera(s.house, s.draw_id, "摄像机"), "bad-input")
    refused(s, lambda: note_camera(s.house, s.draw_id, ""), "bad-input")


@pytest.mark.parametrize("phase", ["closed", "aborted"])
def test_the_session_is_kept_by_itself_at_its_end(phase: Phase) -> None:
    s = stage("entered")
    admit_person(s.house, s.draw_id, "公证员乙", "other", phone_deposited=True)
    note_camera(s.house, s.draw_id, "CAM-3")
    refused(s, lambda: session_record(s.house, s.draw_id), "not-found")
    if phase == "closed":
        s.go_on("closed")
    else:
        s.go_on("sealed").abort()

    data = session_record(s.house, s.draw_id)
    found = parse_canonical(data)
    assert canonical(found) == data
    assert [event["n"] for event in found["events"]] == list(range(len(s.events())))
    assert found["events"][-1]["type"] == f"draw.{phase}"
    assert (found["room"], found["entries"][0]["name"]) == (ROOM, "公证员乙")
    assert facts(s, HouseEvent.ROOM_RECORDED)[0]["sha256"] == sha256(data).hexdigest()
    assert [text for text in secrets_of_people() if text in data.decode()] == []
    refused(s, lambda: admit_person(s.house, s.draw_id, "x", "other", phone_deposited=True), "draw-ended")
    refused(s, lambda: note_camera(s.house, s.draw_id, "CAM-4"), "draw-ended")


def test_a_press_from_a_page_that_is_behind_changes_nothing() -> None:
    s = stage("entered")
    seen = look_at_session(s.house, s.draw_id).steps
    lock(as_seen(s.house, s.draw_id, seen), s.draw_id)
    agree: Callable[[int], None] = lambda steps: confirm(  # noqa: E731
        as_seen(s.house, s.draw_id, steps), s.draw_id, "supplementary", "shortage", s.codes()
    )
    refused(s, lambda: agree(seen), "moved-on")
    agree(seen + 1)
    refused(s, lambda: agree(seen + 1), "moved-on")


def test_calls_and_answers_come_in_without_moving_a_page() -> None:
    s = stage("ordered")
    seen = look_at_session(s.house, s.draw_id).steps
    s.call()
    s.answer(1, "declined")
    assert look_at_session(s.house, s.draw_id).steps == seen
    confirm(as_seen(s.house, s.draw_id, seen), s.draw_id, "channel", "no-signal", s.codes())
    assert look_at_session(s.house, s.draw_id).steps == seen + 1


@pytest.mark.parametrize("phase", PHASES)
def test_each_step_of_the_ceremony_is_the_step_shown(phase: Phase) -> None:
    view = look_at_session(stage(phase).house, stage(phase).draw_id)
    at = PHASES.index(phase)
    marks: list[Phase] = ["locked", "receipt", "ordered"]
    assert view.step == 1 + sum(at >= PHASES.index(mark) for mark in marks)
    assert (view.committed is None) == (at < PHASES.index("locked"))
    assert (view.ordered is None) == (at < PHASES.index("ordered"))


def test_seats_with_their_tries_and_first_handles() -> None:
    s = stage("ordered")
    s.call()
    s.answer(1, "declined")
    s.call()
    view = look_at_session(s.house, s.draw_id)
    first, second = view.seats[0], view.seats[1]
    assert (first.state, first.asked, dict(first.outcomes)) == ("waiting", 1, {"declined": 1})
    assert (second.state, second.asked, second.dials, second.tries) == ("calling", 1, 1, 2)
    assert view.ordered is not None
    tickets = [seat.ticket for seat in view.ordered.first if seat.stratum == first.stratum]
    assert tickets == sorted(tickets)
    assert [text for text in secrets_of_people() if text in repr((view.seats, view.ordered))] == []


def test_a_selective_draw_has_seats_and_no_first_handles() -> None:
    s = selected()
    view = look_at_session(s.house, s.draw_id)
    assert (view.step, view.selective, view.ordered) == (4, True, None)
    assert {seat.stratum for seat in view.seats} == {stratum.id for stratum in s.application.strata}


def test_the_receipt_is_read_again_as_it_was_printed() -> None:
    s = stage("locked")
    refused(s, lambda: printed_receipt(s.house, s.draw_id), "receipt-not-printed")
    printed = print_receipt(s.house, s.draw_id)
    reveal_share(s.house, s.draw_id, "tenderer", s.share("tenderer"))
    assert printed_receipt(s.house, s.draw_id) == printed
    assert look_at_session(s.house, s.draw_id).receipt == printed.serial


def test_the_rooms_and_what_waits_before_them() -> None:
    s = stage("entered")
    waiting, ready = s.sibling("appointed"), s.sibling("filed")
    join_queue(s.house, waiting.draw_id, ROOM)
    done = s.sibling("appointed")
    done.abort()
    view = look_at_rooms(s.house)
    (room,) = view.rooms
    assert room.name == ROOM
    assert room.inside is not None
    assert (room.inside.draw_id, room.inside.state) == (s.draw_id, "in-room")
    assert [(one.draw_id, one.state) for one in room.waiting] == [(waiting.draw_id, "waiting")]
    assert [(one.draw_id, one.state) for one in view.ready] == [(ready.draw_id, "witness-missing")]
    assert [(one.draw_id, one.state) for one in view.ended] == [(done.draw_id, "aborted")]
    s.go_on("sealed")
    assert [(one.draw_id, one.state) for one in look_at_rooms(s.house).later] == [(s.draw_id, "sealed")]
