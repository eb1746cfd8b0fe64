"""Opening and ending sessions; the token goes to the browser, its hash stays."""

from __future__ import annotations

from datetime import datetime, timedelta

from audit.events import HouseEvent
from draw_service.rules.refusals import NotSignedIn
from draw_service.usecases.access.marks import marks_of, note
from draw_service.usecases.access.tokens import fresh_token, hash_of
from draw_service.usecases.ports import Account, Books, House, Session
from draw_service.usecases.ports.access import SessionKind


def open_session(
    house: House,
    books: Books,
    kind: SessionKind,
    subject: str,
    address: str,
    *,
    full: bool = True,
    draw: str = "",
    party: str = "",
) -> str:
    """Open a session and return its token."""
    now, token = house.clock.now(), fresh_token(house)
    session = Session(hash_of(token), kind, subject, now, now, now, full, address, draw, party)
    books.access.forget_sessions(now - longest(house))
    books.access.add_session(session)
    note(books, HouseEvent.SESSION_OPENED, now, **marks_of(house, session))
    return token


def close_session(house: House, books: Books, session: Session, why: str, at: datetime) -> None:
    """End it; ``why`` is a slug."""
    books.access.end_session(session.id)
    note(books, HouseEvent.SESSION_ENDED, at, why=why, **marks_of(house, session))


def close_all(house: House, books: Books, account_id: str, why: str, at: datetime, but: str = "") -> None:
    """End every session of an account except ``but``."""
    for session in books.access.sessions_of("staff", account_id):
        if session.id != but:
            close_session(house, books, session, why, at)


def staff_session(books: Books, session_id: str, *, hold: bool = False) -> tuple[Session, Account]:
    """The session of a member of staff and the account, held for a change. Raises ``NotSignedIn``."""
    session = books.access.session(session_id)
    if session is None or session.kind != "staff":
        raise NotSignedIn
    account = books.access.account(session.subject, hold=hold)
    if account is None or account.disabled:
        raise NotSignedIn
    return session, account


def needs_second(house: House, books: Books, account: Account) -> bool:
    """Whether a password alone is not enough: there is a second factor, or the policy wants one."""
    return house.access.must_have_second or has_second(books, account)


def has_second(books: Books, account: Account) -> bool:
    return bool(account.totp) or bool(books.access.keys_of(account.id))


def longest(house: House) -> timedelta:
    """After this long every session has ended."""
    return timedelta(hours=max(house.access.absolute_hours, house.access.witness_hours))
