"""An answer on the page is the decision a key would have been; who was not asked cannot give one (Art. 5)."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest

from audit.events import DrawEvent, HouseEvent
from audit.verify import verify
from draw_service.rules.refusals import (
    LeaveOverSeat,
    NotFound,
    SeatMovedOn,
    TooLateToCancel,
)
from draw_service.usecases.arrival.replace_member import replace_member
from draw_service.usecases.calling.answer_on_page import answer_on_page
from draw_service.usecases.calling.start_calling import start_calling
from draw_service.usecases.chain import keys_and_roll
from draw_service.usecases.expert.cannot_come import cannot_come
from draw_service.usecases.expert.invitations import Offer, Promise, invitations
from draw_service.usecases.expert.plan_leave import plan_leave
from draw_service.usecases.supervision.export_bundle import export_bundle
from notifications.records import NOTICE
from scoring.rules.working_days import civil_date
from tests.usecases.calling.town import Town

Opened = Callable[..., Town]


@pytest.fixture
def opened(tmp_path: Path) -> Opened:
    return lambda **options: Town(tmp_path, **options)


def called(town: Town, slot: int) -> str:
    """The register id of whom the seat belongs to now."""
    seating = town.draw().seating
    assert seating is not None
    with town.house.books() as books:
        return keys_and_roll(books, town.draw_id)[1][seating.holders[slot].handle].id


def offer(town: Town, expert: str) -> Offer:
    (found,) = invitations(town.house, expert).offers
    return found


def promise(town: Town, expert: str) -> Promise:
    (found,) = invitations(town.house, expert).promises
    return found


def answers(town: Town, slot: int) -> list[str]:
    return [one["outcome"] for one in town.events(DrawEvent.SEAT_ANSWERED) if one["slot"] == slot]


def ringing(opened: Opened, **more: object) -> tuple[Town, str]:
    """Nobody picks up; the first calls are on their way."""
    town = opened(scripts=lambda _n: "rings-out", **more)
    start_calling(town.house, town.draw_id)
    town.pass_time(seconds=5)
    return town, called(town, 1)


def test_the_page_asks_what_the_call_asks_and_tells_no_more(opened: Opened) -> None:
    town, expert = ringing(opened)

    asked = offer(town, expert)

    assert (asked.signin_at, asked.minutes) == (town.application.signin_at, town.application.expected_minutes)
    assert asked.missed == 0 < asked.most
    assert town.draw_id not in asked.key
    assert not {"place", "project", "draw"} & set(Offer.__slots__)
    assert invitations(town.house, "E000999").offers == ()


def test_accepting_is_one_answer_one_record_and_the_message(opened: Opened) -> None:
    town, expert = ringing(opened)

    answer_on_page(town.house, expert, offer(town, expert).key, takes_part=True)
    answer_on_page(town.house, expert, promise_key(town, expert), takes_part=True)

    assert answers(town, 1) == ["accepted"]
    with town.house.books() as books:
        (record,) = [one for one in books.draws.call_records(town.draw_id) if one.slot == 1]
    kept = json.loads(record.data)
    assert kept["page"]
    assert kept["attempts"]
    assert kept["numbers"]
    assert {
        row.outcome for row in town.rows(NOTICE, subject=f"{town.draw_id}/1/0", template="invitation")
    } == {"accepted"}
    number = town.number_at(1)
    town.pass_time(minutes=2)
    assert [body for body in town.texts(number) if "签到码" in body]
    assert promise(town, expert).place == town.application.signin_place
    assert promise(town, expert).told_at is not None


def promise_key(town: Town, expert: str) -> str:
    return promise(town, expert).key


def test_declining_calls_the_next_and_keeps_the_reason(opened: Opened) -> None:
    town, expert = ringing(opened)

    answer_on_page(town.house, expert, offer(town, expert).key, takes_part=False, reason="leave")

    assert answers(town, 1) == ["declined"]
    assert called(town, 1) != expert
    assert [one["slot"] for one in town.facts(HouseEvent.LEAVE_ASKED)] == [1]
    with town.house.books() as books:
        assert len(books.pool.leave_asked(expert)) == 1


def test_a_reason_without_leave(opened: Opened) -> None:
    town, expert = ringing(opened)
    answer_on_page(town.house, expert, offer(town, expert).key, takes_part=False, reason="recusal")
    assert [one["reason"] for one in town.facts(HouseEvent.REASON_GIVEN)] == ["recusal"]


def test_missed_calls_are_told_and_a_late_answer_hears_that_the_place_is_filled(opened: Opened) -> None:
    town, expert = ringing(opened)
    key = offer(town, expert).key

    town.pass_time(lambda: bool((o := invitations(town.house, expert).offers) and o[0].missed), minutes=30)
    assert offer(town, expert).missed == 1
    town.pass_time(lambda: bool(answers(town, 1)), hours=2)

    assert answers(town, 1)[0] == "unreachable"
    assert invitations(town.house, expert).offers == ()
    before = len(town.events(DrawEvent.SEAT_ANSWERED))
    with pytest.raises(SeatMovedOn):
        answer_on_page(town.house, expert, key, takes_part=True)
    assert len(town.events(DrawEvent.SEAT_ANSWERED)) == before
    assert [one["slot"] for one in town.facts(HouseEvent.KEY_LATE)] == [1]


@pytest.mark.parametrize("key", ["", "nonsense", "ÄÖ", "A" * 64])
def test_a_key_that_is_none(opened: Opened, key: str) -> None:
    town, expert = ringing(opened)
    for act in (
        lambda: answer_on_page(town.house, expert, key, takes_part=True),
        lambda: cannot_come(town.house, expert, key, "withdrawn"),
    ):
        with pytest.raises(NotFound):
            act()


def test_nobody_answers_for_another(opened: Opened) -> None:
    town, expert = ringing(opened)
    other = called(town, 2)

    with pytest.raises(NotFound):
        answer_on_page(town.house, other, offer(town, expert).key, takes_part=True)
    with pytest.raises(NotFound):
        cannot_come(town.house, expert, offer(town, expert).key, "withdrawn")
    assert town.events(DrawEvent.SEAT_ANSWERED) == []


def test_who_accepted_on_the_page_and_picks_up_all_the_same_hears_that(opened: Opened) -> None:
    town = opened(accept=1.0)
    start_calling(town.house, town.draw_id)
    town.pass_time(seconds=2)
    expert = called(town, 1)
    answer_on_page(town.house, expert, offer(town, expert).key, takes_part=True)

    town.settle()

    assert answers(town, 1) == ["accepted"]
    assert called(town, 1) == expert
    town.live_the_day()
    assert verify(export_bundle(town.house, town.draw_id, "auditor")).verdict != "failed"


def test_cannot_come_before_the_lock_calls_the_next(opened: Opened) -> None:
    town, expert = ringing(opened)
    answer_on_page(town.house, expert, offer(town, expert).key, takes_part=True)
    key = promise(town, expert).key

    cannot_come(town.house, expert, key, "withdrawn")
    cannot_come(town.house, expert, key, "withdrawn")

    assert answers(town, 1) == ["accepted", "withdrawn"]
    assert called(town, 1) != expert
    assert invitations(town.house, expert).promises == ()


def test_cannot_come_after_the_lock_waits_for_the_parties(opened: Opened) -> None:
    town = opened(accept=1.0)
    start_calling(town.house, town.draw_id)
    town.settle()
    expert = called(town, 2)

    cannot_come(town.house, expert, promise(town, expert).key, "recused")

    seating = town.draw().seating
    assert seating is not None
    assert seating.to_confirm == {2}
    assert 2 not in seating.holders
    codes = {"center": "operator-1"} | {party: slip.entry for party, slip in town.slips.items()}
    replace_member(town.house, town.draw_id, 2, "recused", codes)  # type: ignore[arg-type]
    assert called(town, 2) != expert


def test_past_the_hour_it_is_too_late_to_say_so(opened: Opened) -> None:
    town = opened(accept=1.0)
    start_calling(town.house, town.draw_id)
    town.settle()
    expert = called(town, 1)
    key = promise(town, expert).key
    town.network.advance_to(town.application.signin_at + timedelta(minutes=1))

    assert not promise(town, expert).may_cancel
    with pytest.raises(TooLateToCancel):
        cannot_come(town.house, expert, key, "withdrawn")


def test_no_leave_over_a_seat(opened: Opened) -> None:
    town, expert = ringing(opened)
    day = civil_date(town.application.signin_at)
    with pytest.raises(LeaveOverSeat):
        plan_leave(town.house, expert, day, day)
    plan_leave(town.house, expert, day + timedelta(days=3), day + timedelta(days=4))
    with town.house.books() as books:
        found = books.pool.expert(expert)
    assert found is not None
    assert [civil_date(one.start) for one in found.leave] == [day + timedelta(days=3)]
