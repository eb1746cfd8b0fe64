"""A house on the real store, with a clock the tests move. Most tests run on SQLite alone: what differs by
engine is tested in tests/store, and a whole day at the door, in test_secrecy, on both."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass, replace

import pytest
from sqlalchemy import Engine

from draw_service.devices.security_keys import WebAuthnKeys
from draw_service.rules.access import AccessPolicy, AccountDraft, Role, Who
from draw_service.store.books import SqlBooks, sequence
from draw_service.store.keyring import Keyring
from draw_service.usecases.access.accept_invitation import accept_invitation
from draw_service.usecases.access.first_account import first_account
from draw_service.usecases.access.invite_account import invite_account
from draw_service.usecases.access.list_accounts import accounts_at_server
from draw_service.usecases.access.sign_in import sign_in
from draw_service.usecases.access.whose import whose
from draw_service.usecases.ports import House
from tests.store.fakes import NOON, SeededEntropy
from tests.usecases.fakes import FakeClock, Town

PASSWORD = "seven quiet herons"
HERE, THERE = "192.0.2.1", "192.0.2.2"
FIRM = ("91220800MA0000009H", "白城某某建设单位")


@dataclass
class Gate:
    """The house, its clock, and short ways through its door."""

    house: House
    clock: FakeClock

    def administrator(self) -> Who:
        """The first administrator, signed in just now."""
        code = first_account(self.house)
        if code is not None:
            return self.who(accept_invitation(self.house, code, PASSWORD, HERE))
        return self.who(sign_in(self.house, "admin", PASSWORD, HERE))

    def invite(self, login: str, *roles: Role, firm: tuple[str, str] = ("", "")) -> str:
        """A setup code for a new account."""
        return invite_account(self.house, self.administrator(), AccountDraft(login, frozenset(roles), *firm))

    def staff(self, login: str, *roles: Role, firm: tuple[str, str] = ("", "")) -> str:
        """The token of a new account's first session."""
        return accept_invitation(self.house, self.invite(login, *roles, firm=firm), PASSWORD, HERE)

    def who(self, token: str, address: str = HERE) -> Who:
        return whose(self.house, token, address)

    def id_of(self, login: str) -> str:
        return next(one.id for one in accounts_at_server(self.house) if one.login == login)

    def said(self) -> list[tuple[str, dict[str, object]]]:
        """The stream of access: types and bodies."""
        self.house.sequence()
        with self.house.books() as books:
            leaves = [json.loads(leaf) for leaf in books.journal.leaves()]
        return [(leaf["type"], leaf["body"]) for leaf in leaves if leaf.get("stream") == "access"]

    def types(self) -> list[str]:
        return [type for type, _body in self.said()]


@pytest.fixture
def address(sqlite_address: str) -> str:
    return sqlite_address


@pytest.fixture
def clock() -> FakeClock:
    return FakeClock(NOON)


@pytest.fixture
def gate(
    engine: Engine,
    books_factory: Callable[[], SqlBooks],
    keyring: Keyring,
    entropy: SeededEntropy,
    clock: FakeClock,
) -> Gate:
    house = replace(
        Town(NOON).house(),
        books=books_factory,
        views=books_factory,
        clock=clock,
        entropy=entropy,
        keyring=keyring,
        sequence=lambda: sequence(engine, keyring, clock.now()),
        access=AccessPolicy(breached=frozenset(("correcthorse",))),
        security_keys=WebAuthnKeys("panel.test", "https://panel.test", "中心"),
    )
    return Gate(house, clock)
