"""Prepare the annual results of a year as one reviewable run (Art. 22).

One event holds the root over all results. The results may be objected to until the window ends (Art. 21);
then the run is computed again, compared and confirmed.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime

from audit.events import HouseEvent
from scoring.ports import Books, Office
from scoring.rules.annual import Result, Run, result_of, root_of
from scoring.rules.lines import year_of
from scoring.rules.objections import OPEN, Objection
from scoring.rules.people import Person, must_be
from scoring.rules.refusals import ActInFuture, ObjectionOpen
from scoring.rules.working_days import civil_date
from scoring.usecases.desk import note


def prepare_annual(office: Office, year: int, by: Person) -> Run:
    """A new revision; one prepared before and not confirmed is superseded. Raises ``ActInFuture`` before the
    year has ended, ``ObjectionOpen``, ``RoleNotAllowed``, ``CalendarNotLoaded``."""
    must_be(by, "regulator", "center")
    with office.books() as books:
        now = office.now()
        if year_of(now) <= year:
            raise ActInFuture
        earlier = books.scores.find(Run, subject=str(year))
        for run in earlier:
            _supersede(books, run)
        run = _compute(office, books, year, len(earlier) + 1, by, now)
        note(
            office,
            books,
            run,
            HouseEvent.ANNUAL_PREPARED,
            by,
            now,
            year=year,
            revision=run.revision,
            root=run.root,
            size=run.size,
            pack=run.pack,
        )
        books.commit()
    return run


def _supersede(books: Books, run: Run) -> None:
    if run.state != "prepared":
        return
    if books.scores.find(Objection, subject=run.id, states=OPEN):
        raise ObjectionOpen
    books.scores.put(replace(run, state="superseded"))


def _compute(office: Office, books: Books, year: int, revision: int, by: Person, now: datetime) -> Run:
    parameters = office.parameters(now)
    results = list(results_now(office, books, year, now))
    id = office.new_id()
    books.scores.put_results(id, results)
    window = office.calendar().add_working_days(civil_date(now), parameters.objection_days)
    counts = Counter(result.grade for result in results)
    run = Run(
        id,
        year,
        revision,
        parameters.pack,
        root_of(results, office.name),
        len(results),
        dict(counts),
        by.account,
        now,
        window,
    )
    books.scores.put(run)
    return run


def results_now(office: Office, books: Books, year: int, now: datetime) -> Iterator[Result]:
    """The results as the ledger stands, ascending by expert."""
    parameters = office.parameters(now)
    return (result_of(totals, parameters) for totals in books.scores.totals(year))
