"""Look at an approved history: what was published of one expert and is background now (Art. 21)."""

from __future__ import annotations

from audit.events import HouseEvent
from scoring.ports import Office
from scoring.rules.entries import Entry
from scoring.rules.people import Person
from scoring.rules.publication import HistoryRequest, Publication
from scoring.rules.refusals import NotApproved
from scoring.usecases.desk import found, note


def look_history(office: Office, request_id: str, by: Person) -> list[tuple[Publication, Entry]]:
    """Only for whoever asked; every look is logged. Raises ``ConductNotFound``, ``NotApproved``."""
    with office.books() as books:
        now = office.now()
        request = found(books, HistoryRequest, request_id)
        if request.state != "approved" or request.asked_by != by.account:
            raise NotApproved
        note(office, books, request, HouseEvent.HISTORY_SEEN, by, now)
        kept = books.scores.find(Publication, expert=request.expert, states=("background", "published"))
        seen = [(each, found(books, Entry, each.subject)) for each in kept]
        books.commit()
    return seen
