"""The dispatch service around an application: the paper of consent, the turn in the queue (Art. 15)."""

from __future__ import annotations

from base64 import b64decode, b64encode
from collections.abc import Sequence
from datetime import datetime
from hashlib import sha256

from audit.events import DrawEvent, HouseEvent
from draw_service.rules.access import Role, Who, must_hold
from draw_service.rules.applications import Application
from draw_service.rules.dispatch import MOST_BYTES, MOST_PAGES, DispatchPaper, check_dispatch, in_turn
from draw_service.rules.life import Draw
from draw_service.rules.refusals import DispatchUnapproved, NotFound
from draw_service.usecases.access.marks import mark
from draw_service.usecases.applications.parties import own_draft
from draw_service.usecases.chain import append
from draw_service.usecases.ports import Books, House


def keep_dispatch_paper(house: House, who: Who, application_id: str, data: bytes) -> str:
    """Encrypted, in the place of an earlier one; its salted hash goes to the log. Returns the hash.

    Raises ``NotFound`` for another's application or one that is filed, ``DispatchUnapproved`` for what is no
    PDF of a paper's size.
    """
    try:
        pages = house.papers.pages_of(data) if 0 < len(data) <= MOST_BYTES else 0
    except ValueError:
        pages = 0
    if not 0 < pages <= MOST_PAGES:
        raise DispatchUnapproved
    with house.books() as books:
        now = house.clock.now()
        own_draft(books, who, application_id)
        if books.draws.attempts(application_id):
            raise NotFound
        salt = house.entropy.bytes(16)
        digest = sha256(salt + data).hexdigest()
        kept = DispatchPaper(application_id, digest, salt.hex(), pages, now, b64encode(data).decode())
        books.oversight.put(kept)
        body = {"application": application_id, "digest": digest, "by": mark(house, "account", who.account)}
        books.journal.note("oversight", HouseEvent.DISPATCH_APPROVED, body, now)
        books.commit()
    house.sequence()
    return digest


def dispatch_paper(books: Books, application_id: str) -> DispatchPaper | None:
    """The paper that is kept, if there is one."""
    return next(iter(books.oversight.find(DispatchPaper, subject=application_id)), None)


def paper_digest(house: House, application_id: str) -> str:
    """Its hash, for whose application it is; "" while there is none."""
    with house.views() as books:
        kept = dispatch_paper(books, application_id)
    return kept.digest if kept is not None else ""


def read_dispatch_paper(house: House, who: Who, draw_id: str) -> bytes:
    """The PDF, for whoever runs the draw. Raises ``NotYourRoom``, ``SecondFactorMissing``, ``NotFound``."""
    must_hold(who, Role.OPERATOR)
    with house.views() as books:
        row = books.draws.draw(draw_id)
        kept = dispatch_paper(books, row.application_id) if row is not None else None
    if kept is None:
        raise NotFound
    return b64decode(kept.data)


def require_dispatch(books: Books, application_id: str, application: Application, now: datetime) -> None:
    """Raises what ``check_dispatch`` raises."""
    if application.dispatch is not None:
        check_dispatch(application, now, paper=dispatch_paper(books, application_id) is not None)


def note_dispatch(books: Books, draw: Draw, application: Application, now: datetime) -> None:
    """With the filing: whoever applies for the service is notified of by a person (Art. 5(2)), on record in
    the draw's own chain."""
    if application.dispatch is not None:
        body = {"what": "channel", "by": ["tenderer"], "reason": "dispatch"}
        append(books, draw, DrawEvent.DRAW_CONFIRMED, body, now)


def turn_of(books: Books, waiting: Sequence[str]) -> tuple[tuple[str, ...], frozenset[str]]:
    """The queue as it enters, and which of it is dispatch service (Art. 11, 15)."""
    rows = books.draws.draws(waiting)
    applications = books.draws.applications({row.application_id for row in rows.values()})
    outside = frozenset(
        draw_id
        for draw_id, row in rows.items()
        if (found := applications.get(row.application_id)) is not None and found.dispatch is not None
    )
    return in_turn(waiting, outside), outside
