"""The worker's three acts: what is placed, what is heard, what is looked after."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from sqlalchemy import select
from sqlmodel import Session

from draw_service.store.cipher import Cipher
from draw_service.store.rotation import reencrypt, remaining
from notifications.attempts import End, Happening, Kind
from notifications.channels.port import Callback, Limits
from notifications.inbox import INBOX
from notifications.policy import Policy
from notifications.post import Post
from notifications.records import ATTEMPT, NOTICE
from notifications.throttles import THROTTLE
from notifications.timers import TIMER
from tests.notifications.exchange import Exchange
from tests.notifications.house import MORNING, Clock, Desk, check, check_settled, number
from tests.store.fakes import SeededEntropy


def test_one_person_is_never_rung_twice_at_once(desk: Desk, exchange: Exchange) -> None:
    desk.open(1)
    desk.open(1, subject="another")

    assert desk.dispatcher.tick() == 1
    assert desk.dispatcher.tick() == 0
    check(desk)

    desk.settle()
    assert len(exchange.calls) == 2
    check_settled(desk)


def test_a_message_does_not_wait_for_a_call(desk: Desk) -> None:
    desk.open(1)
    desk.open(1, kind="sms")

    assert desk.dispatcher.tick() == 2


def test_a_tick_takes_no_more_than_it_may(desk: Desk) -> None:
    for n in range(5):
        desk.open(n)

    assert [desk.dispatcher.tick(2) for _ in range(4)] == [2, 2, 1, 0]


@pytest.mark.parametrize(
    ("hour", "waits"), [(0, False), (12, False), (13, True), (20, True), (23, True)], ids=str
)
def test_no_phone_rings_outside_the_window(desk: Desk, clock: Clock, hour: int, waits: bool) -> None:
    clock.at = MORNING.replace(hour=hour)  # Shanghai is eight hours on: 08:00, 20:00, 21:00, 04:00, 07:00
    desk.open(1)
    desk.open(2, kind="sms")

    desk.dispatcher.tick()

    placed = [call.number for call in desk.exchange.calls.values()]
    assert (number(2) in placed, number(1) in placed) == (True, not waits)
    if waits:
        (row,) = desk.rows(ATTEMPT, kind="voice")
        clock.at = row.due_at
        assert desk.dispatcher.tick() == 1
        assert (row.due_at + timedelta(hours=8)).strftime("%H:%M") == "08:00"


def test_a_person_is_spared_after_so_many_calls(desk: Desk, exchange: Exchange) -> None:
    exchange.scripts[f"voice {number(1)}"] = ["busy"]
    policy = Policy(tries=5, per_callee_per_hour=2)
    desk.open(1, policy=policy)

    placed = []
    while not desk.settled():
        desk.round()
        desk.clock.advance(seconds=100)
        placed.append(len(exchange.calls))

    hours = {int((desk.rows(ATTEMPT, id=one)[0].intent_at).timestamp()) // 3600 for one in exchange.calls}
    assert max(placed) <= 2 * len(hours)
    assert len(hours) >= 2


def test_the_account_is_held_to_its_speed(desk: Desk, exchange: Exchange, clock: Clock) -> None:
    exchange.limits = Limits(per_second=2)
    for n in range(5):
        desk.open(n)

    assert desk.dispatcher.tick() == 2
    assert desk.dispatcher.tick() == 0
    clock.advance(seconds=1)
    assert desk.dispatcher.tick() == 2


def test_a_slow_account_waits_longer_than_a_second(desk: Desk, exchange: Exchange, clock: Clock) -> None:
    exchange.limits = Limits(per_second=0.25, per_callee=((1, 60),))
    desk.open(1)
    desk.open(2)

    assert desk.dispatcher.tick() == 1
    clock.advance(seconds=1)
    assert desk.dispatcher.tick() == 0
    clock.advance(seconds=4)
    assert desk.dispatcher.tick() == 1
    assert {row.key.partition(":")[0] for row in desk.rows(THROTTLE)} >= {"account", "callee"}


def test_too_many_requests_are_sent_again_later(desk: Desk, exchange: Exchange, clock: Clock) -> None:
    exchange.faults = ["busy-signal-429", "not-sent"]
    notice = desk.open(1)
    desk.dispatcher.tick()
    assert desk.dispatcher.tick() == 0

    for wait in (1, 2):
        clock.advance(seconds=wait)
        assert desk.dispatcher.tick() == 1

    desk.settle()
    assert len(exchange.asked) == 3
    assert len(set(exchange.asked)) == 1  # the same attempt, sent once
    assert (desk.outcome(notice), desk.ends(notice)) == ("accepted", ["completed"])


def test_a_provider_out_of_reach_raises_an_alarm(desk: Desk, exchange: Exchange) -> None:
    exchange.faults = ["not-sent"] * 6
    desk.open(1)
    for _ in range(6):
        desk.dispatcher.tick()
        desk.clock.advance(seconds=60)

    assert desk.alarms() == ["not-sent"]
    desk.settle()
    check_settled(desk)


def test_our_own_mistake_stops_the_channel_and_burns_nobody(desk: Desk, exchange: Exchange) -> None:
    exchange.faults = ["bad-account"]
    notices = [desk.open(n) for n in range(3)]
    desk.dispatcher.tick(1)

    desk.clock.advance(minutes=30)
    assert desk.dispatcher.tick() == 0
    assert desk.alarms() == ["channel-stopped"]
    assert {desk.outcome(notice) for notice in notices} == {""}

    desk.dispatcher.restart("scripted")
    desk.settle()
    assert {desk.outcome(notice) for notice in notices} == {"accepted"}
    assert all(desk.ends(notice) == ["completed"] for notice in notices)


def test_a_number_the_provider_refuses_is_passed_over(desk: Desk, exchange: Exchange) -> None:
    exchange.faults = ["bad-number"]
    notice = desk.open(1, numbers=2)

    desk.settle()

    assert desk.ends(notice) == ["invalid-number", "completed"]
    assert [call.number for call in exchange.calls.values()] == [number(1, 1)]


def test_what_a_channel_cannot_say_waits_visibly(desk: Desk, exchange: Exchange) -> None:
    exchange.unsaid = {"invitation"}
    notice = desk.open(1)

    assert desk.dispatcher.tick() == 0
    assert desk.alarms() == ["cannot-say"]

    exchange.unsaid = set()
    desk.clock.advance(minutes=5)
    desk.settle()
    assert desk.outcome(notice) == "accepted"
    assert desk.alarms() == []


def test_words_are_true_on_the_day_they_are_said(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    said: list[str] = []
    place = desk.exchange.place
    monkeypatch.setattr(desk.exchange, "place", lambda out: (said.append(out.params["day"]), place(out))[1])
    desk.exchange.scripts[f"voice {number(1)}"] = ["busy"]
    desk.open(1, policy=Policy(gap_seconds=24 * 3600))

    desk.dispatcher.tick()
    desk.play()
    desk.clock.advance(hours=25)
    desk.dispatcher.tick()

    assert said == ["明天，3月3日", "今天，3月3日"]


def callback(desk: Desk, attempt: str, place: int = 0, **changes: object) -> Callback:
    return replace(desk.exchange.callback(attempt, place), **changes)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("changes", "status"),
    [
        ({"headers": {"x-signature": "forged"}}, 403),
        ({"headers": {}}, 403),
        ({"body": b"\xff not json"}, 400),
    ],
)
def test_a_callback_that_is_not_ours_is_counted_and_changes_nothing(
    desk: Desk, changes: dict[str, object], status: int
) -> None:
    desk.open(1)
    desk.dispatcher.tick()
    (attempt,) = desk.exchange.calls
    before = desk.rows(ATTEMPT)

    reply = desk.dispatcher.receive("scripted", callback(desk, attempt, **changes))

    assert reply.status == status
    assert desk.rows(ATTEMPT) == before
    assert desk.rows(INBOX) == []
    assert [row.used for row in desk.rows(THROTTLE) if row.key.startswith("refused:scripted:")] == [1]


def test_an_unknown_attempt_is_kept_and_answered_not_found(desk: Desk) -> None:
    reply = desk.dispatcher.receive("scripted", callback(desk, "a" * 13))

    assert reply.status == 404
    (row,) = desk.rows(INBOX)
    assert (row.refused, row.attempt_id) == ("unknown-attempt", "a" * 13)


def test_a_channel_this_worker_does_not_serve(desk: Desk) -> None:
    with pytest.raises(KeyError):
        desk.dispatcher.receive("nobody", callback(desk, "a" * 13))


def test_a_repeated_callback_is_kept_once_and_answered_the_same(desk: Desk) -> None:
    desk.open(1)
    desk.dispatcher.tick()
    (attempt,) = desk.exchange.calls
    for place in (0, 1):
        desk.dispatcher.receive("scripted", callback(desk, attempt, place))

    bodies = [desk.dispatcher.receive("scripted", callback(desk, attempt, 2)).body for _ in range(3)]

    assert bodies == [b"read-back-accept"] * 3
    assert len(desk.rows(INBOX)) == 3
    assert desk.rows(ATTEMPT)[0].keys == "1"


def test_a_client_that_cannot_take_it_in_hears_it_again(desk: Desk, clock: Clock) -> None:
    """The report is kept, the caller is asked to wait, and the next sweep tells it."""
    notice = desk.open(1)
    desk.dispatcher.tick()
    (attempt,) = desk.exchange.calls
    for place in (0, 1, 2):
        desk.dispatcher.receive("scripted", callback(desk, attempt, place))
    desk.broken = 2

    reply = desk.dispatcher.receive("scripted", callback(desk, attempt, 3))
    assert (reply.status, reply.body) == (200, b"wait")
    clock.advance(seconds=3)
    desk.dispatcher.sweep()
    assert (desk.outcome(notice), desk.alarms()) == ("", ["not-applied"])
    desk.dispatcher.sweep()

    assert desk.outcome(notice) == "accepted"
    check(desk)


def test_a_status_report_that_cannot_be_taken_in_is_asked_for_again(desk: Desk) -> None:
    desk.open(1)
    desk.dispatcher.tick()
    (attempt,) = desk.exchange.calls
    desk.broken = 1
    ended = callback(desk, attempt, 4)

    assert desk.dispatcher.receive("scripted", ended).status == 503
    assert desk.dispatcher.receive("scripted", ended).status == 200


def test_a_stuck_call_is_asked_about(desk: Desk, clock: Clock) -> None:
    """Not one callback comes."""
    notice = desk.open(1)
    desk.dispatcher.tick()

    clock.advance(seconds=95)
    desk.dispatcher.sweep()

    assert desk.outcome(notice) == "accepted"
    check_settled(desk)
    assert desk.rows(TIMER) == []


def test_what_nobody_knows_comes_before_a_person(desk: Desk, exchange: Exchange, clock: Clock) -> None:
    exchange.mute = True
    exchange.faults = ["500-before"]
    notice = desk.open(1)
    desk.dispatcher.tick()
    for _ in range(40):
        clock.advance(seconds=20)
        desk.dispatcher.sweep()
        desk.dispatcher.tick()
    assert desk.alarms() == ["uncertain"]
    assert exchange.asked == [desk.rows(ATTEMPT)[0].id]

    desk.dispatcher.settle(exchange.asked[0], End.NOT_PLACED)

    assert desk.alarms() == []
    desk.settle()
    assert (desk.outcome(notice), desk.ends(notice)) == ("accepted", ["not-placed", "completed"])
    check_settled(desk)


def test_not_found_is_believed_the_second_time(desk: Desk, exchange: Exchange, clock: Clock) -> None:
    exchange.faults = ["reset"]
    desk.open(1)
    desk.dispatcher.tick()
    desk.dispatcher.sweep()
    assert [row.state for row in desk.rows(ATTEMPT)] == ["uncertain"]
    clock.advance(seconds=29)
    desk.dispatcher.sweep()
    assert [row.state for row in desk.rows(ATTEMPT)] == ["uncertain"]
    clock.advance(seconds=31)
    desk.dispatcher.sweep()

    assert sorted(row.end for row in desk.rows(ATTEMPT)) == ["", "not-placed"]


def test_a_call_that_turns_up_after_all_raises_an_alarm(desk: Desk, clock: Clock) -> None:
    desk.exchange.faults = ["reset"]
    desk.open(1)
    desk.dispatcher.tick()
    (attempt,) = desk.exchange.asked
    desk.dispatcher.settle(attempt, End.NOT_PLACED)

    with Session(desk.engine) as session:
        Post(session, desk.sealer, desk.entropy).apply(attempt, _ringing(clock.now()), clock.now())
        session.commit()

    assert desk.alarms() == ["placed-after-all"]


def _ringing(at: datetime) -> Happening:
    return Happening(Kind.RINGING, at)


def test_new_keys_cover_notices_and_the_inbox(desk: Desk) -> None:
    desk.open(1)
    desk.round()
    keys = {"c1": bytes(32), "c2": b"2" * 32}
    fresh = Cipher(keys, "c2", SeededEntropy(b"fresh"))
    assert remaining(desk.engine, fresh) == len(desk.rows(NOTICE)) + len(desk.rows(INBOX)) > 2

    reencrypt(desk.engine, fresh, lambda *_step: None)

    assert remaining(desk.engine, fresh) == 0
    only = Cipher({"c2": keys["c2"]}, "c2", SeededEntropy(b"only"))
    with Session(desk.engine) as session:
        (notice,) = session.execute(select(NOTICE.c.id)).scalars()
        assert Post(session, only, desk.entropy).numbers(notice) == (number(1),)
