"""Start an account anew: its holder lost the password or the second factor."""

from __future__ import annotations

from dataclasses import replace

from draw_service.rules.access import Who
from draw_service.rules.access_passwords import normal_login
from draw_service.rules.refusals import NotFound
from draw_service.usecases.access.administer import (
    SERVER,
    account_to_change,
    must_administer,
    note_change,
    setup_code,
)
from draw_service.usecases.access.sessions import close_all
from draw_service.usecases.access.tries import forgive
from draw_service.usecases.ports import Account, Books, House


def reset_account(house: House, who: Who, account_id: str) -> str:
    """A new setup code. Password, second factor and recovery codes are gone, sessions end, waits are lifted.

    Raises ``NotYourRoom``, ``SecondFactorMissing``, ``NotFresh``, ``OwnAct``, ``NotFound``.
    """
    must_administer(house, who)
    with house.books() as books:
        account = account_to_change(books, who, account_id)
        code = _start_anew(house, books, account, who.account)
        books.commit()
    return code


def reset_at_server(house: House, login: str) -> str:
    """The same by whoever holds the server's own terminal, where the last administrator finds a way in.
    Raises ``LoginWrong``, ``NotFound``."""
    with house.books() as books:
        found = books.access.account_by_login(normal_login(login))
        if found is None:
            raise NotFound
        code = _start_anew(house, books, found, SERVER)
        books.commit()
    return code


def _start_anew(house: House, books: Books, account: Account, by: str) -> str:
    now, (code, hashed, until) = house.clock.now(), setup_code(house)
    empty = replace(account, password="", totp="", setup=hashed, setup_until=until)
    books.access.put_account(empty)
    books.access.put_recovery_codes(account.id, ())
    for key in books.access.keys_of(account.id):
        books.access.remove_key(account.id, key.id)
    close_all(house, books, account.id, "reset", now)
    forgive(house, books, ("login", account.login), ("factor", account.id))
    note_change(house, books, account.id, "reset", by, now)
    return code
