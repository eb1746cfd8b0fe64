"""Back to draws after an unqualified year: education, hours and exam on record (Art. 22)."""

from __future__ import annotations

from audit.events import HouseEvent
from scoring.ports import Office
from scoring.rules.people import Person
from scoring.rules.refusals import RoleNotAllowed
from scoring.rules.stops import Stop, Training, restore
from scoring.usecases.desk import found, note


def restore_expert(office: Office, stop_id: str, by: Person) -> None:
    """Raises ``ConductNotFound``, ``NotInThisState``, ``RestorationIncomplete``, ``RoleNotAllowed``."""
    with office.books() as books:
        now = office.now()
        stop = found(books, Stop, stop_id)
        if stop.kind != "unqualified":
            raise RoleNotAllowed
        records = books.scores.find(Training, expert=stop.expert)
        books.scores.put(restore(stop, records, by, now, office.parameters(now)))
        note(office, books, stop, HouseEvent.DRAWING_RESUMED, by, now, kind=stop.kind)
        books.commit()
