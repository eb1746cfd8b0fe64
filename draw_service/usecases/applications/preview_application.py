"""What a person sees before sending an application (Art. 6, 8(1); ui.md): counts, never names."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import datetime, timedelta
from fractions import Fraction

from draw_service.rules.applications import Application
from draw_service.rules.eligibility import qualifies
from draw_service.rules.feasibility import Assessment, predictability, shortage_options
from draw_service.rules.lottery import Stratum
from draw_service.rules.packs import RulePack
from draw_service.rules.panel import check_composition
from draw_service.rules.people import Period
from draw_service.rules.predictability import Foresight, foresee, window_days
from draw_service.rules.scope import check_pools
from draw_service.rules.timing import check_filing
from draw_service.usecases.applications.file_application import check_strata
from draw_service.usecases.oversight.dispatch import require_dispatch
from draw_service.usecases.ports import Books, House
from draw_service.usecases.standing import Standing, standing_of


@dataclass(frozen=True, slots=True)
class Preview:
    """``foresight``: per stratum, how easily somebody who reads past results guesses the panel.
    ``predictability``: per stratum id, the chance that someone naming as many candidates as there are
    seats names a member. ``excluded``/``recused``: counts by code. ``options``: lawful ways out of a
    shortage, "" when there is none. ``provisional``: the filing deadline rests on a provisional calendar."""

    assessment: Assessment
    foresight: tuple[Foresight, ...]
    predictability: dict[str, Fraction]
    excluded: dict[str, int]
    recused: dict[str, int]
    options: tuple[str, ...]
    provisional: bool


def preview_application(house: House, application_id: str, application: Application) -> Preview:
    """Raises what filing would raise; a shortage is reported, not raised."""
    now = house.clock.now()
    pack = house.pack(now)
    check_strata(application)
    check_composition(application, pack)
    check_pools(application, pack)
    deadline = check_filing(now, application, house.calendar(), pack)
    with house.books() as books:
        require_dispatch(books, application_id, application, now)
        standing = standing_of(books, application_id, application, pack, now)
        seated = _seated(books, pack, now)
    assessment = standing.assess(application, pack)
    chances = {s.id: predictability(s.eligible - s.recused, s.needed) for s in assessment.strata}
    return Preview(
        assessment,
        tuple(_foresee(stratum, standing, seated, pack) for stratum in application.strata),
        chances,
        dict(sorted(Counter(standing.excluded.values()).items())),
        dict(sorted(Counter(standing.recused.values()).items())),
        shortage_options(application.procurement, pack) if assessment.shortfall else (),
        deadline.provisional,
    )


def _seated(books: Books, pack: RulePack, now: datetime) -> Counter[str]:
    """How often each expert sat in an evaluation that is over; who sits next is nobody's to read."""
    window = Period(now - timedelta(days=window_days(pack)), now)
    over = (held for held in books.pool.engagements(window) if held.period.end and held.period.end <= now)
    return Counter(held.expert_id for held in over)


def _foresee(stratum: Stratum, standing: Standing, seated: Counter[str], pack: RulePack) -> Foresight:
    reached = [expert.id for expert in standing.experts if qualifies(expert.codes, (stratum,))]
    eligible = {one for one in reached if one not in standing.excluded and one not in standing.recused}
    past = {one: seated[one] for one in reached if seated[one]}
    return foresee(stratum.id, stratum.quota, eligible, past, pack)
