"""Say once more who you are: before a lock, an unsealing, a change of roles or keys."""

from __future__ import annotations

from dataclasses import replace

from draw_service.rules.access import Who
from draw_service.rules.refusals import WrongCredentials
from draw_service.usecases.access.sessions import staff_session
from draw_service.usecases.access.sign_in import matches
from draw_service.usecases.access.tries import knock, turn_away, welcome
from draw_service.usecases.ports import House


def reauthenticate(house: House, who: Who, password: str, address: str) -> None:
    """Make the session fresh with the password (``finish_key`` does it with a key). Raises
    ``WrongCredentials``, ``LockedOut``, ``NotSignedIn``."""
    prove_password(house, who, password, address)
    with house.books() as books:
        session, _account = staff_session(books, who.session)
        books.access.put_session(replace(session, fresh_at=house.clock.now(), address=address))
        books.commit()


def prove_password(house: House, who: Who, password: str, address: str) -> None:
    """The password of one's own account, counted as any try is; raises as ``reauthenticate``."""
    with house.books() as books:
        _session, account = staff_session(books, who.session)
    knock(house, address, ("login", account.login))
    if not matches(house, account.password, password):
        turn_away(house, "password", address, ("login", account.login))
        raise WrongCredentials
    with house.books() as books:
        welcome(house, books, address, ("login", account.login))
        books.commit()
