"""A second person confirms a draft (Art. 20)."""

from __future__ import annotations

from audit.events import HouseEvent
from scoring.ports import Office
from scoring.rules.entries import Entry, confirm
from scoring.rules.people import Person
from scoring.usecases.desk import found, note


def confirm_entry(office: Office, entry_id: str, by: Person) -> None:
    """Raises ``ConductNotFound``, ``NotInThisState``, ``SecondPersonNeeded``, ``RoleNotAllowed``."""
    with office.books() as books:
        now = office.now()
        entry = confirm(found(books, Entry, entry_id), by, now)
        books.scores.put(entry)
        note(office, books, entry, HouseEvent.CONDUCT_CONFIRMED, by, now)
        books.commit()
