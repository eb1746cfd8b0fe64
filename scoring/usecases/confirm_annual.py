"""The management office confirms an annual run, after the window, if it computes to the same root (Art. 22).

不合格 stops draws from here on; the stop an earlier revision set and this one does not is lifted.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from audit.events import HouseEvent
from scoring.ports import Books, Office
from scoring.rules.annual import Run, root_of
from scoring.rules.entries import must_be_in
from scoring.rules.objections import OPEN, Objection
from scoring.rules.people import Person, must_be, must_differ
from scoring.rules.refusals import AnnualDiffers, ObjectionOpen, ReasonNeeded, WindowOpen
from scoring.rules.stops import Stop, lift
from scoring.usecases.desk import found, note
from scoring.usecases.prepare_annual import results_now


def confirm_annual(office: Office, run_id: str, by: Person, document: str) -> Run:
    """``document``: the office's number. Raises ``ConductNotFound``, ``NotInThisState``, ``WindowOpen``,
    ``ObjectionOpen``, ``AnnualDiffers``, ``SecondPersonNeeded``, ``RoleNotAllowed``, ``ReasonNeeded``."""
    must_be(by, "office")
    if not document:
        raise ReasonNeeded
    with office.books() as books:
        now = office.now()
        run = found(books, Run, run_id)
        must_be_in(run.state, "prepared")
        must_differ(by, run.prepared_by)
        if now < run.window.ends_at:
            raise WindowOpen(until=run.window.date.isoformat())
        if books.scores.find(Objection, subject=run.id, states=OPEN):
            raise ObjectionOpen
        results = list(results_now(office, books, run.year, now))
        if len(results) != run.size or root_of(results, office.name) != run.root:
            raise AnnualDiffers
        for other in books.scores.find(Run, subject=run.subject, states=("confirmed",)):
            books.scores.put(replace(other, state="superseded"))
        run = replace(run, state="confirmed", confirmed_by=by.account, confirmed_at=now, document=document)
        books.scores.put(run)
        note(office, books, run, HouseEvent.ANNUAL_CONFIRMED, by, now, year=run.year, root=run.root)
        failed = {result.expert for result in results if result.grade == "unqualified"}
        _stop(office, books, run, failed, by, now)
        books.commit()
    return run


def _stop(office: Office, books: Books, run: Run, failed: set[str], by: Person, now: datetime) -> None:
    held = books.scores.find(Stop, subject=run.subject)
    stopped = {stop.expert: stop for stop in held if stop.kind == "unqualified"}
    for expert in sorted(failed - set(stopped)):
        stop = Stop(office.new_id(), "unqualified", expert, run.subject, now, set_by=by.account)
        books.scores.put(stop)
        note(office, books, stop, HouseEvent.DRAWING_STOPPED, by, now, kind="unqualified")
    for expert, stop in stopped.items():
        if expert not in failed and stop.state == "standing":
            books.scores.put(lift(stop, by.account, now))
            note(office, books, stop, HouseEvent.DRAWING_RESUMED, by, now, kind="unqualified")
