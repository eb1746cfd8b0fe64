"""Take a draft back that proved empty; no line was ever written (Art. 20)."""

from __future__ import annotations

from audit.events import HouseEvent
from scoring.ports import Office
from scoring.rules.entries import Entry, drop
from scoring.rules.people import Person
from scoring.usecases.desk import found, note


def drop_entry(office: Office, entry_id: str, by: Person, reason: str) -> None:
    """Raises ``ConductNotFound``, ``NotInThisState``, ``ReasonNeeded``, ``RoleNotAllowed``."""
    with office.books() as books:
        now = office.now()
        entry = drop(found(books, Entry, entry_id), by, reason)
        books.scores.put(entry)
        note(office, books, entry, HouseEvent.CONDUCT_DROPPED, by, now)
        books.commit()
