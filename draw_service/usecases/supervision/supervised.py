"""The draws one regulator supervises, and what waits for it (Art. 4(2), 8(2), 12; ui.md "Regulator").

A regulator sees a project whose application names its organisation among the bodies in charge or supervising
(``Application.authority``): by name, compared as company names are (``rules.companies.normalise``), or by
credit code where one was written. An application that names nobody is shown to every regulator, because its
draw would otherwise wait for ever. Everybody else hears that there is none.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from draw_service.rules.access import Role, Who, must_hold
from draw_service.rules.applications import Application
from draw_service.rules.companies import normalise
from draw_service.rules.course import Course, course_of
from draw_service.rules.refusals import NotFound
from draw_service.usecases.ports import Books, DrawRow, House, RecusalLetter
from draw_service.usecases.supervision.record_consent import Consent, consent_of

Wait = Literal["witness", "consent", "letters", "bundle", "notice"]
MOST = 500
"""How far back the list looks; an older draw is found by its number."""
PAGE = 20
BEFORE_LOCK = ("filed", "appointed", "entered")


@dataclass(frozen=True, slots=True)
class Supervised:
    """One line of the list. ``waits``: what the regulator has to do, the most urgent first; ``dispatch``: of
    the dispatch service (Art. 15)."""

    draw_id: str
    project_name: str
    attempt: int
    signin_at: datetime
    phase: str
    waits: tuple[Wait, ...]
    dispatch: bool = False


@dataclass(frozen=True, slots=True, repr=False)
class SupervisedDraw:
    """A draw as its regulator sees it: no expert is named. ``appointed``: the regulator's slip is on record;
    ``length`` of the chain; ``evidence``: the auditor's bundle can be taken now; ``handed``: when it was,
    K is gone from then on; ``notice``: when the result was announced."""

    draw_id: str
    attempt: int
    application_id: str
    application: Application
    course: Course
    length: int
    appointed: bool
    consent: Consent | None
    letters: tuple[RecusalLetter, ...]
    unsealed: bool
    evidence: bool
    handed: datetime | None
    notice: datetime | None
    waits: tuple[Wait, ...]

    @property
    def before_lock(self) -> bool:
        """A slip may still be named or replaced."""
        return self.course.phase in BEFORE_LOCK


def supervises(who: Who, application: Application) -> bool:
    """See the top of this file."""
    named = {normalise(one) for one in application.authority} - {""}
    own = {normalise(who.organisation_name), normalise(who.organisation)} - {""}
    return not named or bool(named & own)


def own_draw(books: Books, who: Who, draw_id: str) -> tuple[DrawRow, Application]:
    """Raises ``NotYourRoom`` for anybody but a regulator, ``NotFound`` for a draw of others' projects."""
    must_hold(who, Role.REGULATOR)
    row = books.draws.draw(draw_id)
    found = books.draws.application(row.application_id) if row is not None else None
    if row is None or found is None or not supervises(who, found[1]):
        raise NotFound
    return row, found[1]


def look_at_supervised(house: House, who: Who, draw_id: str) -> SupervisedDraw:
    """Raises as ``own_draw`` does."""
    with house.books() as books:
        row, application = own_draw(books, who, draw_id)
        return _seen(books, row, application)


def list_supervised(house: House, who: Who, page: int = 1) -> tuple[list[Supervised], bool]:
    """One page (from 1), the last filed first, and whether there are more."""
    must_hold(who, Role.REGULATOR)
    first = (max(page, 1) - 1) * PAGE
    with house.books() as books:
        own = list(own_draws(books, who))
        return [_line(books, *one) for one in own[first : first + PAGE]], len(own) > first + PAGE


def own_draws(books: Books, who: Who) -> Sequence[tuple[DrawRow, Application]]:
    """The attempts of its projects among the last ``MOST``, the last filed first."""
    seen: dict[str, Application | None] = {}
    own = []
    for row in books.draws.newest(MOST):
        if row.application_id not in seen:
            found = books.draws.application(row.application_id)
            seen[row.application_id] = found[1] if found and supervises(who, found[1]) else None
        application = seen[row.application_id]
        if application is not None:
            own.append((row, application))
    return own


def _line(books: Books, row: DrawRow, application: Application) -> Supervised:
    seen = _seen(books, row, application)
    return Supervised(
        row.draw_id,
        application.project_name,
        row.attempt,
        application.signin_at,
        seen.course.phase,
        seen.waits,
        application.dispatch is not None,
    )


def _seen(books: Books, row: DrawRow, application: Application) -> SupervisedDraw:
    chain = books.journal.events(row.draw_id)
    course = course_of(chain)
    consent = consent_of(books, row.draw_id)
    letters = tuple(books.draws.letters(row.application_id))
    unsealed = any(one.type in ("roster.unsealed", "roster.rebuilt") for one in course.milestones)
    handed = books.draws.marked(row.draw_id, "bundle")
    notice = books.draws.marked(row.draw_id, "notice")
    evidence = unsealed and course.phase in ("closed", "aborted") and handed is None
    waits: list[Wait] = []
    if course.phase in BEFORE_LOCK:
        if not course.regulator:
            waits.append("witness")
        if application.mode == "selective" and consent is None:
            waits.append("consent")
    if course.phase not in ("closed", "aborted") and any(one.justified is None for one in letters):
        waits.append("letters")
    if evidence:
        waits.append("bundle")
    if course.phase == "closed" and notice is None:
        waits.append("notice")
    return SupervisedDraw(
        row.draw_id,
        row.attempt,
        row.application_id,
        application,
        course,
        len(chain),
        course.regulator,
        consent,
        letters,
        unsealed,
        evidence,
        handed,
        notice,
        tuple(waits),
    )
