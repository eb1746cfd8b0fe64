"""Direct SQL at the rows that let people in, by somebody without the keyring, on both engines."""

from __future__ import annotations

from collections.abc import Callable
from hashlib import sha256

import pytest
from sqlalchemy import Engine

from draw_service.rules.access import Role, Scope
from draw_service.store.books import SqlBooks
from draw_service.store.cipher import CellDamaged
from draw_service.usecases.ports import ApiKey
from draw_service.usecases.ports.access import Account, Session
from tests.attacks.owner import by_hand, rows
from tests.store.fakes import NOON

Factory = Callable[[], SqlBooks]
OWN = sha256(b"a secret of the attacker's").hexdigest()

IN_THE_CLEAR = {
    "a role": "UPDATE account SET roles = 'operator' WHERE id = 'A1'",
    "another's password": "UPDATE account SET password = (SELECT password FROM account WHERE id = 'A1') "
    "WHERE id = 'A2'",
    "a setup code": f"UPDATE account SET setup = '{OWN}' WHERE id = 'A2'",
    "no second factor": "UPDATE account SET totp = NULL WHERE id = 'A2'",
    "a closed account": "UPDATE account SET disabled = FALSE WHERE id = 'A2'",
    "a half session": 'UPDATE session SET "full" = TRUE',
    "an old proof": "UPDATE session SET fresh_at = '2030-01-01 00:00:00'",
    "another draw": "UPDATE session SET kind = 'witness', draw_id = 'AP-2.1', party = 'regulator'",
    "another's key": f"UPDATE api_key SET hash = '{OWN}'",
    "a scope": "UPDATE api_key SET scopes = 'applications:write;rosters:read'",
}


@pytest.fixture
def people(books_factory: Factory) -> None:
    keeper, operator = frozenset({Role.POOL_KEEPER}), frozenset({Role.OPERATOR})
    with books_factory() as books:
        for one in (
            Account("A1", "keeper", keeper, keeper, "", "", NOON, password="argon of the keeper"),
            Account("A2", "operator", operator, operator, "", "", NOON, password="other",
                    totp="ABCDEFGHIJKLMNOP", disabled=True),
        ):  # fmt: skip
            books.access.add_account(one)
        books.access.add_session(Session("S1", "staff", "A1", NOON, NOON, NOON, False, "127.0.0.1", "", ""))
        scopes = frozenset({Scope.RESULTS_READ})
        books.access.put_api_key(ApiKey("K1", "platform", scopes, "", "00" * 32, NOON))
        books.commit()


def read(books: SqlBooks) -> None:
    books.access.accounts()
    books.access.session("S1")
    books.access.api_keys()


@pytest.mark.usefixtures("people")
@pytest.mark.parametrize("what", IN_THE_CLEAR)
def test_nobody_gets_in_by_a_row_changed_past_the_service(
    engine: Engine, books_factory: Factory, what: str
) -> None:
    with books_factory() as books:
        read(books)
    by_hand(engine, IN_THE_CLEAR[what])

    with books_factory() as books, pytest.raises(CellDamaged):
        read(books)


@pytest.mark.usefixtures("people")
def test_the_cell_of_another_account_lets_nobody_in(engine: Engine, books_factory: Factory) -> None:
    """The whole row of another account, its cell included, under one's own number."""
    (other,) = rows(engine, "SELECT roles, held, password, data FROM account WHERE id = 'A2'")
    change = (
        "UPDATE account SET roles = :roles, held = :held, password = :password, data = :data WHERE id = 'A1'"
    )
    by_hand(engine, change, **other)

    with books_factory() as books, pytest.raises(CellDamaged):
        books.access.account("A1")
