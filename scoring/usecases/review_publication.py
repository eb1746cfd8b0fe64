"""A second person reviews what is to be published, for secrets in it (Art. 21)."""

from __future__ import annotations

from audit.events import HouseEvent
from scoring.ports import Office
from scoring.rules.entries import Entry
from scoring.rules.people import Person
from scoring.rules.publication import Publication, review, withhold
from scoring.usecases.desk import found, note
from scoring.usecases.tick_due import advance_publication


def review_publication(office: Office, publication_id: str, by: Person, withheld: str = "") -> None:
    """Passed, or withheld for a reason. It starts at once when its time has come already. Raises
    ``ConductNotFound``, ``NotInThisState``, ``SecondPersonNeeded``, ``RoleNotAllowed``."""
    with office.books() as books:
        now = office.now()
        publication = found(books, Publication, publication_id)
        if withheld:
            publication = withhold(publication, by, withheld)
        else:
            entry = found(books, Entry, publication.subject)
            publication = review(publication, entry, by, now)
        books.scores.put(publication)
        passed = not withheld
        note(office, books, publication, HouseEvent.PUBLICATION_REVIEWED, by, now, passed=passed)
        advance_publication(office, books, publication, now)
        books.commit()
