"""Accounts, sessions and keys come back as they were put; tries side by side are all counted."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import timedelta
from threading import Barrier

import pytest
from sqlalchemy import Engine

from draw_service.rules.access import AccessPolicy, Role, Scope
from draw_service.rules.access_lockout import Tries
from draw_service.rules.refusals import ChangedUnderYou, LockedOut, LoginTaken
from draw_service.store.books import SqlBooks
from draw_service.store.engine import open_engine
from draw_service.store.keyring import Keyring
from draw_service.store.rotation import reencrypt, remaining
from draw_service.usecases.access.tries import knock
from draw_service.usecases.ports import Account, ApiKey, ExpertCode, SecurityKey, Session
from tests.store.fakes import NOON
from tests.usecases.fakes import Town

Books = Callable[[], SqlBooks]
ROLES = frozenset((Role.OPERATOR, Role.DESK))
ACCOUNT = Account(
    "A1", "liming", ROLES, ROLES | {Role.ADMINISTRATOR}, "91220800MA0000009H", "单位", NOON,
    password="$argon2id$", setup="ab" * 32, setup_until=NOON, totp="JBSWY3DP", totp_step=7, disabled=True,
)  # fmt: skip
SESSION = Session("s1", "staff", "A1", NOON, NOON, NOON, False, "192.0.2.1")
WITNESS = replace(SESSION, id="s2", kind="witness", subject="", draw="AP-1.1", party="tenderer", full=True)
KEY = SecurityKey(b"\x00\xff" * 40, "A1", "蓝色", b"\x01public", 3, NOON)
API = ApiKey("K1", "交易平台", frozenset(Scope), "91220800MA0000009H", "cd" * 32, NOON)


def keep(books_factory: Books) -> None:
    with books_factory() as books:
        books.access.add_account(ACCOUNT)
        for session in (SESSION, WITNESS):
            books.access.add_session(session)
        books.access.put_key(KEY)
        books.access.put_recovery_codes("A1", ["h1", "h2"])
        books.access.put_api_key(API)
        books.access.put_puzzle("s1", "key", b"challenge", NOON)
        books.access.put_expert_code("+8613800000001", ExpertCode("E000001", "hash", NOON))
        books.commit()


def check(books_factory: Books) -> None:
    with books_factory() as books:
        access = books.access
        assert access.accounts() == [ACCOUNT]
        assert access.account("A1", hold=True) == access.account_by_login("liming") == ACCOUNT
        assert access.account_by_setup("ab" * 32) == ACCOUNT
        assert (access.account("A2"), access.account_by_login("x"), access.account_by_setup("")) == (
            None,
        ) * 3
        assert [access.session(one) for one in ("s1", "s2", "s3")] == [SESSION, WITNESS, None]
        assert access.sessions_of("staff", "A1") == [SESSION]
        assert access.sessions_of("expert", "A1") == []
        assert access.keys_of("A1") == [KEY]
        assert access.recovery_codes_left("A1") == 2
        assert access.api_keys() == [access.api_key("cd" * 32)] == [API]
        assert access.puzzle("s1", "key") == (b"challenge", NOON)
        assert access.expert_code("+8613800000001") == ExpertCode("E000001", "hash", NOON)


def test_everything_comes_back_also_under_a_new_key(
    engine: Engine, books_factory: Books, keyring: Keyring
) -> None:
    keep(books_factory)
    check(books_factory)
    keyring.rotate()
    assert remaining(engine, keyring.cipher) == 7
    reencrypt(engine, keyring.cipher, lambda _done, _total: None)
    keyring.forget_old()

    check(books_factory)


def test_what_is_taken_or_ended_is_gone(books_factory: Books) -> None:
    keep(books_factory)
    with books_factory() as books:
        access = books.access
        assert access.take_puzzle("s1", "key") == (b"challenge", NOON)
        assert access.take_puzzle("s1", "key") is None
        assert [access.spend_recovery_code("A1", one) for one in ("h1", "h1", "x")] == [True, False, False]
        access.put_puzzle("s1", "totp", b"secret", NOON)
        access.end_session("s1")
        access.put_session(replace(SESSION, full=True))
        assert access.session("s1") is access.puzzle("s1", "totp") is None
        access.remove_key("A1", KEY.id)
        assert access.keys_of("A1") == []
        access.remove_expert_code("+8613800000001")
        assert access.expert_code("+8613800000001") is None
        access.put_api_key(replace(API, revoked_at=NOON))
        assert access.api_key("cd" * 32) == replace(API, revoked_at=NOON)


def test_old_sessions_and_tries_are_forgotten(books_factory: Books) -> None:
    keep(books_factory)
    with books_factory() as books:
        books.access.add_session(replace(SESSION, id="s4", opened_at=NOON + timedelta(hours=1)))
        books.access.put_tries("a", Tries(2, NOON))
        books.access.put_tries("b", Tries(2, NOON + timedelta(hours=1)))
        books.access.forget_sessions(NOON + timedelta(minutes=1))
        books.access.forget_tries(NOON + timedelta(minutes=1))
        assert [one.id for one in books.access.sessions_of("staff", "A1")] == ["s4"]
        assert books.access.puzzle("s1", "key") is None
        assert [books.access.tries(key).count for key in ("a", "b")] == [0, 2]
        books.access.put_tries("b", Tries())
        assert books.access.tries("b") == Tries()


def test_a_login_is_one_account(books_factory: Books) -> None:
    keep(books_factory)
    with books_factory() as books, pytest.raises(LoginTaken):
        books.access.add_account(replace(ACCOUNT, id="A2"))


def test_guessing_side_by_side_hears_no_more_tries(address: str, keyring: Keyring) -> None:
    engines = [open_engine(address) for _worker in range(4)]
    meet = Barrier(4)

    def guess(number: int) -> int:
        house = replace(
            Town(NOON).house(),
            books=lambda: SqlBooks(engines[number], keyring),
            views=lambda: SqlBooks(engines[number], keyring),
            keyring=keyring,
            access=AccessPolicy(),
        )
        meet.wait(10)
        heard = 0
        for _try in range(6):
            try:
                knock(house, f"192.0.2.{number}", ("login", "liming"))
                heard += 1
            except (LockedOut, ChangedUnderYou):
                pass
        return heard

    with ThreadPoolExecutor(4) as pool:
        heard = sum(pool.map(guess, range(4)))
    for one in engines:
        one.dispose()
    assert heard == AccessPolicy().tries
