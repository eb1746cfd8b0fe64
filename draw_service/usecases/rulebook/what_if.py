"""What a draft of the rules would do to projects to come, and would have done to past ones (Art. 25)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from audit.refusal import Refusal
from draw_service.rules.access import Who, must_hold
from draw_service.rules.applications import Application
from draw_service.rules.pack_editions import PackEdition, stack
from draw_service.rules.packs import RulePack
from draw_service.rules.panel import check_composition
from draw_service.rules.scope import check_pools
from draw_service.rules.timing import check_filing
from draw_service.usecases.ports import Books, House
from draw_service.usecases.rulebook.propose_edition import PROPOSERS, confirmed
from draw_service.usecases.standing import standing_shown
from scoring.rules.working_days import Calendar

MOST = 200
"""Applications looked back at; the newest."""
OPEN = 20
"""Projects to come that are counted anew."""


@dataclass(frozen=True, slots=True)
class Count:
    """One project to come: eligible experts and shortfall, before and after. Never a name."""

    application_id: str
    before: int
    after: int
    short_before: int
    short_after: int


@dataclass(frozen=True, slots=True)
class Turned:
    """An application that was taken and would be refused, or the other way about: the refusal's class and
    whether it would be raised ``after``."""

    application_id: str
    refusal: Refusal
    after: bool


@dataclass(frozen=True, slots=True)
class WhatIf:
    """``looked``: how many applications of the past were looked at."""

    counts: tuple[Count, ...]
    turned: tuple[Turned, ...]
    looked: int


def what_if(house: House, who: Who, edition: PackEdition) -> WhatIf:
    """Both under the rules without the edition and with it, on the day it would hold from. Nothing is kept.

    Raises ``NotYourRoom``, ``SecondFactorMissing``.
    """
    must_hold(who, *PROPOSERS)
    now, calendar = house.clock.now(), house.calendar()
    with house.views() as books:
        held = [one for one in confirmed(books) if one.number != edition.number]
        before = stack(house.layers, held, edition.valid_from)
        after = stack(house.layers, [*held, edition], edition.valid_from)
        filed = list(_filed(books))
        to_come = [(one, found) for one, found, _at in filed if found.bid_opening > now]
        counts = tuple(_count(books, *one, before, after, now) for one in to_come[:OPEN])
    turned = (
        _turned(application_id, application, at, calendar, (before, after))
        for application_id, application, at in filed
    )
    return WhatIf(counts, tuple(one for one in turned if one is not None), len(filed))


def _filed(books: Books) -> Iterator[tuple[str, Application, datetime]]:
    """Applications with the time their first attempt was filed, the newest first."""
    rows = [row for row in books.draws.newest(MOST) if row.attempt == 1]
    applications = books.draws.applications([row.application_id for row in rows])
    for row in rows:
        events = books.journal.events(row.draw_id)
        if events and row.application_id in applications:
            yield row.application_id, applications[row.application_id], datetime.fromisoformat(events[0].at)


def _count(
    books: Books,
    application_id: str,
    application: Application,
    before: RulePack,
    after: RulePack,
    now: datetime,
) -> Count:
    found = [
        # By the reading in force: a draft that told more would show who is engaged by the difference.
        standing_shown(books, application_id, application, pack, now, reading=before).assess(
            application, pack
        )
        for pack in (before, after)
    ]
    eligible = [sum(one.eligible - one.recused for one in each.strata) for each in found]
    return Count(application_id, eligible[0], eligible[1], found[0].shortfall, found[1].shortfall)


def _turned(
    application_id: str,
    application: Application,
    filed_at: datetime,
    calendar: Calendar,
    packs: Sequence[RulePack],
) -> Turned | None:
    old, new = (_refusal(application, filed_at, calendar, pack) for pack in packs)
    if (old is None) == (new is None):
        return None
    refusal = new or old
    return Turned(application_id, refusal, new is not None) if refusal is not None else None


def _refusal(
    application: Application, filed_at: datetime, calendar: Calendar, pack: RulePack
) -> Refusal | None:
    """The first rule that stands against filing it, as ``file_application`` asks them."""
    try:
        check_composition(application, pack)
        check_pools(application, pack)
        check_filing(filed_at, application, calendar, pack)
    except Refusal as refusal:
        return refusal
    return None
