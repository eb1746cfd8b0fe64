"""A notice from the queue to its end, in the transaction of the fact it tells."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import select, text
from sqlmodel import Session

from notifications.attempts import End, Happening, Kind
from notifications.policy import Policy
from notifications.post import Post
from notifications.records import ATTEMPT, NOTICE, UnknownAttempt
from notifications.reports import Ended, LateKey, LeaveAsked, ReasonGiven, Receipt, ReceiptMissing, Redialled
from tests.notifications.exchange import COMPLETED, PICKED_UP, SCRIPTS, Exchange
from tests.notifications.house import PARAMS, Clock, Desk, check_settled, number


@pytest.mark.parametrize(
    ("scripts", "outcome", "ends"),
    [
        (["accept"], "accepted", ["completed"]),
        (["decline"], "declined", ["completed"]),
        (["silent"], "silent", ["completed"] * 2),
        (["hangs-up"], "silent", ["completed"] * 2),
        (["unconfirmed", "accept"], "accepted", ["completed"] * 2),
        (["unconfirmed"], "unconfirmed", ["completed"] * 3),
        (["busy", "accept"], "accepted", ["busy", "completed"]),
        (["no-answer", "machine"], "unreachable", ["no-answer", "machine"]),
        (["unreachable"], "unreachable", ["unreachable"] * 2),
        (["invalid"], "unreachable", ["invalid-number"]),
        (["silent", "busy"], "silent", ["completed", "busy"]),
        (["machine-but-keys"], "accepted", ["completed"]),
    ],
)
def test_a_notice_ends_as_its_callee_does(
    desk: Desk, exchange: Exchange, scripts: list[str], outcome: str, ends: list[str]
) -> None:
    exchange.scripts[f"voice {number(1)}"] = scripts
    notice = desk.open(1)

    desk.settle()

    assert desk.outcome(notice) == outcome
    assert desk.ends(notice) == ends
    (ended,) = desk.heard(Ended)
    assert isinstance(ended, Ended)
    assert (ended.subject, ended.outcome) == ("S-1", outcome)
    check_settled(desk)


def test_the_record_keeps_what_happened_and_no_number(desk: Desk, exchange: Exchange) -> None:
    exchange.scripts[f"voice {number(1)}"] = ["unconfirmed", "accept"]
    desk.open(1)

    desk.settle()

    (ended,) = desk.heard(Ended)
    assert isinstance(ended, Ended)
    first, second = ended.record["attempts"]
    assert (first["verdict"], first["keys"], first["end"]) == ("unconfirmed", "1", "completed")
    assert (second["verdict"], second["keys"]) == ("accepted", "11")
    assert first["ref"] == f"ref-{first['id']}"
    assert "answered" in dict(first["times"])
    assert number(1) not in str(ended.record)


def test_numbers_are_tried_in_order(desk: Desk, exchange: Exchange) -> None:
    exchange.scripts = {f"voice {number(1, 0)}": ["invalid"], f"voice {number(1, 1)}": ["busy", "accept"]}
    notice = desk.open(1, numbers=2)

    desk.settle()

    assert [call.number for call in exchange.calls.values()] == [number(1, 0), number(1, 1), number(1, 1)]
    assert desk.outcome(notice) == "accepted"


def test_a_redial_waits_and_is_reported(desk: Desk, exchange: Exchange, clock: Clock) -> None:
    exchange.scripts[f"voice {number(1)}"] = ["busy"]
    desk.open(1)
    desk.round()

    (redialled,) = desk.heard(Redialled)
    assert isinstance(redialled, Redialled)
    assert redialled.due >= clock.now() - timedelta(seconds=20) + timedelta(minutes=2)
    assert desk.dispatcher.tick() == 0


def test_an_unconfirmed_choice_is_texted_once_and_called_back_at_once(desk: Desk, exchange: Exchange) -> None:
    exchange.scripts[f"voice {number(1)}"] = ["unconfirmed"]
    desk.open(1, unconfirmed_sms="scripted")
    desk.round()
    assert desk.dispatcher.tick() == 2  # the redial and the message, neither of which waits

    desk.settle()

    messages = desk.rows(NOTICE, kind="sms")
    assert [(row.template, row.outcome, row.quiet) for row in messages] == [
        ("unconfirmed", "delivered", True)
    ]
    assert len(desk.heard(Ended)) == 1
    assert desk.heard(Receipt) == []


def test_a_cancelled_notice_is_not_placed_and_ends_once(desk: Desk, exchange: Exchange) -> None:
    notice = desk.open(1)
    desk.cancel(1)
    desk.cancel(1)

    desk.settle(2)

    assert exchange.calls == {}
    assert (desk.outcome(notice), desk.ends(notice)) == ("cancelled", ["cancelled"])
    check_settled(desk)


def test_a_late_key_hears_full_and_is_reported(desk: Desk, exchange: Exchange) -> None:
    desk.open(1)
    desk.dispatcher.tick()
    (attempt,) = exchange.calls
    replies = [desk.dispatcher.receive("scripted", exchange.callback(attempt, place)) for place in (0, 1)]
    assert replies[1].body == b"invitation"
    desk.cancel(1)

    reply = desk.dispatcher.receive("scripted", exchange.callback(attempt, 2))

    assert reply.body == b"full"
    (late,) = desk.heard(LateKey)
    assert isinstance(late, LateKey)
    assert late.key == "1"
    desk.settle()
    check_settled(desk)
    assert "".join(report.key for report in desk.heard(LateKey) if isinstance(report, LateKey)) == "11"


def test_who_accepted_on_the_call_before_is_not_turned_away(desk: Desk, exchange: Exchange) -> None:
    """The hang-up overtakes the confirming key, the redial rings, then the key arrives."""
    notice = desk.open(1)
    desk.dispatcher.tick()
    (first,) = exchange.calls
    for place in (0, 1, 2, 4):
        desk.dispatcher.receive("scripted", exchange.callback(first, place))
    assert desk.dispatcher.tick() == 1
    second = list(exchange.calls)[1]

    desk.dispatcher.receive("scripted", exchange.callback(first, 3))
    reply = desk.dispatcher.receive("scripted", exchange.callback(second, 1))

    assert desk.outcome(notice) == "accepted"
    assert reply.body == b"accepted"


@pytest.mark.parametrize(("key", "report"), [("3", ReasonGiven), ("4", ReasonGiven), ("5", LeaveAsked)])
def test_a_refusal_may_give_its_reason(
    desk: Desk, exchange: Exchange, monkeypatch: pytest.MonkeyPatch, key: str, report: type
) -> None:
    steps = [*PICKED_UP, *((Kind.KEY, one, None) for one in f"22{key}"), COMPLETED]
    monkeypatch.setitem(SCRIPTS, "explains", steps)
    exchange.scripts[f"voice {number(1)}"] = ["explains"]
    notice = desk.open(1)

    desk.settle()

    assert desk.outcome(notice) == "declined"
    assert [type(one) for one in desk.reports] == [Ended, report]
    check_settled(desk)


def test_a_receipt_starts_the_clock_and_its_absence_is_told_once(
    desk: Desk, exchange: Exchange, clock: Clock
) -> None:
    exchange.scripts[f"sms {number(2)}"] = ["no-receipt"]
    good, bad = desk.open(1, kind="sms"), desk.open(2, kind="sms")
    desk.round()
    assert desk.outcome(good) == "delivered"
    (receipt,) = desk.heard(Receipt)
    assert isinstance(receipt, Receipt)
    assert (receipt.subject, receipt.notice) == ("S-1", good)

    for _ in range(6):
        clock.advance(minutes=2)
        desk.dispatcher.sweep()

    (missing,) = desk.heard(ReceiptMissing)
    assert (missing.subject, missing.notice) == ("S-2", bad)
    attempt = desk.rows(ATTEMPT, notice_id=bad)[0].id
    with Session(desk.engine) as session:
        Post(session, desk.sealer, desk.entropy).apply(attempt, _delivered(clock), clock.now())
        session.commit()
    assert desk.outcome(bad) == "delivered"


def _delivered(clock: Clock) -> Happening:
    return Happening(Kind.ENDED, clock.now(), end=End.DELIVERED)


def test_a_message_nobody_reports_on_is_sent_again_and_then_given_up(desk: Desk, exchange: Exchange) -> None:
    exchange.scripts[f"sms {number(1)}"] = ["no-receipt"]
    notice = desk.open(1, kind="sms")
    for _ in range(4):
        desk.round()
        desk.clock.advance(days=1)
    assert desk.outcome(notice) == "undelivered"
    assert desk.ends(notice) == ["no-receipt", "no-receipt"]
    check_settled(desk)


def test_what_may_not_be_said_cannot_be_sent(desk: Desk) -> None:
    with pytest.raises(ValueError, match="project") as refused:
        desk.open(1, params={**PARAMS, "project": "某某大桥工程"})
    assert "大桥" not in str(refused.value)
    assert desk.rows(NOTICE) == []


def test_nothing_opened_is_kept_when_the_fact_is_not(desk: Desk) -> None:
    with Session(desk.engine) as session:
        post = Post(session, desk.sealer, desk.entropy)
        post.open(
            subject="S",
            callee="c",
            kind="voice",
            numbers=[number(1)],
            template="invitation",
            params=PARAMS,
            channel="scripted",
            policy=Policy(),
            at=desk.clock.now(),
        )
        assert len(session.execute(select(NOTICE)).all()) == 1
    assert desk.rows(NOTICE) == []


def test_numbers_and_parameters_lie_sealed(desk: Desk) -> None:
    desk.open(1)
    desk.round()
    with desk.engine.connect() as connection:
        rows = [str(connection.execute(text(f"SELECT * FROM {name}")).all()) for name in ("notice", "inbox")]
    assert all("138" not in row and "中心" not in row and "signature" not in row for row in rows)


def test_an_unknown_attempt(desk: Desk, clock: Clock) -> None:
    with Session(desk.engine) as session:
        post = Post(session, desk.sealer, desk.entropy)
        with pytest.raises(UnknownAttempt):
            post.apply("nobody", Happening(Kind.RINGING, clock.now()), clock.now())
