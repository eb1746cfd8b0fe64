"""The voice script as a table: what every key does at every point of a call (Art. 5)."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from notifications import script
from notifications.script import HANGUP, SILENCE, Position, step

KEYS = st.sampled_from(["1", "2", "3", "9", "*", "0", "#", SILENCE])


def played(*heard: str, live: bool = True) -> tuple[Position, list[str]]:
    """The position after these keys, and every line said."""
    at, said = script.start(live=live)
    lines = [said.line]
    for key in heard:
        at, said = step(at, key, live=live)
        lines.append(said.line)
    return at, [str(line) for line in lines]


@pytest.mark.parametrize(
    ("heard", "verdict", "lines"),
    [
        (("1", "1"), "accepted", ["read-back-accept", "accepted"]),
        (("2", "2"), "declined", ["read-back-decline", "decline-reason"]),
        (("1", "2", "2"), "declined", ["read-back-accept", "read-back-decline", "decline-reason"]),
        (("2", "1", "1"), "accepted", ["read-back-decline", "read-back-accept", "accepted"]),
        (("5", "1", "1"), "accepted", ["again", "read-back-accept", "accepted"]),
        (("", "", ""), "silent", ["again", "again", "silent"]),
        (("7", "", "0"), "silent", ["again", "again", "silent"]),
        (("*", "9", "*", "9", "1", "1"), "accepted", ["invitation"] * 4 + ["read-back-accept", "accepted"]),
        (("1", "*", "1"), "accepted", ["read-back-accept", "read-back-accept", "accepted"]),
        (("", "", "1", "", "1"), "accepted", ["again"] * 2 + ["read-back-accept"] * 2 + ["accepted"]),
        (("1", "", "", ""), "unconfirmed", ["read-back-accept"] * 3 + ["silent"]),
        (("1", HANGUP), "unconfirmed", ["read-back-accept", "silent"]),
        (("2", HANGUP), "unconfirmed", ["read-back-decline", "silent"]),
        (("1", "*", HANGUP), "unconfirmed", ["read-back-accept", "read-back-accept", "silent"]),
        ((HANGUP,), "silent", ["silent"]),
        (("*", HANGUP), "silent", ["invitation", "silent"]),
    ],
)  # fmt: skip
def test_the_table(heard: tuple[str, ...], verdict: str, lines: list[str]) -> None:
    at, said = played(*heard)

    assert at.verdict == verdict
    assert said == ["invitation", *lines]


def test_a_filled_place_is_said_at_once() -> None:
    at, said = played(live=False)

    assert (at.verdict, said) == ("too-late", ["full"])


@pytest.mark.parametrize("heard", ["1", "2", "*", "5", ""])
def test_a_place_filled_during_the_call_is_said_at_the_next_key(heard: str) -> None:
    at, _ = played("1")

    at, said = step(at, heard, live=False)

    assert (at.verdict, said.line, said.gather) == ("too-late", "full", False)


@pytest.mark.parametrize(
    ("key", "reason"),
    [("3", "other-work"), ("4", "recusal"), ("5", "leave"), ("7", ""), ("", ""), ("1", ""), ("2", "")],
)
def test_a_refusal_is_asked_for_its_reason_once(key: str, reason: str) -> None:
    at, _ = played("2", "2")

    at, said = step(at, key, live=False)  # the seat moves on at the refusal, the question stays
    again, _ = step(at, "3", live=True)

    assert (at.verdict, at.reason, said.line, said.gather) == ("declined", reason, "declined", False)
    assert again.reason == reason


@given(st.lists(KEYS, max_size=40), st.lists(KEYS, max_size=5))
def test_a_decided_call_stays_decided(before: list[str], after: list[str]) -> None:
    at, _ = played(*before)
    verdict = at.verdict
    for key in (*after, HANGUP):
        at, _ = step(at, key, live=False)
        if verdict is not None:
            assert at.verdict == verdict


@given(st.lists(KEYS, min_size=script.MOST, max_size=60))
def test_every_call_ends(heard: list[str]) -> None:
    at, _ = played(*heard)

    assert at.verdict is not None


@given(st.lists(KEYS, max_size=40))
def test_nobody_accepts_without_pressing_1_twice(heard: list[str]) -> None:
    at, _ = played(*heard)

    if at.verdict in ("accepted", "declined"):
        assert heard.count("1" if at.verdict == "accepted" else "2") >= 2


@given(st.lists(KEYS, max_size=40))
def test_hanging_up_decides_nothing(heard: list[str]) -> None:
    at, _ = played(*heard)
    before = at.verdict

    at, _ = step(at, HANGUP, live=True)

    assert at.verdict == before or at.verdict == ("unconfirmed" if at.chosen else "silent")
