"""Who stands before the service: a session's token becomes a person, a party or nobody."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from audit.events import DrawEvent
from draw_service.rules.access import Who
from draw_service.rules.access_sessions import ends_at, fresh_until, slides
from draw_service.rules.refusals import ChangedUnderYou, NotSignedIn
from draw_service.usecases.access.sessions import close_session, needs_second, staff_session
from draw_service.usecases.access.tokens import hash_of
from draw_service.usecases.ports import Books, House, Session

_ENDS = (DrawEvent.DRAW_CLOSED, DrawEvent.DRAW_ABORTED)


def whose(house: House, token: str, address: str) -> Who:
    """The person behind a token, now; roles are those of this moment. Raises ``NotSignedIn``.

    The last use is written down at most once a minute. Seen from another address than the one the password
    was given at, a session is not fresh.
    """
    now = house.clock.now()
    with house.views() as books:
        session = books.access.session(hash_of(token))
        if session is None:
            raise NotSignedIn
        over = _why_over(house, books, session, now)
        who = None if over else _who(house, books, session, address, now)
        if who is not None and not slides(session.seen_at, now):
            return who
    try:
        return _written_down(house, token, address, now)
    except ChangedUnderYou:
        # Others keep the database busy: who only reads goes on, and is written down with the next request.
        if who is None:
            raise
        return who


def _written_down(house: House, token: str, address: str, now: datetime) -> Who:
    """The person, with the last use or the session's end on record. Raises ``NotSignedIn``."""
    with house.books() as books:
        session = books.access.session(hash_of(token))
        if session is None:
            raise NotSignedIn
        if why := _why_over(house, books, session, now):
            close_session(house, books, session, why, now)
            books.commit()
            raise NotSignedIn
        who = _who(house, books, session, address, now)
        books.access.put_session(replace(session, seen_at=now))
        books.commit()
    return who


def _why_over(house: House, books: Books, session: Session, now: datetime) -> str:
    """Why the session has ended, "" while it goes on."""
    witness = session.kind == "witness"
    if now >= ends_at(session.opened_at, session.seen_at, witness, house.access):
        return "expired"
    return "draw-ended" if witness and _ended(books, session.draw) else ""


def _who(house: House, books: Books, session: Session, address: str, now: datetime) -> Who:
    fresh = fresh_until(session.fresh_at, house.access) if address == session.address else now
    nobody = Who(
        session=session.id,
        account="",
        name="",
        roles=frozenset(),
        organisation="",
        organisation_name="",
        full=True,
        fresh_until=fresh,
        csrf=house.keyring.pseudonym(f"csrf {session.id}"),
    )
    if session.kind == "witness":
        return replace(nobody, draw=session.draw, party=session.party)
    if session.kind == "expert":
        return replace(nobody, expert=session.subject)
    _session, account = staff_session(books, session.id)
    return replace(
        nobody,
        account=account.id,
        name=account.login,
        roles=account.roles,
        organisation=account.organisation,
        organisation_name=account.organisation_name,
        full=session.full or not needs_second(house, books, account),
    )


def _ended(books: Books, draw_id: str) -> bool:
    return any(event.type in _ENDS for event in books.journal.events(draw_id))
