"""The first administrator: a setup code in place of a default password."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from audit.events import HouseEvent
from draw_service.rules.access import Role
from draw_service.usecases.access.marks import mark, note
from draw_service.usecases.access.tokens import fresh_token, hash_of
from draw_service.usecases.ports import Account, House

LOGIN = "admin"


def first_account(house: House) -> str | None:
    """A setup code for the first administrator, valid ``setup_hours``; None once anybody has set an account
    up. Asked again before that, it gives a new code and the old one is void."""
    now = house.clock.now()
    code = fresh_token(house)
    with house.books() as books:
        accounts = books.access.accounts()
        if any(account.password or account.login != LOGIN for account in accounts):
            return None
        until = now + timedelta(hours=house.access.setup_hours)
        if accounts:
            books.access.put_account(replace(accounts[0], setup=hash_of(code), setup_until=until))
        else:
            account = new_account(house, LOGIN, frozenset((Role.ADMINISTRATOR,)), "", "")
            books.access.add_account(replace(account, setup=hash_of(code), setup_until=until))
            by = mark(house, "account", account.id)
            note(
                books, HouseEvent.ACCOUNT_INVITED, now, account=by, roles=str(Role.ADMINISTRATOR), by="server"
            )
        books.commit()
    return code


def new_account(house: House, login: str, roles: frozenset[Role], organisation: str, name: str) -> Account:
    """An account nobody has set up yet, under a random id."""
    account_id = f"A{house.entropy.bytes(8).hex()}"
    return Account(account_id, login, roles, roles, organisation, name, house.clock.now())
