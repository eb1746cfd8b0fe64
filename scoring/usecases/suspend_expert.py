"""The regulator suspends an expert with a reason (rules.md section 4: fewer than twenty responses)."""

from __future__ import annotations

from datetime import date

from audit.events import HouseEvent
from scoring.ports import Office
from scoring.rules.people import Person, must_be
from scoring.rules.refusals import ReasonNeeded
from scoring.rules.stops import Stop
from scoring.usecases.desk import note


def suspend_expert(office: Office, expert: str, until: date | None, reason: str, by: Person) -> str:
    """``until``: the last day, None without end. Returns the stop's id. Raises ``ReasonNeeded``,
    ``RoleNotAllowed``."""
    must_be(by, "regulator")
    if not reason:
        raise ReasonNeeded
    with office.books() as books:
        now = office.now()
        stop = Stop(office.new_id(), "regulator", expert, "", now, until, reason=reason, set_by=by.account)
        books.scores.put(stop)
        note(office, books, stop, HouseEvent.DRAWING_STOPPED, by, now, kind="regulator")
        books.commit()
    return stop.id
