"""Keep the stop for late events true to the ledger: set by the fourth of a year, lifted by a reversal
(Art. 20(1))."""

from __future__ import annotations

from datetime import datetime

from audit.events import HouseEvent
from scoring.ports import Books, Office
from scoring.rules.lines import Line, Totals
from scoring.rules.stops import Stop, late_stop, lift
from scoring.usecases.desk import note


def settle_lateness(office: Office, books: Books, line: Line, now: datetime) -> None:
    """In the open transaction, after ``line`` was written."""
    if not line.late:
        return
    expert, year = line.expert, line.year
    totals = next(iter(books.scores.totals(year, expert)), Totals(expert))
    due = late_stop(office.new_id(), expert, year, totals.late, now, office.parameters(now))
    held = books.scores.find(Stop, expert=expert, subject=str(year), states=("standing",))
    standing = [stop for stop in held if stop.kind == "late"]
    if due is not None and not standing:
        books.scores.put(due)
        note(office, books, due, HouseEvent.DRAWING_STOPPED, None, now, kind="late")
    if due is None:
        for stop in standing:
            books.scores.put(lift(stop, "", now))
            note(office, books, stop, HouseEvent.DRAWING_RESUMED, None, now, kind="late")
