"""The regulator closes an order, or sends the answer back (rules.md section 6)."""

from __future__ import annotations

from dataclasses import replace

from audit.events import HouseEvent
from scoring.ports import Office
from scoring.rules.entries import must_be_in
from scoring.rules.people import Person, must_be
from scoring.rules.stops import Rectification
from scoring.usecases.desk import found, note


def close_rectification(office: Office, order_id: str, by: Person, *, enough: bool = True) -> None:
    """``enough`` False: the order stands again. Raises ``ConductNotFound``, ``NotInThisState``,
    ``RoleNotAllowed``."""
    must_be(by, "regulator")
    with office.books() as books:
        now = office.now()
        order = found(books, Rectification, order_id)
        must_be_in(order.state, "answered")
        if enough:
            books.scores.put(replace(order, state="closed", closed_by=by.account))
        else:
            books.scores.put(replace(order, state="ordered"))
        note(office, books, order, HouseEvent.RECTIFICATION_CLOSED, by, now, enough=enough)
        books.commit()
