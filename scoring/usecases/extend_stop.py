"""The regulator moves the last day of a stop on (Art. 20(1))."""

from __future__ import annotations

from datetime import date

from audit.events import HouseEvent
from scoring.ports import Office
from scoring.rules.people import Person
from scoring.rules.stops import Stop, extend
from scoring.usecases.desk import found, note


def extend_stop(office: Office, stop_id: str, until: date, reason: str, by: Person) -> None:
    """Raises ``ConductNotFound``, ``NotInThisState``, ``ReasonNeeded``, ``RoleNotAllowed``."""
    with office.books() as books:
        now = office.now()
        stop = extend(found(books, Stop, stop_id), by, until, reason)
        books.scores.put(stop)
        note(office, books, stop, HouseEvent.DRAWING_STOPPED, by, now, kind=stop.kind, extended=True)
        books.commit()
