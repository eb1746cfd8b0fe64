"""The lead department's desk (Art. 21): objections, what each is about, both clocks as they stand now."""

from __future__ import annotations

from dataclasses import dataclass

from draw_service.usecases.conduct.look_at_conduct import file_of
from draw_service.usecases.conduct.office import office_of
from draw_service.usecases.ports import House
from scoring.rules.annual import Result, Run
from scoring.rules.entries import Entry
from scoring.rules.evidence import Evidence
from scoring.rules.items import Item, item_of
from scoring.rules.objections import OPEN, Objection, lapse
from scoring.usecases.desk import found

ENDED = 100
"""Of those that have ended, how many are listed."""


@dataclass(frozen=True, slots=True, repr=False)
class Objected:
    """``objection`` as time has left it, also before any process wrote that down. Of an entry: ``entry``,
    ``item``, ``files``; of an annual result: ``run`` and ``result``."""

    objection: Objection
    entry: Entry | None = None
    item: Item | None = None
    files: tuple[Evidence, ...] = ()
    run: Run | None = None
    result: Result | None = None


def list_objections(house: House) -> tuple[list[Objection], list[Objection]]:
    """The open ones, the next date first; and those that have ended, the newest first."""
    office, now = office_of(house), house.clock.now()
    calendar, parameters = office.calendar(), office.parameters(now)
    with house.books() as books:
        held = books.scores.find(Objection, states=OPEN)
        ended = books.scores.find(Objection, states=("answered", "refused"))
    open_ = [lapse(one, now, calendar, parameters) for one in held]
    open_.sort(key=lambda one: (one.answer_by or one.accept_by).ends_at)
    return open_, list(reversed(ended))[:ENDED]


def look_at_objection(house: House, objection_id: str) -> Objected:
    """Raises ``ConductNotFound``."""
    office, now = office_of(house), house.clock.now()
    with house.books() as books:
        held = found(books, Objection, objection_id)
        objection = lapse(held, now, office.calendar(), office.parameters(now))
        if objection.against == "annual":
            run = found(books, Run, objection.subject)
            return Objected(objection, run=run, result=books.scores.result(run.id, objection.expert))
        entry = found(books, Entry, objection.subject)
        return Objected(objection, entry, item_of(entry.item), tuple(books.scores.files(entry.id)))


def evidence_objected(house: House, objection_id: str, file_id: str) -> tuple[Evidence, bytes, str]:
    """A file of the entry objected to. Raises ``ConductNotFound``, ``NotFound``."""
    with house.books() as books:
        objection = found(books, Objection, objection_id)
        return file_of(books, objection.subject, file_id)
