"""Choose another password."""

from __future__ import annotations

from dataclasses import replace

from draw_service.rules.access import Who, must_be_full
from draw_service.rules.access_passwords import check_password, normal_password
from draw_service.usecases.access.administer import note_change
from draw_service.usecases.access.reauthenticate import prove_password
from draw_service.usecases.access.sessions import close_all, has_second, staff_session
from draw_service.usecases.ports import House


def change_password(house: House, who: Who, old: str, new: str, address: str) -> None:
    """Every other session of the account ends. Raises ``WrongCredentials``, ``LockedOut``, ``NotSignedIn``,
    ``SecondFactorMissing``, ``PasswordTooShort``, ``PasswordTooLong``, ``PasswordBreached``."""
    with house.books() as books:
        _session, account = staff_session(books, who.session)
        if has_second(books, account):
            must_be_full(who)
    chosen = normal_password(new)
    check_password(chosen, (account.login, account.organisation_name), house.access)
    prove_password(house, who, old, address)
    hashed, now = house.keyring.hash_code(chosen), house.clock.now()
    with house.books() as books:
        session, account = staff_session(books, who.session, hold=True)
        books.access.put_account(replace(account, password=hashed))
        books.access.put_session(replace(session, fresh_at=now, address=address))
        close_all(house, books, account.id, "password", now, but=session.id)
        note_change(house, books, account.id, "password", account.id, now)
        books.commit()
