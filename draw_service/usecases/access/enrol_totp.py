"""One-time codes of a phone (TOTP, RFC 6238) as second factor, where phones are allowed."""

from __future__ import annotations

from base64 import b32encode
from dataclasses import dataclass, field, replace
from datetime import datetime
from hmac import compare_digest

from pyotp import TOTP

from draw_service.rules.access import Who
from draw_service.rules.identifiers import compact
from draw_service.rules.refusals import CodeWrong, NoOneTimeCodes
from draw_service.usecases.access.administer import note_change
from draw_service.usecases.access.own_account import factor_changed, own_account
from draw_service.usecases.access.tries import knock, turn_away, welcome
from draw_service.usecases.ports import House

STEP_SECONDS = 30
_DRIFT = 1
"""Steps a phone's clock may be off, each way."""


@dataclass(frozen=True, slots=True)
class TotpSetup:
    """What the phone is given: ``secret`` (base32) to type, or ``uri`` (otpauth) as a QR code."""

    secret: str = field(repr=False)
    uri: str = field(repr=False)


def begin_totp(house: House, who: Who, issuer: str) -> TotpSetup:
    """A new secret, in force once ``finish_totp`` has seen a code of it. ``issuer``: what the phone shows.
    Raises ``NoOneTimeCodes``, ``NotSignedIn``, ``SecondFactorMissing``, ``NotFresh``."""
    if not house.access.totp:
        raise NoOneTimeCodes
    secret = b32encode(house.entropy.bytes(20)).decode()
    with house.books() as books:
        session, account = own_account(house, books, who)
        books.access.put_puzzle(session.id, "totp", secret.encode(), house.clock.now())
        books.commit()
    return _setup(secret, account.login, issuer)


def asked_totp(house: House, who: Who, issuer: str) -> TotpSetup | None:
    """The secret that waits for its first code, None when none was begun. Raises as ``begin_totp``."""
    with house.books() as books:
        session, account = own_account(house, books, who)
        asked = books.access.puzzle(session.id, "totp")
    return None if asked is None else _setup(asked[0].decode(), account.login, issuer)


def finish_totp(house: House, who: Who, code: str, address: str) -> None:
    """Put the secret in force; every other session of the account ends. Raises ``CodeWrong`` (the same secret
    may be tried again), ``LockedOut``, and what ``begin_totp`` raises."""
    knock(house, address, ("factor", who.account))
    with house.books() as books:
        session, account = own_account(house, books, who)
        asked = books.access.puzzle(session.id, "totp")
        step = None if asked is None else step_of(asked[0].decode(), code, 0, house.clock.now())
        if asked is not None and step is not None:
            books.access.take_puzzle(session.id, "totp")
            books.access.put_account(replace(account, totp=asked[0].decode(), totp_step=step))
            welcome(house, books, address, ("factor", account.id))
            factor_changed(house, books, session, "totp")
            books.commit()
            return
    turn_away(house, "totp", address, ("factor", who.account))
    raise CodeWrong


def drop_totp(house: House, who: Who) -> None:
    """The phone does not count any more. Raises ``NotSignedIn``, ``SecondFactorMissing``, ``NotFresh``."""
    with house.books() as books:
        _session, account = own_account(house, books, who)
        books.access.put_account(replace(account, totp=""))
        note_change(house, books, account.id, "totp-dropped", account.id, house.clock.now())
        books.commit()


def _setup(secret: str, login: str, issuer: str) -> TotpSetup:
    return TotpSetup(secret, TOTP(secret, name=login, issuer=issuer).provisioning_uri())


def step_of(secret: str, code: str, last: int, now: datetime) -> int | None:
    """The time step whose code this is, None for a wrong one. A step up to ``last`` was used before, and is
    not accepted twice."""
    given, current = compact(code), int(now.timestamp()) // STEP_SECONDS
    for step in range(current - _DRIFT, current + _DRIFT + 1):
        if step > last and compare_digest(TOTP(secret).generate_otp(step).encode(), given.encode()):
            return step
    return None
