"""Correct an entry in effect, the only way there is: by a reversing line (Art. 20, 21)."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from audit.events import HouseEvent
from scoring.ports import Books, Office
from scoring.rules.entries import Entry, reverse
from scoring.rules.people import Person, must_be, must_differ
from scoring.rules.publication import Publication, withdraw
from scoring.rules.refusals import ReasonNeeded
from scoring.usecases.desk import found, note, turn_back
from scoring.usecases.lateness import settle_lateness


def reverse_entry(office: Office, entry_id: str, by: Person, reason: str) -> None:
    """By the regulator or the lead department, not by who confirmed it; the reason joins the note.

    Raises ``ConductNotFound``, ``NotInThisState``, ``RoleNotAllowed``, ``SecondPersonNeeded``,
    ``ReasonNeeded``.
    """
    must_be(by, "regulator", "lead")
    if not reason:
        raise ReasonNeeded
    with office.books() as books:
        entry = found(books, Entry, entry_id)
        must_differ(by, entry.confirmed_by)
        said = replace(entry, note=f"{entry.note}\n{reason}".strip())
        reverse_in(office, books, said, by, office.now())
        books.commit()


def reverse_in(office: Office, books: Books, entry: Entry, by: Person, now: datetime) -> None:
    """The same in the open transaction."""
    reversed_ = reverse(entry)
    line = turn_back(office, books, entry.line, now)
    books.scores.put(reversed_)
    note(office, books, entry, HouseEvent.CONDUCT_REVERSED, by, now)
    for publication in books.scores.find(Publication, subject=entry.id):
        if publication.state != "withdrawn":
            books.scores.put(withdraw(publication, "reversed"))
            note(office, books, publication, HouseEvent.PUBLICATION_ENDED, by, now, why="reversed")
    settle_lateness(office, books, line, now)
