"""What time alone brings (Art. 21): acceptance by lapse, a missed answer, publication begun and ended, an
order overdue. Each due row is a transaction of its own and is right however long the service was down."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from typing import Any

from audit.events import HouseEvent
from audit.refusal import Refusal
from scoring.ports import Books, Office
from scoring.rules import objections, publication
from scoring.rules.entries import Entry
from scoring.rules.objections import OPEN, Objection
from scoring.rules.publication import Publication
from scoring.rules.stops import Rectification
from scoring.usecases.desk import note

Advance = Callable[[Office, Books, Any, datetime], bool]


def tick_due(office: Office) -> int:
    """Returns how many rows moved on. A row that cannot (no calendar for its date) waits and stops no
    other."""
    moved = 0
    for kind, advance in _KINDS:
        with office.books() as books:
            due = [record.id for record in books.scores.due(kind, office.now())]
        moved += sum(_move(office, kind, id, advance) for id in due)
    return moved


def _move(office: Office, kind: type[Any], id: str, advance: Advance) -> bool:
    try:
        with office.books() as books:
            record = books.scores.get(kind, id)
            moved = record is not None and advance(office, books, record, office.now())
            books.commit()
    except Refusal:
        return False
    return moved


def advance_objection(office: Office, books: Books, held: Objection, now: datetime) -> bool:
    """Acceptance by lapse, then a missed answer; both at once after a long sleep."""
    found = objections.lapse(held, now, office.calendar(), office.parameters(now))
    if found == held:
        return False
    books.scores.put(found)
    if found.deemed and not held.deemed:
        note(office, books, found, HouseEvent.OBJECTION_ACCEPTED, None, now, deemed=True)
    if found.escalated_at is not None and held.escalated_at is None:
        note(office, books, found, HouseEvent.OBJECTION_ESCALATED, None, now)
    return True


def advance_publication(office: Office, books: Books, held: Publication, now: datetime) -> bool:
    """It begins, unless an objection is open, or it ends. The entry is held: none is filed meanwhile."""
    books.scores.get(Entry, held.subject)
    objected = bool(books.scores.find(Objection, subject=held.subject, states=OPEN))
    found = publication.lapse(held, now, objected, office.calendar(), office.parameters(now))
    if found == held:
        return False
    books.scores.put(found)
    if found.state == "published":
        note(office, books, found, HouseEvent.PUBLICATION_STARTED, None, now)
    else:
        note(office, books, found, HouseEvent.PUBLICATION_ENDED, None, now, why="time")
    return True


def advance_order(office: Office, books: Books, held: Rectification, now: datetime) -> bool:
    """Its last day has passed without an answer."""
    due = held.due_at
    if due is None or now < due:
        return False
    books.scores.put(replace(held, overdue_at=now))
    note(office, books, held, HouseEvent.RECTIFICATION_OVERDUE, None, now)
    return True


_KINDS: tuple[tuple[type[Any], Advance], ...] = (
    (Objection, advance_objection),
    (Publication, advance_publication),
    (Rectification, advance_order),
)
