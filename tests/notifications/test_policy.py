"""How often, when and on which number a person is tried (Art. 5)."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from notifications.attempts import End
from notifications.policy import (
    GiveUp,
    Past,
    Policy,
    Try,
    next_try,
    notice_outcome,
    window_from,
    within_window,
)
from notifications.script import Verdict

NOON = datetime(2026, 3, 2, 4, 0, tzinfo=UTC)
ENDS: list[tuple[End, Verdict | None]] = [
    (End.COMPLETED, "silent"),
    (End.COMPLETED, "unconfirmed"),
    (End.BUSY, None),
    (End.NO_ANSWER, None),
    (End.MACHINE, None),
    (End.UNREACHABLE, None),
    (End.INVALID_NUMBER, None),
    (End.FAILED, None),
]


def past(end: End, verdict: Verdict | None = None, number: int = 0, minute: int = 0) -> Past:
    at = NOON + timedelta(minutes=minute)
    return Past(number, end, verdict, at, at + timedelta(seconds=30))


def test_the_first_try_is_at_once() -> None:
    assert next_try(Policy(), "voice", 2, [], NOON) == Try(0, NOON)


def test_the_same_number_waits_its_gap() -> None:
    found = next_try(Policy(), "voice", 1, [past(End.BUSY)], NOON + timedelta(seconds=40))

    assert found == Try(0, NOON + timedelta(seconds=30 + 120))


def test_the_next_number_does_not_wait() -> None:
    now = NOON + timedelta(seconds=40)

    assert next_try(Policy(), "voice", 2, [past(End.BUSY)], now) == Try(1, now)


def test_two_tries_and_no_more() -> None:
    twice = [past(End.BUSY), past(End.NO_ANSWER, minute=3)]

    assert next_try(Policy(), "voice", 1, twice, NOON) == GiveUp()


def test_a_number_that_does_not_exist_is_not_tried_again() -> None:
    ends = [past(End.INVALID_NUMBER), past(End.BUSY, number=1)]

    assert isinstance(following := next_try(Policy(), "voice", 2, ends, NOON), Try)
    assert following.number == 1
    assert next_try(Policy(), "voice", 1, ends[:1], NOON) == GiveUp()


def test_an_unconfirmed_choice_is_called_back_at_once_and_once() -> None:
    now = NOON + timedelta(seconds=31)
    unconfirmed = past(End.COMPLETED, "unconfirmed", number=1)

    assert next_try(Policy(), "voice", 2, [unconfirmed], now) == Try(1, now, again=True)

    after = [unconfirmed, past(End.COMPLETED, "unconfirmed", number=1, minute=1)]
    assert next_try(Policy(), "voice", 2, after, now) == Try(0, now)  # calling back used up no try


def test_what_was_never_placed_uses_up_no_try() -> None:
    vain = [past(End.NOT_PLACED, minute=minute) for minute in range(5)]

    assert isinstance(next_try(Policy(), "voice", 1, vain, NOON), Try)


@pytest.mark.parametrize(
    ("local", "inside"),
    [("07:59", False), ("08:00", True), ("12:00", True), ("20:59", True), ("21:00", False), ("00:00", False)],
)
def test_the_window_is_local_and_half_open(local: str, inside: bool) -> None:
    at = datetime.fromisoformat(f"2026-03-02T{local}:00+08:00").astimezone(UTC)

    assert within_window(Policy(), at) is inside
    opening = window_from(Policy(), at)
    assert within_window(Policy(), opening)
    assert (opening == at) is inside
    assert opening - at < timedelta(days=1)


def test_a_window_without_end() -> None:
    assert within_window(Policy(opens="00:00", closes="00:00"), NOON - timedelta(hours=8))


def test_a_message_knows_no_window() -> None:
    night = NOON + timedelta(hours=12)

    assert next_try(Policy(), "sms", 1, [], night) == Try(0, night)
    later = next_try(Policy(), "voice", 1, [], night)
    assert isinstance(later, Try)
    assert later.at > night


def test_a_policy_comes_back_from_its_notice() -> None:
    policy = Policy(tries=3, opens="09:00", receipt_seconds=7)

    assert Policy.from_json(policy.to_json()) == policy


@given(st.integers(1, 4), st.integers(1, 3), st.data())
def test_tries_end_and_keep_their_gap(tries: int, numbers: int, data: st.DataObject) -> None:
    policy, now, made = Policy(tries=tries), NOON, list[Past]()
    while isinstance(following := next_try(policy, "voice", numbers, made, now), Try):
        assert len(made) <= tries * numbers + 1
        assert following.at >= now
        before = [one for one in made if one.number == following.number]
        if before and not following.again:
            assert following.at - before[-1].ended >= timedelta(seconds=policy.gap_seconds)
        now = following.at + timedelta(seconds=20)
        end, verdict = data.draw(st.sampled_from(ENDS))
        made.append(Past(following.number, end, verdict, following.at, now))
    for number in range(numbers):
        ends = [one.end for one in made if one.number == number]
        assert len(ends) >= tries or End.INVALID_NUMBER in ends


@pytest.mark.parametrize(
    ("verdicts", "outcome"),
    [
        ([None, None], "unreachable"),
        (["silent", None], "silent"),
        ([None, "silent"], "silent"),
        (["unconfirmed", "silent"], "unconfirmed"),
        (["unconfirmed", "accepted"], "accepted"),
        (["silent", "declined"], "declined"),
    ],
)
def test_who_answered_is_never_unreachable(verdicts: list[Verdict | None], outcome: str) -> None:
    made = [past(End.COMPLETED if verdict else End.BUSY, verdict) for verdict in verdicts]

    assert notice_outcome("voice", made) == outcome


def test_a_message_is_delivered_or_not() -> None:
    assert notice_outcome("sms", [past(End.UNDELIVERED), past(End.DELIVERED)]) == "delivered"
    assert notice_outcome("sms", [past(End.UNDELIVERED), past(End.NO_RECEIPT)]) == "undelivered"
