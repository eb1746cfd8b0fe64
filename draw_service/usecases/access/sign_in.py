"""Sign in with a password; the second factor comes after."""

from __future__ import annotations

from draw_service.rules.access_passwords import normal_login, normal_password
from draw_service.rules.refusals import LoginWrong, WrongCredentials
from draw_service.usecases.access.sessions import needs_second, open_session
from draw_service.usecases.access.tries import knock, turn_away, welcome
from draw_service.usecases.ports import House

_LONGEST = 1024
"""Characters read of what is typed: more would only keep the machine busy."""


def sign_in(house: House, username: str, password: str, address: str) -> str:
    """The token of a new session. Raises ``WrongCredentials``, ``LockedOut``."""
    login = _login(username)
    knock(house, address, ("login", login))
    with house.books() as books:
        account = books.access.account_by_login(login)
    if not matches(house, account.password if account else "", password) or not account or account.disabled:
        turn_away(house, "password", address, ("login", login))
        raise WrongCredentials
    with house.books() as books:
        welcome(house, books, address, ("login", login))
        full = not needs_second(house, books, account)
        token = open_session(house, books, "staff", account.id, address, full=full)
        books.commit()
    return token


def matches(house: House, hashed: str, password: str) -> bool:
    """Whether the password is the one behind ``hashed``; takes as long when there is none ("")."""
    typed = normal_password(password[:_LONGEST])
    if not hashed:
        house.keyring.hash_code(typed)
        return False
    return house.keyring.verify_code(typed, hashed)


def _login(username: str) -> str:
    try:
        return normal_login(username[:_LONGEST])
    except LoginWrong:
        return ""
