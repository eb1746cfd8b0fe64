"""Happenings may come twice, late, early and in any order: the end is the one the call had."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from notifications.attempts import Attempt, End, Happening, Kind, State, apply, attempt_id

NOON = datetime(2026, 3, 2, 4, 0, tzinfo=UTC)


def call(keys: str = "", *, machine: bool = False, end: End = End.COMPLETED) -> list[Happening]:
    """A real call, in order; "-" among the keys is a silence."""
    found = [Happening(Kind.PLACED, NOON, "CA1"), Happening(Kind.RINGING, NOON, "CA1")]
    if end is End.COMPLETED:
        found.append(Happening(Kind.ANSWERED, NOON, "CA1"))
    for turn, key in enumerate(keys):
        kind = Kind.SILENCE if key == "-" else Kind.KEY
        found.append(Happening(kind, NOON, "CA1", key.strip("-"), turn))
    if machine:
        found.append(Happening(Kind.MACHINE, NOON, "CA1"))
    found.append(Happening(Kind.ENDED, NOON, "CA1", end=end))
    return [
        Happening(one.kind, NOON + timedelta(seconds=n), one.ref, one.key, one.turn, one.end)
        for n, one in enumerate(found)
    ]


def after(happenings: list[Happening], start: State = State.INTENT) -> Attempt:
    attempt = Attempt("a" * 13, "voice", start)
    for what in happenings:
        attempt, _ = apply(attempt, what)
    return attempt


def told(attempt: Attempt) -> tuple[object, ...]:
    """What the order of reports must not change. ``said`` is whatever was said last, to whoever listened."""
    at = attempt.position
    return (attempt.state, attempt.end, attempt.verdict, attempt.keys, attempt.ref, attempt.machine,
            attempt.times, at.verdict, at.chosen, at.reason, attempt.early)  # fmt: skip


CALLS = st.one_of(
    st.builds(call, st.text("12*5-", max_size=6), machine=st.booleans()),
    st.sampled_from([call(end=end) for end in (End.BUSY, End.NO_ANSWER, End.UNREACHABLE, End.FAILED)]),
)


@settings(max_examples=200)
@given(st.data(), CALLS)
def test_any_order_with_repeats_ends_the_same(data: st.DataObject, happenings: list[Happening]) -> None:
    twice = [*happenings, *data.draw(st.lists(st.sampled_from(happenings), max_size=6))]

    shuffled = data.draw(st.permutations(twice))

    assert told(after(shuffled)) == told(after(happenings))
    assert after(shuffled).state is State.ENDED


@given(CALLS)
def test_applying_everything_again_changes_nothing(happenings: list[Happening]) -> None:
    once = after(happenings)
    for what in happenings:
        again, _ = apply(once, what)
        assert again == once


@pytest.mark.parametrize(
    ("keys", "machine", "verdict", "end"),
    [
        ("11", False, "accepted", End.COMPLETED),
        ("22", False, "declined", End.COMPLETED),
        ("1", False, "unconfirmed", End.COMPLETED),
        ("", False, "silent", End.COMPLETED),
        ("---", False, "silent", End.COMPLETED),
        ("", True, None, End.MACHINE),
        ("---", True, None, End.MACHINE),
        ("11", True, "accepted", End.COMPLETED),
        ("1", True, "unconfirmed", End.COMPLETED),
    ],
)
def test_how_a_call_ends(keys: str, machine: bool, verdict: str | None, end: End) -> None:
    attempt = after(call(keys, machine=machine))

    assert (attempt.verdict, attempt.end) == (verdict, end)


@pytest.mark.parametrize("end", [End.BUSY, End.NO_ANSWER, End.UNREACHABLE, End.INVALID_NUMBER, End.FAILED])
def test_who_never_answered_was_not_silent(end: End) -> None:
    assert after(call(end=end)).verdict is None


def test_a_call_that_breaks_off_after_one_key_is_unconfirmed() -> None:
    broken = [*call("1")[:-1], Happening(Kind.ENDED, NOON, end=End.FAILED)]

    assert after(broken).verdict == "unconfirmed"


def test_a_lost_first_key_does_not_make_the_second_silence() -> None:
    lost = [what for what in call("11") if what.turn != 0 or what.kind is not Kind.KEY]

    assert after(lost).verdict == "unconfirmed"


def test_a_key_after_the_place_was_filled_is_kept_and_hears_so() -> None:
    attempt = after(call("1")[:-1])

    attempt, said = apply(attempt, Happening(Kind.KEY, NOON, key="1", turn=1), live=False)

    assert (attempt.verdict, attempt.keys) == ("too-late", "11")
    assert said is not None
    assert (said.line, said.gather) == ("full", False)


def test_a_repeated_report_hears_the_same_again() -> None:
    attempt = after(call("11")[:4])

    for _ in range(3):
        attempt, said = apply(attempt, call("11")[3])
        assert said is not None
        assert (said.line, attempt.turn) == ("read-back-accept", 1)


@pytest.mark.parametrize("start", [State.INTENT, State.UNCERTAIN])
def test_what_was_surely_not_sent_waits_again(start: State) -> None:
    assert after([Happening(Kind.NOT_SENT, NOON)], start).state is State.QUEUED


@pytest.mark.parametrize("start", [State.PLACED, State.RINGING, State.ANSWERED, State.ENDED, State.QUEUED])
def test_what_was_heard_of_never_goes_back_to_the_queue(start: State) -> None:
    for kind in (Kind.NOT_SENT, Kind.UNCERTAIN, Kind.PLACED):
        reached = after([Happening(kind, NOON)], start).state
        assert list(State).index(reached) >= list(State).index(start)


def test_a_message_hears_no_keys() -> None:
    message = Attempt("a" * 13, "sms", State.PLACED)
    for kind in (Kind.KEY, Kind.SILENCE, Kind.ANSWERED, Kind.MACHINE):
        heard, said = apply(message, Happening(kind, NOON, key="1"))
        assert (heard.state, heard.keys, said) == (State.PLACED, "", None)


def test_an_id_is_13_characters_of_64_bits() -> None:
    assert attempt_id(bytes(8)) == "a" * 13
    assert len({attempt_id(bytes([n] * 8)) for n in range(256)}) == 256
    assert attempt_id(b"\xab" * 8).islower()
    with pytest.raises(ValueError, match="8 bytes"):
        attempt_id(bytes(7))
