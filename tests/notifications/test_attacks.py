"""Whoever sits in a provider's place, a clock that is put back, a channel that goes away: nobody is answered
for, nothing waits for ever, no number is written down."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import MetaData, select
from sqlmodel import Session

from notifications.attempts import End, Happening, Kind
from notifications.channels.port import Callback, NotSent, Outgoing, Placing, Prompt, Reply
from notifications.dispatcher import Dispatcher
from notifications.inbox import INBOX
from notifications.policy import Policy
from notifications.post import Post
from notifications.records import ATTEMPT, NOTICE
from notifications.reports import LateKey, Receipt, ReceiptMissing
from notifications.timers import TIMER
from tests.notifications.exchange import Exchange
from tests.notifications.house import Clock, Desk, Inline, check, check_settled, number


def other_worker(desk: Desk, **channels: Exchange) -> Dispatcher:
    """A worker that serves these channels and no other."""
    given: dict[str, Any] = dict(channels)
    return Dispatcher(
        desk.engine, desk.sealer, desk.entropy, desk.clock, given, desk.hear, Inline(), owner="other"
    )


def apply(desk: Desk, attempt: str, what: Happening) -> tuple[object, ...]:
    with Session(desk.engine) as session:
        applied = Post(session, desk.sealer, desk.entropy).apply(attempt, what, desk.clock.now())
        session.commit()
    return applied.reports


def test_a_channel_speaks_of_its_own_attempts_alone(desk: Desk, exchange: Exchange) -> None:
    """A box on the premises knows an attempt of another channel and signs keys for it."""
    notice = desk.open(1)
    desk.dispatcher.tick()
    (attempt,) = exchange.calls
    before = desk.rows(ATTEMPT)
    box = Exchange(desk.clock.now)
    box.calls = exchange.calls
    worker = other_worker(desk, scripted=exchange, box=box)

    for place in range(len(exchange.calls[attempt].happenings)):
        assert worker.receive("box", exchange.callback(attempt, place)).status == 404

    assert desk.rows(ATTEMPT) == before
    assert {row.refused for row in desk.rows(INBOX)} == {"other-channel"}
    desk.settle()
    assert desk.outcome(notice) == "accepted"


def test_reports_repeated_hours_later_change_nothing(desk: Desk, exchange: Exchange) -> None:
    for n, script in enumerate(("accept", "decline", "silent", "busy"), 1):
        exchange.scripts[f"voice {number(n)}"] = [script]
        desk.open(n)
    desk.open(5, kind="sms")
    desk.settle()
    before = (desk.rows(NOTICE), desk.rows(ATTEMPT), list(desk.reports), desk.alarms())

    desk.clock.advance(hours=5)
    desk.play()
    desk.dispatcher.sweep()

    assert (desk.rows(NOTICE), desk.rows(ATTEMPT), desk.reports, desk.alarms()) == before


@pytest.mark.parametrize(("first", "outcome"), [("accept", "accepted"), ("decline", "declined")])
def test_keys_after_the_verdict_change_no_verdict(
    desk: Desk, exchange: Exchange, first: str, outcome: str
) -> None:
    exchange.scripts[f"voice {number(1)}"] = [first]
    notice = desk.open(1)
    desk.round()
    (attempt,) = exchange.calls

    for turn, key in enumerate("*2112", 2):
        apply(desk, attempt, Happening(Kind.KEY, desk.clock.now(), key=key, turn=turn))

    assert desk.outcome(notice) == outcome
    assert desk.heard(LateKey) == []
    check_settled(desk)


@pytest.mark.parametrize("end", [End.DELIVERED, End.UNDELIVERED, End.NO_RECEIPT])
def test_a_call_is_never_delivered(desk: Desk, exchange: Exchange, end: End) -> None:
    exchange.scripts[f"voice {number(1)}"] = ["no-answer"]
    notice = desk.open(1, policy=Policy(tries=1))
    desk.dispatcher.tick()
    (attempt,) = exchange.calls

    apply(desk, attempt, Happening(Kind.ENDED, desk.clock.now(), end=end))

    assert (desk.ends(notice), desk.outcome(notice)) == (["failed"], "unreachable")
    assert desk.heard(Receipt) == []


@pytest.mark.parametrize("end", [End.COMPLETED, End.MACHINE, End.BUSY, End.NO_ANSWER])
def test_a_message_is_never_busy(desk: Desk, exchange: Exchange, end: End) -> None:
    notice = desk.open(1, kind="sms", policy=Policy(tries=1))
    desk.dispatcher.tick()
    (attempt,) = exchange.calls

    apply(desk, attempt, Happening(Kind.ENDED, desk.clock.now(), end=end))

    assert (desk.ends(notice), desk.outcome(notice)) == (["failed"], "undelivered")


def test_no_receipt_is_older_than_its_message(desk: Desk, exchange: Exchange) -> None:
    """A box whose clock is a day behind starts no clock of ours a day ago."""
    desk.open(1, kind="sms")
    desk.dispatcher.tick()
    sent = desk.clock.now()
    (attempt,) = exchange.calls
    desk.clock.advance(seconds=5)

    reports = apply(desk, attempt, Happening(Kind.ENDED, sent - timedelta(hours=20), end=End.DELIVERED))

    assert [one.at for one in reports if isinstance(one, Receipt)] == [sent]


def test_a_missing_receipt_is_told_though_the_clock_was_put_back(desk: Desk, clock: Clock) -> None:
    desk.exchange.scripts[f"sms {number(1)}"] = ["no-receipt"]
    notice = desk.open(1, kind="sms", policy=Policy(tries=1, receipt_lost_seconds=7200))
    desk.dispatcher.tick()

    clock.advance(days=-3)
    desk.dispatcher.sweep()
    clock.advance(seconds=301)
    desk.dispatcher.sweep()
    assert len(desk.heard(ReceiptMissing)) == 1
    clock.advance(hours=2)
    desk.dispatcher.sweep()

    assert (desk.outcome(notice), desk.ends(notice)) == ("undelivered", ["no-receipt"])
    assert desk.rows(TIMER) == []


def test_a_redial_does_not_wait_for_a_clock_that_was_put_back(desk: Desk, clock: Clock) -> None:
    desk.exchange.scripts[f"voice {number(1)}"] = ["busy", "accept"]
    notice = desk.open(1)
    clock.advance(hours=5)
    desk.round()

    clock.advance(hours=-4)
    for _ in range(6):
        desk.round()
        clock.advance(seconds=40)

    assert desk.outcome(notice) == "accepted"
    check_settled(desk)


def test_a_person_hears_of_the_unknown_though_the_clock_was_put_back(desk: Desk, clock: Clock) -> None:
    desk.exchange.mute, desk.exchange.faults = True, ["500-before"]
    desk.open(1)
    desk.dispatcher.tick()

    clock.advance(days=-2)
    for _ in range(7):
        clock.advance(seconds=60)
        desk.dispatcher.sweep()

    assert desk.alarms() == ["uncertain"]


def test_a_stopped_channel_stays_stopped_over_a_restart(desk: Desk, exchange: Exchange) -> None:
    exchange.faults = ["bad-account"]
    notices = [desk.open(n) for n in range(3)]
    desk.dispatcher.tick(1)
    assert len(exchange.asked) == 1

    desk.dispatcher = desk.worker(owner="restarted")
    for _ in range(3):
        desk.round()
        desk.clock.advance(minutes=10)
    assert len(exchange.asked) == 1

    desk.dispatcher.restart("scripted")
    desk.settle()
    assert {desk.outcome(notice) for notice in notices} == {"accepted"}
    assert all(desk.ends(notice) == ["completed"] for notice in notices)


def test_what_waits_for_a_channel_nobody_serves_comes_before_a_person(
    desk: Desk, exchange: Exchange, clock: Clock
) -> None:
    """One attempt is under way and one in the queue when the house is started with another channel."""
    exchange.faults = ["500-after"]
    first = desk.open(1)
    desk.dispatcher.tick()
    second = desk.open(2)
    worker = other_worker(desk, box=Exchange(clock.now))

    for _ in range(7):
        clock.advance(seconds=60)
        worker.tick()
        worker.sweep()
    assert sorted(desk.alarms()) == ["cannot-say", "uncertain"]
    assert len(exchange.asked) == 1

    clock.advance(minutes=5)
    desk.settle()
    assert (desk.outcome(first), desk.outcome(second)) == ("accepted", "accepted")
    assert desk.alarms() == []
    check_settled(desk)


def test_reports_that_cannot_be_applied_keep_no_other_waiting(
    desk: Desk, exchange: Exchange, monkeypatch: pytest.MonkeyPatch
) -> None:
    desk.open(1, numbers=1)
    good = desk.open(2)
    desk.dispatcher.tick()
    callbacks = sorted(exchange.callbacks(), key=lambda one: exchange.calls[one.attempt].number)
    bad = next(attempt for attempt, call in exchange.calls.items() if call.number == number(1))
    work = desk.dispatcher._apply_kept
    monkeypatch.setattr(desk.dispatcher, "_apply_kept", lambda _row: None)
    for one in callbacks:
        desk.dispatcher.receive("scripted", replace(one, at=desk.clock.now()))
        desk.clock.advance(seconds=1)

    def breaks(row_id: str) -> object:
        (row,) = desk.rows(INBOX, id=row_id)
        if row.attempt_id == bad:
            raise RuntimeError("a row nobody can read")
        return work(row_id)

    monkeypatch.setattr(desk.dispatcher, "_apply_kept", breaks)
    desk.clock.advance(seconds=3)
    for _ in range(6):
        desk.dispatcher.sweep(3)

    assert desk.outcome(good) == "accepted"
    assert "not-applied" in desk.alarms()
    monkeypatch.setattr(desk.dispatcher, "_apply_kept", work)
    for _ in range(3):
        desk.dispatcher.sweep(3)
    check_settled(desk)


SECRETS = ("1380001", "135790", "评标九室", "交易中心乙")
"""A number's tail, a sign-in code, a place and a center."""


