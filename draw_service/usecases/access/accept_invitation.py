"""Set an account up with its one-time code: choose a password and be signed in."""

from __future__ import annotations

from dataclasses import replace

from audit.events import HouseEvent
from draw_service.rules.access_passwords import check_password, normal_password
from draw_service.rules.refusals import SetupCodeSpent
from draw_service.usecases.access.marks import mark, note
from draw_service.usecases.access.sessions import needs_second, open_session
from draw_service.usecases.access.tokens import hash_of
from draw_service.usecases.access.tries import knock, turn_away, welcome
from draw_service.usecases.ports import Account, Books, House


def accept_invitation(house: House, code: str, password: str, address: str) -> str:
    """The token of a new session. Raises ``SetupCodeSpent``, ``LockedOut``, ``PasswordTooShort``,
    ``PasswordTooLong``, ``PasswordBreached``; after the last three the code is still good."""
    knock(house, address)
    with house.books() as books:
        account = _invited(house, books, code)
        if account is not None:
            welcome(house, books, address)
            books.commit()
    if account is None:
        turn_away(house, "setup-code", address)
        raise SetupCodeSpent
    chosen = normal_password(password)
    check_password(chosen, (account.login, account.organisation_name), house.access)
    hashed = house.keyring.hash_code(chosen)
    now = house.clock.now()
    with house.books() as books:
        account = _invited(house, books, code)
        if account is None:
            raise SetupCodeSpent
        books.access.put_account(replace(account, password=hashed, setup="", setup_until=None))
        note(books, HouseEvent.ACCOUNT_OPENED, now, account=mark(house, "account", account.id))
        full = not needs_second(house, books, account)
        token = open_session(house, books, "staff", account.id, address, full=full)
        books.commit()
    return token


def _invited(house: House, books: Books, code: str) -> Account | None:
    account = books.access.account_by_setup(hash_of(code))
    if account is None or account.disabled or account.setup_until is None:
        return None
    return account if house.clock.now() < account.setup_until else None
