"""The first administrator: a setup code in place of a default password."""

from __future__ import annotations

from dataclasses import replace

from audit.events import HouseEvent
from draw_service.rules.access import AccountDraft, Role
from draw_service.usecases.access.administer import SERVER, setup_code
from draw_service.usecases.access.marks import mark, note
from draw_service.usecases.ports import Account, Books, House

LOGIN = "admin"


def first_account(house: House) -> str | None:
    """A setup code for the first administrator, valid ``setup_hours``; None once anybody has set an account
    up. Asked again before that, it gives a new code and the old one is void."""
    with house.books() as books:
        accounts = books.access.accounts()
        if any(account.password or account.login != LOGIN for account in accounts):
            return None
        code, hashed, until = setup_code(house)
        if accounts:
            books.access.put_account(replace(accounts[0], setup=hashed, setup_until=until))
        else:
            code = add_account(house, books, AccountDraft(LOGIN, frozenset((Role.ADMINISTRATOR,))), SERVER)
        books.commit()
    return code


def add_account(house: House, books: Books, draft: AccountDraft, by: str) -> str:
    """Add an account under a random id and return its setup code; ``by``: an account id or ``SERVER``.
    Raises ``LoginTaken``."""
    now, (code, hashed, until) = house.clock.now(), setup_code(house)
    account = Account(
        id=f"A{house.entropy.bytes(8).hex()}",
        login=draft.login,
        roles=draft.roles,
        held=draft.roles,
        organisation=draft.organisation,
        organisation_name=draft.organisation_name,
        created_at=now,
        setup=hashed,
        setup_until=until,
    )
    books.access.add_account(account)
    note(
        books,
        HouseEvent.ACCOUNT_INVITED,
        now,
        account=mark(house, "account", account.id),
        roles=" ".join(sorted(account.roles)),
        by=by if by == SERVER else mark(house, "account", by),
    )
    return code
