"""Leave: here, everywhere, or one session at a time."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from draw_service.rules.access import Who
from draw_service.rules.refusals import NotFound, NotSignedIn
from draw_service.usecases.access.sessions import close_session
from draw_service.usecases.access.tokens import hash_of
from draw_service.usecases.ports import Books, House, Session


@dataclass(frozen=True, slots=True)
class SessionSeen:
    """What is shown of one's own session. ``here``: the one that asks."""

    id: str
    opened_at: datetime
    seen_at: datetime
    address: str
    here: bool


def sign_out(house: House, token: str) -> None:
    """End the session of this token; nothing happens when there is none."""
    with house.books() as books:
        session = books.access.session(hash_of(token))
        if session is not None:
            close_session(house, books, session, "signed-out", house.clock.now())
            books.commit()


def sign_out_everywhere(house: House, who: Who) -> None:
    """End every session of the same person, this one too. Raises ``NotSignedIn``."""
    with house.books() as books:
        for session in _own(books, who):
            close_session(house, books, session, "signed-out", house.clock.now())
        books.commit()


def sessions_of(house: House, who: Who) -> list[SessionSeen]:
    """One's own sessions, the oldest first. Raises ``NotSignedIn``."""
    with house.books() as books:
        return [
            SessionSeen(one.id, one.opened_at, one.seen_at, one.address, one.id == who.session)
            for one in _own(books, who)
        ]


def end_session(house: House, who: Who, session_id: str) -> None:
    """End one of one's own sessions. Raises ``NotFound`` for anybody else's, ``NotSignedIn``."""
    with house.books() as books:
        found = [one for one in _own(books, who) if one.id == session_id]
        if not found:
            raise NotFound
        close_session(house, books, found[0], "ended", house.clock.now())
        books.commit()


def _own(books: Books, who: Who) -> list[Session]:
    session = books.access.session(who.session)
    if session is None:
        raise NotSignedIn
    # A witness has no name the house knows: who else holds a slip of this draw is not the same person.
    if session.kind == "witness":
        return [session]
    return list(books.access.sessions_of(session.kind, session.subject))
