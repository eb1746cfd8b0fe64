"""Which accounts there are, for administrators and the server's own terminal."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from draw_service.rules.access import Role, Who, must_hold
from draw_service.usecases.access.sessions import has_second
from draw_service.usecases.ports import House


@dataclass(frozen=True, slots=True)
class AccountSeen:
    """What is shown of an account; no secret. ``set_up``: its holder has chosen a password."""

    id: str
    login: str
    roles: frozenset[Role]
    organisation: str
    organisation_name: str
    created_at: datetime
    set_up: bool
    second_factor: bool
    disabled: bool


def list_accounts(house: House, who: Who) -> list[AccountSeen]:
    """By login. Raises ``NotYourRoom``, ``SecondFactorMissing``."""
    must_hold(who, Role.ADMINISTRATOR)
    return accounts_at_server(house)


def accounts_at_server(house: House) -> list[AccountSeen]:
    """The same for whoever holds the server's own terminal."""
    with house.books() as books:
        found = [
            AccountSeen(
                id=account.id,
                login=account.login,
                roles=account.roles,
                organisation=account.organisation,
                organisation_name=account.organisation_name,
                created_at=account.created_at,
                set_up=bool(account.password),
                second_factor=has_second(books, account),
                disabled=account.disabled,
            )
            for account in books.access.accounts()
        ]
    return sorted(found, key=lambda account: account.login)
