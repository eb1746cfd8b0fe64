"""The line a change of one entry leaves in the log: that it happened, never to whom (protocol section 3)."""

from __future__ import annotations

from datetime import datetime

from audit.events import HouseEvent
from draw_service.rules.people import Period
from draw_service.rules.refusals import NotFound, PeriodWrong
from draw_service.usecases.ports import Books, House


def note_change(house: House, books: Books, entry: str, what: str, at: datetime) -> None:
    """Log ``what`` (a slug) on the stream of ``entry``, a register id or a credit code, by its pseudonym."""
    stream = f"register-{house.keyring.pseudonym(entry)}"
    books.journal.note(stream, HouseEvent.REGISTER_CHANGED, {"what": what}, at)


def must_know(books: Books, expert_id: str) -> None:
    """Refuse (``NotFound``) an expert the register does not hold."""
    if books.pool.expert(expert_id) is None:
        raise NotFound


def must_last(period: Period) -> None:
    """Refuse (``PeriodWrong``) a period that ends before it begins."""
    if period.end is not None and period.end <= period.start:
        raise PeriodWrong
