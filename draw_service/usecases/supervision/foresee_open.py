"""How easily the panels of applications that are sent and not yet locked could be guessed, for the regulator
that supervises them (Art. 4(1), 8(3), 9). Counts only, by the same rule as the applicant's page."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from itertools import islice

from draw_service.rules.access import Role, Who, must_hold
from draw_service.rules.applications import Application
from draw_service.rules.course import course_of
from draw_service.rules.lottery import Stratum
from draw_service.rules.packs import RulePack
from draw_service.rules.predictability import Foresight
from draw_service.usecases.applications.foresight import foresight_of, seated_before
from draw_service.usecases.chain import load
from draw_service.usecases.ports import Books, House
from draw_service.usecases.standing import standing_shown
from draw_service.usecases.supervision.supervised import BEFORE_LOCK, own_draw, own_draws

PAGE = 10
"""Applications on one page: each judges the whole register."""
_ORDER = {"high": 0, "some": 1, "low": 2}
_THRESHOLDS = ("named", "window_days", "notice_percent", "chance_percent", "share_percent", "least_per_seat")


@dataclass(frozen=True, slots=True)
class Foreseen:
    """One open application. ``strata``: what is wanted and how easily it is guessed, the easiest first;
    ``thresholds``: of its own rule pack, without the prefix ``predictability_``."""

    draw_id: str
    project_name: str
    signin_at: datetime
    dispatch: bool
    strata: tuple[tuple[Stratum, Foresight], ...]
    thresholds: dict[str, int]

    @property
    def level(self) -> str:
        return min((one.level for _stratum, one in self.strata), key=_ORDER.__getitem__)


def foresee_open(house: House, who: Who, page: int = 1) -> tuple[list[Foreseen], bool]:
    """One page (from 1) of them, the last filed first, and whether there are more. Raises ``NotYourRoom``."""
    must_hold(who, Role.REGULATOR)
    now, first = house.clock.now(), (max(page, 1) - 1) * PAGE
    with house.views() as books:
        found = list(islice(_open(books, who, now), first, first + PAGE + 1))
        return _foresee(house, books, found[:PAGE], now), len(found) > PAGE


def foresee_one(house: House, who: Who, draw_id: str) -> list[Foreseen]:
    """That one alone; none when it is locked, chosen or ended, or is left to no
    chance at all. Raises ``NotYourRoom``, ``NotFound``."""
    now = house.clock.now()
    with house.views() as books:
        _row, application = own_draw(books, who, draw_id)
        waits = application.mode == "random" and _waits(books, draw_id)
        return _foresee(house, books, [(draw_id, application)] if waits else [], now)


def _open(books: Books, who: Who, now: datetime) -> Iterator[tuple[str, Application]]:
    """Whose latest start has passed is not drawn any more, whatever its chain says; where three parties
    choose there is nothing to guess (Art. 4(2))."""
    for row, application in own_draws(books, who):
        random = application.mode == "random"
        if random and application.latest_start > now and _waits(books, row.draw_id):
            yield row.draw_id, application


def _waits(books: Books, draw_id: str) -> bool:
    return course_of(books.journal.events(draw_id)).phase in BEFORE_LOCK


def _foresee(
    house: House, books: Books, found: list[tuple[str, Application]], now: datetime
) -> list[Foreseen]:
    if not found:
        return []
    experts = list(books.pool.experts())
    told = []
    for draw_id, application in found:
        draw = load(books, draw_id)
        pack = house.pack_by_id(draw.rule_pack, draw.filed_at)
        standing = standing_shown(books, draw.application_id, application, pack, now, experts=experts)
        meters = foresight_of(application, standing, seated_before(books, pack, now), pack)
        strata = zip(application.strata, meters, strict=True)
        told.append(
            Foreseen(
                draw_id,
                application.project_name,
                application.signin_at,
                application.dispatch is not None,
                tuple(sorted(strata, key=lambda one: (_ORDER[one[1].level], -one[1].chance, one[0].code))),
                _thresholds(pack),
            )
        )
    return told


def _thresholds(pack: RulePack) -> dict[str, int]:
    return {name: pack.int(f"predictability_{name}") for name in _THRESHOLDS}
