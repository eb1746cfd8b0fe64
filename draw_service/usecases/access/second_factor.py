"""The second factor after the password: a phone's code, a recovery code, or a security key."""

from __future__ import annotations

from base64 import b32encode
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta

from draw_service.rules.identifiers import compact
from draw_service.rules.refusals import CodeWrong, KeyNotAccepted, NoSecurityKeys
from draw_service.usecases.access.administer import note_change
from draw_service.usecases.access.enrol_totp import step_of
from draw_service.usecases.access.sessions import staff_session
from draw_service.usecases.access.tokens import hash_of
from draw_service.usecases.access.tries import knock, turn_away, welcome
from draw_service.usecases.ports import Account, Books, House, SecurityKeys, Session

PATIENCE = timedelta(minutes=5)
"""How long a browser may take to answer with a security key."""

Proof = Callable[[Books, Session, Account, datetime], bool]


def pass_totp(house: House, token: str, code: str, address: str) -> None:
    """Complete a session with a phone's code. Raises ``CodeWrong``, ``LockedOut``, ``NotSignedIn``."""

    def proved(books: Books, _session: Session, account: Account, now: datetime) -> bool:
        step = step_of(account.totp, code, account.totp_step, now) if account.totp else None
        if step is not None:
            books.access.put_account(replace(account, totp_step=step))
        return step is not None

    if not _prove(house, token, address, "totp", proved):
        raise CodeWrong


def pass_recovery(house: House, token: str, code: str, address: str) -> int:
    """Complete a session with a recovery code, which is spent; returns how many are left. Raises as
    ``pass_totp``."""
    left = 0

    def proved(books: Books, _session: Session, account: Account, now: datetime) -> bool:
        nonlocal left
        if not books.access.spend_recovery_code(account.id, hash_of_recovery(code)):
            return False
        left = books.access.recovery_codes_left(account.id)
        note_change(house, books, account.id, "recovery-code-used", account.id, now)
        return True

    if not _prove(house, token, address, "recovery-code", proved):
        raise CodeWrong
    return left


def begin_key(house: House, token: str) -> str:
    """Options for the browser's security key, as JSON; good for five minutes and one answer. Raises
    ``NoSecurityKeys``, ``NotSignedIn``, ``KeyNotAccepted`` for an account without keys."""
    keys = security_keys(house)
    with house.books() as books:
        session, account = staff_session(books, hash_of(token))
        known = [key.id for key in books.access.keys_of(account.id)]
        if not known:
            raise KeyNotAccepted
        challenge = house.entropy.bytes(32)
        books.access.put_puzzle(session.id, "key", challenge, house.clock.now())
        books.commit()
    return keys.assertion(known, challenge)


def finish_key(house: House, token: str, answer: str, address: str) -> None:
    """Complete a session, or make it fresh again, with the browser's answer (JSON). Raises
    ``KeyNotAccepted``, ``LockedOut``, ``NoSecurityKeys``, ``NotSignedIn``."""
    keys = security_keys(house)

    def proved(books: Books, session: Session, account: Account, now: datetime) -> bool:
        asked, known = books.access.take_puzzle(session.id, "key"), books.access.keys_of(account.id)
        if asked is None or now - asked[1] > PATIENCE:
            return False
        try:
            key_id, count = keys.asserted(asked[0], answer, known)
        except KeyNotAccepted:
            return False
        for key in known:
            if key.id == key_id:
                books.access.put_key(replace(key, count=count))
        return True

    if not _prove(house, token, address, "key", proved):
        raise KeyNotAccepted


def _prove(house: House, token: str, address: str, why: str, proved: Proof) -> bool:
    with house.books() as books:
        _session, account = staff_session(books, hash_of(token))
    knock(house, address, ("factor", account.id))
    now = house.clock.now()
    with house.books() as books:
        session, account = staff_session(books, hash_of(token), hold=True)
        good = proved(books, session, account, now)
        if good:
            books.access.put_session(replace(session, full=True, fresh_at=now, address=address))
            welcome(house, books, address, ("factor", account.id))
        books.commit()  # what was asked is spent by a wrong answer too
    if not good:
        turn_away(house, why, address, ("factor", account.id))
    return good


def security_keys(house: House) -> SecurityKeys:
    """Raises ``NoSecurityKeys`` where pages have no host name and TLS."""
    if house.security_keys is None:
        raise NoSecurityKeys
    return house.security_keys


def recovery_code(chance: bytes) -> str:
    """The printed form of 80 random bits."""
    text = b32encode(chance).decode()
    return "-".join(text[place : place + 4] for place in range(0, len(text), 4))


def hash_of_recovery(code: str) -> str:
    """SHA-256 of a code as typed, spaces and dashes forgiven; of 80 random bits that is enough."""
    return hash_of(compact(code))
