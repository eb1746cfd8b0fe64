"""Art. 14, Art. 20(1): when an expert is due, late, and replaced."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from draw_service.rules.arrival import arrival_verdict, due, item1_after, resend_due

from .examples import NOW, pack, shanghai, shipped

SIGNIN = shanghai("2026-06-10 13:00")
MINUTE, SECOND = timedelta(minutes=1), timedelta(seconds=1)
TIMES = st.integers(-7200, 7200).map(lambda seconds: SIGNIN + timedelta(seconds=seconds))


@pytest.mark.parametrize(
    ("received", "when", "limit"),
    [
        ("12:00", "13:00", "13:30"),
        ("12:30", "13:00", "13:30"),
        ("12:31", "13:01", "13:30"),
        ("13:00", "13:30", "13:30"),
        ("13:10", "13:40", "13:40"),
    ],
)
def test_due_and_the_limit_of_item_1(received: str, when: str, limit: str) -> None:
    got = shanghai(f"2026-06-10 {received}")
    assert due(SIGNIN, got, shipped()) == shanghai(f"2026-06-10 {when}")
    assert item1_after(SIGNIN, got, shipped()) == shanghai(f"2026-06-10 {limit}")
    other = pack(item1_after="due")
    assert item1_after(SIGNIN, got, other) == shanghai(f"2026-06-10 {when}")


def test_the_way_of_a_verdict() -> None:
    received = shanghai("2026-06-10 12:45")  # due 13:15, limit 13:30

    def verdict(text: str, *, cause: bool = False, proof: bool = True) -> tuple[str, bool, bool]:
        now = shanghai(f"2026-06-10 {text}")
        found = arrival_verdict(now, SIGNIN, received if proof else None, cause, shipped())
        return found.state, found.replaceable, found.draft_item1

    assert verdict("13:15") == ("expected", False, False)
    assert verdict("13:16") == ("late", False, False)
    assert verdict("13:30") == ("late", False, False), "more than thirty minutes, not thirty"
    assert verdict("13:31") == ("cancelled", True, True)
    assert verdict("13:31", cause=True) == ("excused", True, False)
    assert verdict("13:31", proof=False) == ("unproven", True, False)
    assert verdict("13:30", proof=False) == ("late", False, False)


@given(TIMES, TIMES, st.booleans(), st.sampled_from(["later-plus-30", "due"]))
def test_item_1_needs_proof_lateness_and_no_cause(
    now: datetime, received: datetime, cause: bool, reading: str
) -> None:
    rules = pack(item1_after=reading)
    found = arrival_verdict(now, SIGNIN, received, cause, rules)
    assert found.item1_after >= found.due >= SIGNIN
    assert found.draft_item1 == (now > found.item1_after and not cause)
    assert found.replaceable == (now > found.item1_after)
    assert not arrival_verdict(now, SIGNIN, None, cause, rules).draft_item1


@given(TIMES)
def test_the_default_reading_protects_the_expert(received: datetime) -> None:
    gentle, strict = (item1_after(SIGNIN, received, pack(item1_after=r)) for r in ("later-plus-30", "due"))
    assert gentle >= strict
    assert gentle - max(SIGNIN, received) == 30 * MINUTE


def test_an_sms_without_receipt_is_sent_again_after_five_minutes() -> None:
    assert not resend_due(NOW, None, NOW + 5 * MINUTE - SECOND, shipped())
    assert resend_due(NOW, None, NOW + 5 * MINUTE, shipped())
    assert not resend_due(NOW, NOW + MINUTE, NOW + 5 * MINUTE, shipped())
