"""An expert objects to an entry or to an annual result, within ten working days (Art. 21)."""

from __future__ import annotations

from audit.events import HouseEvent
from scoring.ports import Books, Office
from scoring.rules.annual import Run
from scoring.rules.entries import Entry, must_be_in
from scoring.rules.objections import OPEN, Against, Objection, file
from scoring.rules.people import Person
from scoring.rules.refusals import ConductNotFound, ObjectionOpen
from scoring.rules.working_days import Due
from scoring.usecases.desk import found, note


def file_objection(
    office: Office, against: Against, subject: str, expert: str, words: str, by: Person
) -> str:
    """``subject``: the entry or the run; ``expert``: register id of who objects. Returns the objection's id.

    Raises ``ConductNotFound`` for what is not this expert's, ``ObjectionTooLate``, ``ObjectionOpen`` while an
    earlier one is, ``ReasonNeeded``, ``CalendarNotLoaded``.
    """
    with office.books() as books:
        now = office.now()
        window = _window(books, against, subject, expert)
        if books.scores.find(Objection, subject=subject, expert=expert, states=OPEN):
            raise ObjectionOpen
        made = file(
            office.new_id(),
            against,
            subject,
            expert,
            words,
            window,
            now,
            office.calendar(),
            office.parameters(now),
        )
        books.scores.put(made)
        note(office, books, made, HouseEvent.OBJECTION_FILED, by, now, against=against)
        books.commit()
    return made.id


def _window(books: Books, against: Against, subject: str, expert: str) -> Due:
    if against == "annual":
        run = found(books, Run, subject)
        must_be_in(run.state, "prepared")
        if books.scores.result(run.id, expert) is None:
            raise ConductNotFound
        return run.window
    entry = found(books, Entry, subject)
    if entry.expert != expert or entry.window is None:
        raise ConductNotFound
    must_be_in(entry.state, "effective")
    return entry.window
