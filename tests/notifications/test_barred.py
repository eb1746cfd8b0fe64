"""What must not ring: what came too late, what the channel cannot do, a phone that is ringing already."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import update
from sqlmodel import Session

from notifications.alarms import ALARM
from notifications.attempts import Happening, Kind
from notifications.channels.port import Limits
from notifications.policy import Policy
from notifications.post import Post
from notifications.records import ATTEMPT, NOTICE, seal
from notifications.reports import Ended
from tests.notifications.exchange import Exchange
from tests.notifications.house import MORNING, Clock, Desk, check, check_settled, number


def until(at: datetime, **other: Any) -> Policy:
    return Policy(until=at.isoformat(), **other)


def outcomes(desk: Desk) -> list[str]:
    return [one.outcome for one in desk.heard(Ended) if isinstance(one, Ended)]


@pytest.mark.parametrize("kind", ["voice", "sms"])
def test_what_waited_out_its_time_is_not_placed(desk: Desk, exchange: Exchange, kind: str) -> None:
    notice = desk.open(1, kind=kind, policy=until(MORNING + timedelta(hours=1)))
    desk.clock.advance(hours=1, seconds=1)

    desk.dispatcher.tick()

    assert exchange.asked == []
    assert (desk.outcome(notice), desk.ends(notice)) == ("expired", ["cancelled"])
    assert outcomes(desk) == ["expired"]
    desk.settle()
    check_settled(desk)
    assert outcomes(desk) == ["expired"], "told once"


def test_to_the_very_second_it_is_placed(desk: Desk, exchange: Exchange) -> None:
    desk.open(1, policy=until(MORNING + timedelta(hours=1)))
    desk.clock.advance(hours=1)

    assert desk.dispatcher.tick() == 1
    assert len(exchange.asked) == 1


def test_a_window_that_opens_too_late_is_not_waited_for(desk: Desk, exchange: Exchange, clock: Clock) -> None:
    notice = desk.open(1, policy=until(MORNING.replace(hour=23)))
    clock.at = MORNING.replace(hour=14)  # 22:00 in Shanghai, and the window opens at 08:00

    desk.dispatcher.tick()

    assert (desk.outcome(notice), exchange.asked) == ("expired", [])


def test_what_was_heard_before_the_outage_is_the_outcome(desk: Desk, exchange: Exchange) -> None:
    exchange.scripts[f"voice {number(1)}"] = ["busy"]
    notice = desk.open(1, policy=until(MORNING + timedelta(hours=1)))
    desk.round()
    assert [row.state for row in desk.rows(ATTEMPT)] == ["ended", "queued"]
    desk.clock.advance(hours=3)

    desk.dispatcher.tick()

    assert (desk.outcome(notice), desk.ends(notice)) == ("unreachable", ["busy", "cancelled"])
    assert len(exchange.asked) == 1


def test_a_redial_that_would_come_too_late_is_not_queued(desk: Desk, exchange: Exchange) -> None:
    exchange.scripts[f"voice {number(1)}"] = ["hangs-up"]
    notice = desk.open(1, policy=until(MORNING + timedelta(seconds=90)))

    desk.settle()

    assert (desk.outcome(notice), desk.ends(notice)) == ("silent", ["completed"])
    check_settled(desk)


def test_a_client_that_cannot_take_it_in_is_told_again_and_nothing_rings(desk: Desk) -> None:
    notice = desk.open(1, policy=until(MORNING + timedelta(hours=1)))
    desk.clock.advance(hours=2)
    desk.broken = 1
    desk.dispatcher.tick()
    assert (desk.outcome(notice), desk.alarms()) == ("", ["not-applied"])
    assert desk.dispatcher.tick() == 0

    desk.clock.advance(minutes=5)
    desk.dispatcher.tick()

    assert (desk.outcome(notice), desk.exchange.asked) == ("expired", [])


@pytest.mark.parametrize("missing", ["keys", "read_back", "voice"])
def test_who_cannot_hear_a_confirmed_answer_rings_nobody(
    desk: Desk, exchange: Exchange, missing: str
) -> None:
    exchange.abilities = replace(exchange.abilities, **{missing: False})  # type: ignore[arg-type]
    notice = desk.open(1)

    desk.dispatcher.tick()

    assert exchange.asked == []
    assert (desk.outcome(notice), outcomes(desk)) == ("by-hand", ["by-hand"])
    check_settled(desk)


def test_what_is_only_told_needs_no_keys(desk: Desk, exchange: Exchange) -> None:
    exchange.abilities = replace(exchange.abilities, keys=False, read_back=False)
    desk.open(1, template="details-call", params={"place": "评标一室", "code": "123456"})

    assert desk.dispatcher.tick() == 1


def test_a_message_goes_out_without_receipts_and_not_without_messages(desk: Desk, exchange: Exchange) -> None:
    exchange.abilities = replace(exchange.abilities, receipts=False)
    desk.open(1, kind="sms")
    assert desk.dispatcher.tick() == 1

    exchange.abilities = replace(exchange.abilities, sms=False)
    notice = desk.open(2, kind="sms")
    desk.dispatcher.tick()

    assert (desk.outcome(notice), len(exchange.asked)) == ("by-hand", 1)


def test_a_message_the_client_does_not_ask_about_leaves_an_alarm(desk: Desk, exchange: Exchange) -> None:
    exchange.abilities = replace(exchange.abilities, sms=False)
    desk.open(1, kind="sms", quiet=True)

    desk.dispatcher.tick()

    assert desk.reports == []
    (alarm,) = desk.rows(ALARM)
    assert (alarm.code, alarm.subject, alarm.detail) == ("cannot-say", "scripted", "details")


def test_two_ids_for_one_attempt_are_for_a_person_even_when_it_has_ended(desk: Desk) -> None:
    desk.open(1)
    desk.dispatcher.tick()
    (row,) = desk.rows(ATTEMPT)
    assert row.ref

    with Session(desk.engine) as session:
        post = Post(session, desk.sealer, desk.entropy)
        post.apply(row.id, Happening(Kind.RINGING, desk.clock.now(), ref="another"), desk.clock.now())
        session.commit()

    assert desk.alarms() == ["two-references"]
    desk.settle()
    check_settled(desk)
    assert desk.alarms() == ["two-references"], "its end says nothing about the other call"


def share(desk: Desk, *people: int, **options: Any) -> None:
    """Notices to people who share the phone of the first."""
    for n in people:
        desk.open(n, phones=[number(people[0])], **options)


def test_two_people_with_one_phone_are_rung_one_after_the_other(desk: Desk, exchange: Exchange) -> None:
    share(desk, 1)
    share(desk, 1, 2, subject="another draw")

    assert desk.dispatcher.tick() == 1
    assert desk.worker(owner="another process").tick() == 0
    check(desk)

    desk.settle()
    assert len(exchange.calls) == 3
    check_settled(desk)


def test_a_message_to_a_shared_phone_does_not_wait(desk: Desk) -> None:
    share(desk, 1, 2)
    desk.open(3, kind="sms")

    assert desk.dispatcher.tick() == 2


def test_one_person_with_two_phones_is_not_rung_on_both(desk: Desk) -> None:
    desk.open(1)
    desk.open(1, phones=[number(1, 7)], subject="another draw")

    assert desk.dispatcher.tick() == 1
    assert desk.dispatcher.tick() == 0
    check(desk)
    desk.settle()
    check_settled(desk)


def test_the_provider_counts_calls_by_number(desk: Desk, exchange: Exchange) -> None:
    exchange.limits = Limits(per_callee=((1, 3600),))
    share(desk, 1, 2)
    desk.dispatcher.tick()
    desk.clock.advance(seconds=20)
    desk.play()
    desk.dispatcher.sweep()

    assert desk.dispatcher.tick() == 0
    desk.clock.advance(hours=1)
    assert desk.dispatcher.tick() == 1


def test_a_busy_family_phone_is_spared_like_one_person(desk: Desk, exchange: Exchange) -> None:
    share(desk, 1, 2, 3, policy=Policy(per_callee_per_hour=2))

    for _ in range(4):
        desk.round()

    assert len(exchange.calls) == 2


def test_a_notice_of_the_first_schema_is_still_called(desk: Desk, exchange: Exchange) -> None:
    notice = desk.open(1)
    with Session(desk.engine) as session:
        old = seal(desk.sealer, "notice", "numbers", notice, [number(1)])
        session.execute(update(NOTICE).where(NOTICE.c.id == notice).values(numbers=old))
        session.commit()

    desk.settle()

    assert (desk.outcome(notice), [call.number for call in exchange.calls.values()]) == (
        "accepted",
        [number(1)],
    )


def test_the_dispatcher_says_what_a_person_has_not_looked_at(desk: Desk, exchange: Exchange) -> None:
    exchange.faults = ["bad-account"]
    desk.open(1)
    desk.dispatcher.tick()
    assert [(row.code, row.subject) for row in desk.dispatcher.alarms()] == [("channel-stopped", "scripted")]

    desk.dispatcher.restart("scripted")

    assert list(desk.dispatcher.alarms()) == []
