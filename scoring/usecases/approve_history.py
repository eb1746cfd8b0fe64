"""Approve or deny a history query; never by whoever asked (Art. 21)."""

from __future__ import annotations

from audit.events import HouseEvent
from scoring.ports import Office
from scoring.rules.people import Person
from scoring.rules.publication import HistoryRequest, decide
from scoring.usecases.desk import found, note


def approve_history(office: Office, request_id: str, by: Person, *, approved: bool = True) -> None:
    """Raises ``ConductNotFound``, ``NotInThisState``, ``SecondPersonNeeded``, ``RoleNotAllowed``."""
    with office.books() as books:
        now = office.now()
        request = decide(found(books, HistoryRequest, request_id), by, approved, now)
        books.scores.put(request)
        note(office, books, request, HouseEvent.HISTORY_DECIDED, by, now, approved=approved)
        books.commit()
