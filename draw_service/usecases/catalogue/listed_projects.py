"""Projects that must draw here by the catalogue, and what came of them (Art. 3, 23).

Only what was applied for is known here: a project nobody ever entered is on no list of this house. What an
application says is encrypted, so a year is opened whole, a batch at a time, and its counts are exact.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from audit.events import DrawEvent
from draw_service.rules.access import Role, Who, must_hold
from draw_service.rules.applications import Application, Listing
from draw_service.usecases.ports import Books, DrawRow, House
from draw_service.usecases.supervision.supervised import supervises
from scoring.rules.working_days import civil_date

READERS = (Role.REGULATOR, Role.LEAD, Role.OFFICE)
PAGE = 100
_BATCH = 500
Fate = Literal["drawn", "in-hand", "missed", "ended"]
_OPEN: tuple[Fate, ...] = ("missed", "ended")


@dataclass(frozen=True, slots=True)
class ListedProject:
    """The last attempt of an application. ``fate``: drawn (the result was sealed), in-hand, missed (its
    latest start has passed without one), ended (aborted, and no other attempt)."""

    application_id: str
    draw_id: str
    project_name: str
    listing: Listing
    latest_start: datetime
    fate: Fate


@dataclass(frozen=True, slots=True)
class ListedYear:
    """One page (from 1 to ``pages``) of the projects of a year. ``counts``: of the whole year, by fate;
    ``years``: those there is something of, the last first."""

    year: int
    years: tuple[int, ...]
    counts: Mapping[Fate, int]
    found: tuple[ListedProject, ...]
    page: int
    pages: int

    @property
    def total(self) -> int:
        return sum(self.counts.values())


def listed_projects(house: House, who: Who, year: int = 0, page: int = 1) -> ListedYear:
    """Those whose number is of ``year`` (0: the current one) and that must draw here, first those not drawn,
    then the newest. A regulator sees those it supervises. Raises ``NotYourRoom``."""
    must_hold(who, *READERS)
    now = house.clock.now()
    today = civil_date(now).year
    asked = year or today
    with house.views() as books:
        years = sorted({*books.draws.years(), today}, reverse=True)
        found = sorted(_listed(books, who, asked, now), key=lambda one: one.fate not in _OPEN)
    pages = max(1, -(-len(found) // PAGE))
    shown = min(max(page, 1), pages)
    counts = Counter(one.fate for one in found)
    return ListedYear(
        asked, tuple(years), counts, tuple(found[(shown - 1) * PAGE : shown * PAGE]), shown, pages
    )


def _listed(books: Books, who: Who, year: int, now: datetime) -> Iterator[ListedProject]:
    attempts = books.draws.numbered_in(year)
    for first in range(0, len(attempts), _BATCH):
        rows = attempts[first : first + _BATCH]
        applications = books.draws.applications([row.application_id for row in rows])
        own = [
            (row, application, application.catalogue)
            for row in rows
            if (application := applications.get(row.application_id)) is not None
            and application.catalogue is not None
            and application.catalogue.duty == "must"
            and (Role.REGULATOR not in who.roles or supervises(who, application))
        ]
        kinds = books.journal.kinds([row.draw_id for row, _application, _listing in own])
        for row, application, listing in own:
            fate = _fate(kinds.get(row.draw_id, ()), now > application.latest_start)
            yield _project(row, application, listing, fate)


def _project(row: DrawRow, application: Application, listing: Listing, fate: Fate) -> ListedProject:
    return ListedProject(
        row.application_id,
        row.draw_id,
        application.project_name,
        listing,
        application.latest_start,
        fate,
    )


def _fate(kinds: Collection[DrawEvent], late: bool) -> Fate:
    if DrawEvent.DRAW_ABORTED in kinds:
        return "ended"
    if DrawEvent.DRAW_SEALED in kinds:
        return "drawn"
    return "missed" if late else "in-hand"
