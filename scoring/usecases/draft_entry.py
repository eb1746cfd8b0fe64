"""Draft an entry (Art. 20): by the system, the center, the tenderer, the agency or the regulator."""

from __future__ import annotations

from datetime import datetime

from audit.events import HouseEvent
from scoring.ports import Books, Office
from scoring.rules.entries import Entry, Facts, draft
from scoring.rules.people import Person
from scoring.usecases.desk import note


def draft_entry(office: Office, facts: Facts, by: Person) -> str:
    """Returns the entry's id. Raises ``ItemUnknown``, ``ActInFuture``, ``RoleNotAllowed``,
    ``DuplicateEntry``."""
    with office.books() as books:
        entry = draft_in(office, books, facts, by, office.now())
        books.commit()
    return entry.id


def draft_in(office: Office, books: Books, facts: Facts, by: Person, now: datetime) -> Entry:
    """The same in the open transaction."""
    earlier = books.scores.find(Entry, expert=facts.expert)
    entry = draft(office.new_id(), facts, by, earlier, now)
    books.scores.put(entry)
    note(office, books, entry, HouseEvent.CONDUCT_DRAFTED, by, now)
    return entry
