"""The expert says what was put right (rules.md section 6); also after the last day."""

from __future__ import annotations

from dataclasses import replace

from audit.events import HouseEvent
from scoring.ports import Office
from scoring.rules.entries import must_be_in
from scoring.rules.people import Person
from scoring.rules.refusals import ConductNotFound, ReasonNeeded
from scoring.rules.stops import Rectification
from scoring.usecases.desk import found, note


def answer_rectification(office: Office, order_id: str, expert: str, reply: str, by: Person) -> None:
    """Raises ``ConductNotFound`` for another's order, ``NotInThisState``, ``ReasonNeeded``."""
    if not reply:
        raise ReasonNeeded
    with office.books() as books:
        now = office.now()
        order = found(books, Rectification, order_id)
        if order.expert != expert:
            raise ConductNotFound
        must_be_in(order.state, "ordered")
        books.scores.put(replace(order, state="answered", reply=reply, answered_at=now))
        note(office, books, order, HouseEvent.RECTIFICATION_ANSWERED, by, now)
        books.commit()
