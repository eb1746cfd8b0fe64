"""Waits that grow and pass, sessions that end, passwords that are refused."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from draw_service.rules.access import AccessPolicy
from draw_service.rules.access_lockout import Tries, counted, minutes_to, wait_until
from draw_service.rules.access_passwords import check_password, normal_login, normal_password
from draw_service.rules.access_sessions import ends_at, fresh_until, slides
from draw_service.rules.refusals import LoginWrong, PasswordBreached, PasswordTooLong, PasswordTooShort

NOON = datetime(2026, 3, 2, 4, tzinfo=UTC)
POLICY = AccessPolicy(breached=frozenset(("dragonflies", "qwertyuiop", "sunshine")))
GAPS = st.lists(st.integers(0, 26 * 3600), max_size=30)


def tried(count: int) -> Tries:
    return Tries(count, NOON)


def wait_after(count: int) -> int:
    until = wait_until(tried(count), POLICY.tries, NOON, POLICY)
    return 0 if until is None else minutes_to(until, NOON)


def test_the_waits_are_the_policys() -> None:
    assert [wait_after(count) for count in range(9)] == [0, 0, 0, 0, 0, 1, 5, 15, 15]


@given(GAPS)
def test_every_wait_passes_and_is_never_longer_than_the_longest(gaps: list[int]) -> None:
    tries, now = Tries(), NOON
    for gap in gaps:
        now += timedelta(seconds=gap)
        until = wait_until(tries, POLICY.tries, now, POLICY)
        if until is not None:
            assert now < until <= now + timedelta(minutes=max(POLICY.waits))
            assert wait_until(tries, POLICY.tries, until, POLICY) is None
            continue
        tries = counted(tries, now, POLICY)
        assert tries.last == now


@given(GAPS)
def test_no_more_tries_are_heard_in_a_day_than_the_waits_allow(gaps: list[int]) -> None:
    tries, now, heard = Tries(), NOON, 0
    for gap in [min(gap, 600) for gap in gaps] * 40:
        now += timedelta(seconds=gap)
        if now - NOON > timedelta(days=1):
            break
        if wait_until(tries, POLICY.tries, now, POLICY) is None:
            tries, heard = counted(tries, now, POLICY), heard + 1
    assert heard <= POLICY.tries + len(POLICY.waits) + 24 * 60 // max(POLICY.waits)


def test_a_quiet_day_forgets() -> None:
    later = NOON + timedelta(hours=POLICY.quiet_hours)

    assert counted(tried(50), later - timedelta(seconds=1), POLICY).count == 51
    assert counted(tried(50), later, POLICY) == Tries(1, later)


@given(st.integers(0, 24 * 60), st.integers(0, 24 * 60), st.booleans())
def test_a_session_ends_at_its_nearest_limit(opened: int, more: int, witness: bool) -> None:
    start, seen = NOON + timedelta(minutes=opened), NOON + timedelta(minutes=opened + more)
    end = ends_at(start, seen, witness, POLICY)

    hours = POLICY.witness_hours if witness else POLICY.absolute_hours
    assert end <= start + timedelta(hours=hours)
    if not witness:
        assert end <= seen + timedelta(minutes=POLICY.idle_minutes)


def test_use_is_written_down_once_a_minute() -> None:
    assert [slides(NOON, NOON + timedelta(seconds=s)) for s in (0, 59, 60)] == [False, False, True]
    assert fresh_until(NOON, POLICY) == NOON + timedelta(minutes=10)


@pytest.mark.parametrize(
    ("password", "refusal"),
    [
        ("short nine", None),
        ("nine char", PasswordTooShort),
        ("一二三四五六七八九", PasswordTooShort),
        ("一二三四五六七八九十", None),
        ("x" * 201, PasswordTooLong),
        ("Dragonflies", PasswordBreached),
        ("qwertyuiop", PasswordBreached),
        ("Sunshine2024!", PasswordBreached),
        ("aaaaaaaaaaaa", PasswordBreached),
        ("liming2024!!", PasswordBreached),
        ("2024-liming-2024", PasswordBreached),
        ("白城建设局123456", PasswordBreached),
        ("liming walks a horse", None),
        ("no capitals no digits", None),
    ],
)
def test_passwords(password: str, refusal: type[Exception] | None) -> None:
    own = ("liming", "白城建设局")
    if refusal is None:
        check_password(password, own, POLICY)
        return
    with pytest.raises(refusal):
        check_password(password, own, POLICY)


def test_one_password_typed_on_two_keyboards_is_one() -> None:
    assert normal_password("ｐａｓｓ　ｗｏｒｄ　é") == normal_password("pass word e\u0301")


@pytest.mark.parametrize(
    ("typed", "login"),
    [(" Li.Ming ", "li.ming"), ("ＬＩＭＩＮＧ", "liming"), ("王芳", "王芳"), ("a-1", "a-1")],
)
def test_a_login_has_one_form(typed: str, login: str) -> None:
    assert normal_login(typed) == login


@pytest.mark.parametrize("typed", ["", "a", "-ab", "ab-", "a b", "a/b", "x" * 33, "a\u0000<b>"])
def test_what_is_no_login_is_refused(typed: str) -> None:
    with pytest.raises(LoginWrong):
        normal_login(typed)