def test_no_number_and_no_parameter_is_written_down(
    desk: Desk, exchange: Exchange, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    """Not in a log, a row, an alarm, a report, nor in what an exception or a trace back would show."""
    caplog.set_level("DEBUG")
    seen: list[str] = []
    place, ack = exchange.place, exchange.ack

    def watched(out: Outgoing) -> Placing:
        seen.append(repr(out))
        return place(out)

    def said(callback: Callback, prompt: Prompt | None) -> Reply:
        full = replace(
            callback,
            url=callback.url + "?To=+8613800010000&key=push-secret",
            headers={"x-from": "+8613800010000"},
            form={"To": "+8613800010000"},
        )
        reply = ack(callback, prompt)
        seen.append(repr((full, prompt, reply, Reply(200, "text/plain", "评标九室".encode()))))
        return reply

    monkeypatch.setattr(exchange, "place", watched)
    monkeypatch.setattr(exchange, "ack", said)
    exchange.faults = ["busy-signal-429", "not-sent", "500-after", "reset", "bad-number", "bad-account"]
    params = {"signin_at": "2026-03-03T01:30:00+00:00", "minutes": "240", "center": "交易中心乙"}
    exchange.scripts[f"voice {number(1)}"] = ["unconfirmed", "busy", "accept"]
    desk.open(1, params=params, numbers=2, unconfirmed_sms="scripted")
    desk.open(1, params={**params, "place": "评标九室", "code": "135790"}, kind="sms")
    desk.broken = 2
    while not desk.settled():
        desk.round()
        desk.clock.advance(seconds=40)
        desk.dispatcher.restart("scripted")
    check(desk)

    tables = MetaData()
    tables.reflect(desk.engine)
    with desk.engine.connect() as connection:
        rows = [
            f"{table.name} {row!r}"
            for table in tables.sorted_tables
            for row in connection.execute(select(table)).all()
        ]
    assert {"notice", "attempt", "inbox", "throttle", "alarm"} <= {row.split()[0] for row in rows}
    written = "\n".join([*rows, *seen, caplog.text, repr(desk.reports), repr(NotSent("x"))])
    for secret in (*SECRETS, "push-secret"):
        assert secret not in written
        assert repr(secret.encode())[2:-1] not in written
