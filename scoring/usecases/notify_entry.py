"""The expert has been told: the entry is in effect, its line is in the ledger (Art. 20, 21).

From here the time for objections runs; a published item waits for its secrecy review; the fourth late event
of a year stops draws.
"""

from __future__ import annotations

from audit.events import HouseEvent
from scoring.ports import Books, Office
from scoring.rules.entries import Entry, Means, must_be_in, notify
from scoring.rules.people import CONFIRMERS, Person, must_be
from scoring.rules.publication import publication_of
from scoring.usecases.desk import deduct, found, note
from scoring.usecases.lateness import settle_lateness


def notify_entry(office: Office, entry_id: str, means: Means, by: Person) -> None:
    """Raises ``ConductNotFound``, ``NotInThisState``, ``RoleNotAllowed``, ``CalendarNotLoaded``."""
    with office.books() as books:
        notify_in(office, books, entry_id, means, by)
        books.commit()


def notify_in(office: Office, books: Books, entry_id: str, means: Means, by: Person) -> Entry:
    """The same in the open transaction; returns the entry in effect."""
    must_be(by, "system", *CONFIRMERS)
    now = office.now()
    parameters = office.parameters(now)
    entry = found(books, Entry, entry_id)
    must_be_in(entry.state, "confirmed")
    line = deduct(office, books, entry.id, entry.expert, entry.item, entry.at, entry.project, now)
    entry = notify(entry, means, now, line.id, office.calendar(), parameters)
    books.scores.put(entry)
    note(office, books, entry, HouseEvent.CONDUCT_NOTIFIED, by, now, means=means)
    publication = publication_of(office.new_id(), entry, now, parameters)
    if publication is not None:
        books.scores.put(publication)
    settle_lateness(office, books, line, now)
    return entry
