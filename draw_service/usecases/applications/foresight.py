"""How easily the panel of an application is guessed, by stratum (Art. 4(1), 8(3)): counts, never names."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from datetime import datetime, timedelta

from draw_service.rules.applications import Application
from draw_service.rules.eligibility import qualifies
from draw_service.rules.lottery import Stratum
from draw_service.rules.packs import RulePack
from draw_service.rules.people import Period
from draw_service.rules.predictability import Foresight, foresee, window_days
from draw_service.usecases.ports import Books
from draw_service.usecases.standing import Standing, told_engagements


def foresight_of(
    application: Application, standing: Standing, seated: Mapping[str, int], pack: RulePack
) -> tuple[Foresight, ...]:
    """One for each stratum. ``standing`` as shown; ``seated``: see below."""
    return tuple(_foresee(stratum, standing, seated, pack) for stratum in application.strata)


def seated_before(books: Books, pack: RulePack, now: datetime) -> Mapping[str, int]:
    """How often each expert sat in an evaluation that is over; who sits next is nobody's to read."""
    window = Period(now - timedelta(days=window_days(pack)), now)
    held = (one for one in books.pool.engagements(window) if one.period.end and one.period.end <= now)
    return Counter(one.expert_id for one in told_engagements(books, list(held), now, pack))


def _foresee(stratum: Stratum, standing: Standing, seated: Mapping[str, int], pack: RulePack) -> Foresight:
    reached = [expert.id for expert in standing.experts if qualifies(expert.codes, (stratum,))]
    eligible = {one for one in reached if one not in standing.excluded and one not in standing.recused}
    past = {one: seated[one] for one in reached if seated.get(one)}
    return foresee(stratum.id, stratum.quota, eligible, past, pack)
