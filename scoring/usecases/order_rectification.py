"""The regulator orders an expert to put something right, with a last day (rules.md section 6)."""

from __future__ import annotations

from datetime import timedelta

from audit.events import HouseEvent
from scoring.ports import Office
from scoring.rules.people import Person, must_be
from scoring.rules.refusals import ReasonNeeded
from scoring.rules.stops import Rectification
from scoring.rules.working_days import civil_date
from scoring.usecases.desk import note


def order_rectification(office: Office, expert: str, words: str, by: Person, entry: str = "") -> str:
    """``entry``: what it is about. Calendar days, as the parameter says. Returns the order's id. Raises
    ``ReasonNeeded``, ``RoleNotAllowed``."""
    must_be(by, "regulator")
    if not words:
        raise ReasonNeeded
    with office.books() as books:
        now = office.now()
        until = civil_date(now) + timedelta(days=office.parameters(now).rectification_days)
        order = Rectification(office.new_id(), expert, entry, words, by.account, now, until)
        books.scores.put(order)
        note(office, books, order, HouseEvent.RECTIFICATION_ORDERED, by, now, until=until.isoformat())
        books.commit()
    return order.id
