"""The lead department does not accept an objection, with its reason (Art. 21)."""

from __future__ import annotations

from audit.events import HouseEvent
from scoring.ports import Office
from scoring.rules.objections import Objection, lapse, refuse
from scoring.rules.people import Person
from scoring.usecases.desk import found, note


def refuse_objection(office: Office, objection_id: str, by: Person, reason: str) -> None:
    """Raises ``ConductNotFound``, ``NotInThisState`` (also once it counts as accepted), ``RoleNotAllowed``,
    ``ReasonNeeded``."""
    with office.books() as books:
        now = office.now()
        found_ = found(books, Objection, objection_id)
        objection = refuse(lapse(found_, now, office.calendar(), office.parameters(now)), by, reason)
        books.scores.put(objection)
        note(office, books, objection, HouseEvent.OBJECTION_REFUSED, by, now)
        books.commit()
