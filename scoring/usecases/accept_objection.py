"""The lead department accepts an objection: the second clock starts (Art. 21)."""

from __future__ import annotations

from audit.events import HouseEvent
from scoring.ports import Office
from scoring.rules.objections import Objection, accept, lapse
from scoring.rules.people import Person
from scoring.usecases.desk import found, note


def accept_objection(office: Office, objection_id: str, by: Person) -> None:
    """Raises ``ConductNotFound``, ``NotInThisState`` (also once it counts as accepted), ``RoleNotAllowed``,
    ``CalendarNotLoaded``."""
    with office.books() as books:
        now = office.now()
        calendar, parameters = office.calendar(), office.parameters(now)
        objection = lapse(found(books, Objection, objection_id), now, calendar, parameters)
        objection = accept(objection, by, now, calendar, parameters)
        books.scores.put(objection)
        note(office, books, objection, HouseEvent.OBJECTION_ACCEPTED, by, now, deemed=False)
        books.commit()
