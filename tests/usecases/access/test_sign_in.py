"""Passwords, waits and sessions: what is wrong looks the same, what is over is over at once."""

from __future__ import annotations

from dataclasses import replace

import pytest

from draw_service.rules.access import Role
from draw_service.rules.refusals import (
    ChangedUnderYou,
    LockedOut,
    NotFound,
    NotSignedIn,
    PasswordBreached,
    PasswordTooShort,
    WrongCredentials,
)
from draw_service.usecases.access.change_password import change_password
from draw_service.usecases.access.reauthenticate import reauthenticate
from draw_service.usecases.access.sign_in import sign_in
from draw_service.usecases.access.sign_out import end_session, sessions_of, sign_out, sign_out_everywhere
from draw_service.usecases.access.unlock_account import unlock_account
from draw_service.usecases.access.whose import whose
from draw_service.usecases.ports import Books
from tests.usecases.access.conftest import HERE, PASSWORD, THERE, Gate


def fail(gate: Gate, login: str, times: int, address: str = THERE) -> None:
    for _again in range(times):
        with pytest.raises(WrongCredentials):
            sign_in(gate.house, login, "wrong", address)


def waits(gate: Gate, login: str, address: str = THERE) -> int:
    with pytest.raises(LockedOut) as refused:
        sign_in(gate.house, login, PASSWORD, address)
    wait = refused.value.fields["wait"]
    assert isinstance(wait, int)
    return wait


def test_a_name_and_a_password_are_forgiven_their_spelling(gate: Gate) -> None:
    gate.administrator()

    assert gate.who(sign_in(gate.house, "　ＡＤＭＩＮ ", PASSWORD, HERE)).name == "admin"
    with pytest.raises(WrongCredentials):
        sign_in(gate.house, "admin", PASSWORD.upper(), HERE)


@pytest.mark.parametrize("login", ["admin", "nobody", "not a login!"])
def test_known_and_unknown_are_refused_and_wait_alike(gate: Gate, login: str) -> None:
    gate.administrator()
    fail(gate, login, 5)

    assert waits(gate, login) == 1


def test_an_unknown_account_costs_one_hash_like_a_known_one(
    gate: Gate, monkeypatch: pytest.MonkeyPatch
) -> None:
    gate.administrator()
    gate.invite("never-set-up", Role.DESK)
    asked: list[str] = []
    ring = type(gate.house.keyring)
    real_hash, real_verify = ring.hash_code, ring.verify_code
    monkeypatch.setattr(ring, "hash_code", lambda *a: asked.append("argon2") or real_hash(*a))
    monkeypatch.setattr(ring, "verify_code", lambda *a: asked.append("argon2") or real_verify(*a))

    for login in ("admin", "nobody", "never-set-up"):
        asked.clear()
        fail(gate, login, 1)
        assert asked == ["argon2"]


def test_waits_grow_pass_and_are_lifted(gate: Gate) -> None:
    gate.staff("liming", Role.OPERATOR)
    fail(gate, "liming", 5)
    assert waits(gate, "liming") == 1
    gate.clock.wait(1)
    fail(gate, "liming", 1)
    assert waits(gate, "liming", HERE) == 5
    gate.clock.wait(5)
    fail(gate, "liming", 1)
    assert waits(gate, "liming") == 15
    unlock_account(gate.house, gate.administrator(), gate.id_of("liming"))

    assert gate.who(sign_in(gate.house, "liming", PASSWORD, HERE)).name == "liming"


def test_a_wait_passes_by_itself_however_often_it_is_knocked_at(gate: Gate) -> None:
    gate.administrator()
    fail(gate, "admin", 5)
    logged = len(gate.said())
    for _again in range(20):
        waits(gate, "admin")
    assert len(gate.said()) == logged
    gate.clock.wait(1)

    assert sign_in(gate.house, "admin", PASSWORD, HERE)
    fail(gate, "admin", 4)


def test_an_address_that_tries_many_logins_waits_too(gate: Gate) -> None:
    gate.administrator()
    for number in range(gate.house.access.address_tries):
        fail(gate, f"user{number}", 1)

    assert waits(gate, "admin") == 1
    assert sign_in(gate.house, "admin", PASSWORD, HERE)


def test_one_account_of_ones_own_forgives_no_guessing_at_others(gate: Gate) -> None:
    gate.administrator()
    for number in range(gate.house.access.address_tries):
        fail(gate, f"user{number}", 1)
        if number < gate.house.access.address_tries - 1:
            sign_in(gate.house, "admin", PASSWORD, THERE)

    assert waits(gate, "admin") == 1


def test_every_failure_and_every_wait_is_logged(gate: Gate) -> None:
    gate.administrator()
    fail(gate, "admin", 5)

    bodies = [body for type, body in gate.said() if type == "signin.refused"]
    login = gate.house.keyring.pseudonym("login admin")
    assert [body["login"] for body in bodies] == [login] * 5
    locked = gate.said()[-1]
    assert locked == ("access.locked", {"what": "login", "minutes": 1, "login": login})


