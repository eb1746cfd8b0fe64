"""What step 核对项目 checks: whether the lists as they are now can fill the seats (Art. 6, 12, 13).

Counts only, and nobody is left out of them for a seat under a seal (Art. 8(3), 9): two counts would tell a
panel. The shortfall is exact where it decides, with all three parties in the room before the lock.
"""

from __future__ import annotations

from dataclasses import dataclass

from draw_service.rules.applications import Application
from draw_service.rules.feasibility import shortage_options
from draw_service.usecases.applications.list_specialties import list_specialties
from draw_service.usecases.chain import application_of, load
from draw_service.usecases.ports import House
from draw_service.usecases.presence import before_lock_in_room
from draw_service.usecases.standing import standing_of, standing_shown


@dataclass(frozen=True, slots=True)
class StratumForecast:
    """``name``: of the specialty, "" for one the table does not know; ``free``: eligible and not recused."""

    id: str
    code: str
    name: str
    free: int
    recused: int
    needed: int


@dataclass(frozen=True, slots=True)
class Forecast:
    """``shortfall``: seats that would stay empty; ``options``: the lawful ways out of it. ``exact``: the
    shortfall is what the lock would find, and may be larger than the counts tell."""

    strata: tuple[StratumForecast, ...]
    shortfall: int
    options: tuple[str, ...]
    exact: bool

    @property
    def free(self) -> int:
        return sum(one.free for one in self.strata)


def forecast(house: House, draw_id: str, changed: Application | None = None) -> Forecast:
    """``changed``: as if this were the application, never exact. Raises ``NotFound``."""
    names = list_specialties(house)
    with house.books() as books:
        draw = load(books, draw_id)
        application, pack = application_of(books, draw), house.pack_by_id(draw.rule_pack, draw.filed_at)
        exact = changed is None and before_lock_in_room(books, draw)
        application = changed or application
        now = house.clock.now()
        found = standing_shown(books, draw.application_id, application, pack, now).assess(application, pack)
        shortfall = found.shortfall
        if exact:
            standing = standing_of(books, draw.application_id, application, pack, now)
            shortfall = standing.assess(application, pack).shortfall
    strata = tuple(
        StratumForecast(
            one.id, s.code, names.get(s.code, ""), one.eligible - one.recused, one.recused, s.quota
        )
        for s, one in zip(application.strata, found.strata, strict=True)
    )
    options = shortage_options(application.procurement, pack) if shortfall else ()
    return Forecast(strata, shortfall, options, exact)
