"""The applications of one organisation, newest first, and where each stands (Art. 8; ui.md)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from draw_service.rules.access import Who
from draw_service.rules.course import course_of
from draw_service.rules.refusals import NotFound
from draw_service.usecases.applications.parties import Side, own_application, own_draft
from draw_service.usecases.applications.waiting_change import waits
from draw_service.usecases.ports import Books, House

State = Literal[
    "draft", "handed-over",
    "filed", "appointed", "entered", "locked", "calling", "sealed", "unsealed", "closed", "aborted",
]  # fmt: skip
PAGE = 20


@dataclass(frozen=True, slots=True, repr=False)
class Listed:
    """One line. ``state``: a phase of ``rules.course`` or that of a draft; ``changing``: a change of it is
    being written; ``waiting``: it was sent and three parties have to confirm it; ``bid_opening`` None while a
    draft has none; ``dispatch``: of the dispatch service (Art. 15)."""

    application_id: str
    project_name: str
    side: Side
    state: State
    bid_opening: datetime | None
    attempt: int = 0
    changing: bool = False
    waiting: bool = False
    dispatch: bool = False


def list_applications(house: House, who: Who, page: int = 1) -> tuple[list[Listed], bool]:
    """One page (from 1) of the organisation's own, and whether there are more."""
    first = (max(page, 1) - 1) * PAGE
    with house.views() as books:
        ids = books.draws.applications_of(who.organisation)
        found = [_listed(books, who, one) for one in ids[first : first + PAGE]]
    return [one for one in found if one is not None], len(ids) > first + PAGE


def list_applications_after(house: House, who: Who, after: str, most: int) -> tuple[list[Listed], str]:
    """Up to ``most`` of the organisation's own behind the number ``after`` ("": from the newest on), and the
    number to go on behind, "" at the end. What is filed meanwhile moves nothing."""
    with house.views() as books:
        ids = [one for one in books.draws.applications_of(who.organisation) if not after or one < after]
        found = [_listed(books, who, one) for one in ids[:most]]
    return [one for one in found if one is not None], ids[most - 1] if len(ids) > most else ""


def _listed(books: Books, who: Who, application_id: str) -> Listed | None:
    draft = books.draws.draft(application_id)
    try:
        side, _version, application = own_application(books, who, application_id)
    except NotFound:
        return _drafted(books, who, application_id)
    attempts = books.draws.attempts(application_id)
    course = course_of(books.journal.events(attempts[-1].draw_id)) if attempts else None
    return Listed(
        application_id,
        application.project_name,
        side,
        course.phase if course is not None else "filed",
        application.bid_opening,
        len(attempts),
        draft is not None,
        waits(draft),
        application.dispatch is not None,
    )


def _drafted(books: Books, who: Who, application_id: str) -> Listed | None:
    """None for an organisation's application that this account's role has no part in."""
    try:
        side, draft = own_draft(books, who, application_id)
    except NotFound:
        return None
    state: State = "handed-over" if draft.handed_over else "draft"
    return Listed(application_id, draft.typed.get("project_name", ""), side, state, None)