def test_a_session_idles_out_and_use_keeps_it_open(gate: Gate) -> None:
    token = gate.staff("liming", Role.OPERATOR)
    for _quarter in range(8):
        gate.clock.wait(15)
        gate.who(token)
    gate.clock.wait(30)

    with pytest.raises(NotSignedIn):
        gate.who(token)
    assert gate.types()[-1] == "session.ended"


def test_no_use_keeps_a_session_open_for_ever(gate: Gate) -> None:
    token = gate.staff("liming", Role.OPERATOR)
    for _quarter in range(12 * 4 - 1):
        gate.clock.wait(15)
        gate.who(token)
    gate.clock.wait(15)

    with pytest.raises(NotSignedIn):
        gate.who(token)


@pytest.mark.parametrize("token", ["", "x", "é", "x" * 43])
def test_no_other_token_is_anybody(gate: Gate, token: str) -> None:
    gate.administrator()
    with pytest.raises(NotSignedIn):
        gate.who(token)


def test_from_another_address_nothing_is_fresh(gate: Gate) -> None:
    token = gate.staff("liming", Role.OPERATOR)

    assert gate.who(token).fresh_until > gate.clock.now()
    moved = gate.who(token, THERE)
    assert moved.fresh_until == gate.clock.now()
    reauthenticate(gate.house, moved, PASSWORD, THERE)
    assert gate.who(token, THERE).fresh_until > gate.clock.now()


def test_freshness_comes_back_with_the_password_alone(gate: Gate) -> None:
    token = gate.staff("liming", Role.OPERATOR)
    gate.clock.wait(11)
    who = gate.who(token)
    assert who.fresh_until < gate.clock.now()

    with pytest.raises(WrongCredentials):
        reauthenticate(gate.house, who, "wrong", HERE)
    reauthenticate(gate.house, who, PASSWORD, HERE)
    assert gate.who(token).fresh_until > gate.clock.now()


def test_each_session_has_a_csrf_of_its_own(gate: Gate) -> None:
    first, second = gate.administrator(), gate.administrator()

    assert first.csrf != second.csrf
    assert first.session != second.session


def test_signing_out_here_and_everywhere(gate: Gate) -> None:
    first = gate.staff("liming", Role.OPERATOR)
    second, third = (sign_in(gate.house, "liming", PASSWORD, THERE) for _ in range(2))
    sign_out(gate.house, first)
    sign_out(gate.house, first)
    with pytest.raises(NotSignedIn):
        gate.who(first)
    seen = sessions_of(gate.house, gate.who(second, THERE))
    assert sorted((one.address, one.here) for one in seen) == [(THERE, False), (THERE, True)]

    sign_out_everywhere(gate.house, gate.who(second, THERE))
    for token in (second, third):
        with pytest.raises(NotSignedIn):
            gate.who(token, THERE)


def test_one_ends_ones_own_sessions_and_nobody_elses(gate: Gate) -> None:
    mine, other = gate.staff("liming", Role.OPERATOR), gate.staff("wangfang", Role.DESK)
    old = sign_in(gate.house, "liming", PASSWORD, THERE)
    who = gate.who(mine)
    with pytest.raises(NotFound):
        end_session(gate.house, who, gate.who(other).session)
    end_session(gate.house, who, gate.who(old).session)

    with pytest.raises(NotSignedIn):
        gate.who(old)
    assert gate.who(other).name == "wangfang"


def test_a_new_password_ends_every_other_session(gate: Gate) -> None:
    mine = gate.staff("liming", Role.OPERATOR)
    old = sign_in(gate.house, "liming", PASSWORD, THERE)
    who = gate.who(mine)
    with pytest.raises(PasswordTooShort):
        change_password(gate.house, who, PASSWORD, "short", HERE)
    with pytest.raises(PasswordBreached):
        change_password(gate.house, who, PASSWORD, "CorrectHorse99", HERE)
    with pytest.raises(WrongCredentials):
        change_password(gate.house, who, "wrong", "nine loud magpies", HERE)
    change_password(gate.house, who, PASSWORD, "nine loud magpies", HERE)

    assert gate.who(mine).name == "liming"
    with pytest.raises(NotSignedIn):
        gate.who(old)
    with pytest.raises(WrongCredentials):
        sign_in(gate.house, "liming", PASSWORD, HERE)
    assert sign_in(gate.house, "liming", "nine loud magpies", HERE)


def test_who_reads_goes_on_while_others_keep_the_database_busy(gate: Gate) -> None:
    gate.administrator()
    token = sign_in(gate.house, "admin", PASSWORD, HERE)
    busy = replace(gate.house, books=_busy)

    gate.clock.wait(2)
    assert whose(busy, token, HERE).name == "admin"
    # The last use was not written down, so the session ends no later for it.
    gate.clock.wait(gate.house.access.idle_minutes)
    with pytest.raises(ChangedUnderYou):
        whose(busy, token, HERE)
    with pytest.raises(NotSignedIn):
        gate.who(token)


def _busy() -> Books:
    raise ChangedUnderYou
