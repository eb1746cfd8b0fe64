"""The regulator ends a suspension of its own, or a stop for lateness, early (Art. 20(1))."""

from __future__ import annotations

from audit.events import HouseEvent
from scoring.ports import Office
from scoring.rules.people import Person, must_be
from scoring.rules.refusals import ReasonNeeded, RoleNotAllowed
from scoring.rules.stops import Stop, lift
from scoring.usecases.desk import found, note


def lift_stop(office: Office, stop_id: str, reason: str, by: Person) -> None:
    """An unqualified year is left by ``restore_expert`` alone. Raises ``ConductNotFound``,
    ``NotInThisState``, ``ReasonNeeded``, ``RoleNotAllowed``."""
    must_be(by, "regulator")
    if not reason:
        raise ReasonNeeded
    with office.books() as books:
        now = office.now()
        stop = found(books, Stop, stop_id)
        if stop.kind == "unqualified":
            raise RoleNotAllowed
        books.scores.put(lift(stop, by.account, now))
        note(office, books, stop, HouseEvent.DRAWING_RESUMED, by, now, kind=stop.kind)
        books.commit()
