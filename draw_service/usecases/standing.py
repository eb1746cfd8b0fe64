"""Where every expert of the register stands for one project, on what is known now (Art. 2, 6, 12)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from draw_service.rules.applications import Application
from draw_service.rules.eligibility import ineligible, qualifies
from draw_service.rules.engagement_secrecy import over, told
from draw_service.rules.feasibility import Assessment, Candidate, assess, shortage_options
from draw_service.rules.packs import RulePack
from draw_service.rules.people import Engagement, Expert, Period
from draw_service.rules.recusal import parties_of, recusal
from draw_service.rules.refusals import Shortage
from draw_service.rules.scope import out_of_scope
from draw_service.usecases.ports import Books


@dataclass(frozen=True, slots=True, repr=False)
class Standing:
    """``excluded`` and ``recused`` map an expert id to its code; only experts who qualify are in them."""

    experts: Sequence[Expert]
    excluded: dict[str, str]
    recused: dict[str, str]

    def assess(self, application: Application, pack: RulePack) -> Assessment:
        """Counts per stratum and the joint shortfall."""
        return assess(application.strata, self._candidates(application), pack)

    def require_feasible(self, application: Application, pack: RulePack) -> Assessment:
        """Raises ``Shortage`` with the exact shortfall and the lawful options."""
        found = self.assess(application, pack)
        if found.shortfall:
            lines = [f"{s.id}: {s.eligible - s.recused}/{s.needed}" for s in found.strata]
            options = ", ".join(shortage_options(application.procurement, pack))
            raise Shortage(detail=f"{'; '.join(lines)} (-{found.shortfall})", options=options)
        return found

    def _candidates(self, application: Application) -> Iterator[Candidate]:
        for expert in self.experts:
            strata = qualifies(expert.codes, application.strata)
            if strata and expert.id not in self.excluded:
                yield Candidate(strata, expert.unit, expert.id in self.recused)


def standing_of(
    books: Books, application_id: str, application: Application, pack: RulePack, now: datetime
) -> Standing:
    """Check the whole register: eligibility, scope, recusal, in that order. For acts; what people see before
    the lock is ``standing_shown``."""
    experts = list(books.pool.experts())
    held = engagements_around(books, application, pack)
    return _standing(books, experts, application_id, application, pack, now, held)


def standing_shown(
    books: Books,
    application_id: str,
    application: Application,
    pack: RulePack,
    now: datetime,
    *,
    reading: RulePack | None = None,
    experts: Sequence[Expert] | None = None,
) -> Standing:
    """The same for counts shown outside the lock: nobody is left out for a seat under a seal (Art. 8(3), 9).
    ``reading``: whose ``engagements_told`` holds, ``pack``'s when None; ``experts``: the register, already
    read."""
    found = list(books.pool.experts()) if experts is None else experts
    held = told_engagements(books, engagements_around(books, application, pack), now, reading or pack)
    return _standing(books, found, application_id, application, pack, now, held)


def told_engagements(
    books: Books, held: Sequence[Engagement], now: datetime, pack: RulePack
) -> Sequence[Engagement]:
    """Those a count may show (``engagement_secrecy``)."""
    return told(held, books.draws.unsealed({one.draw_id for one in over(held, now)}), now, pack)


def _standing(
    books: Books,
    experts: Sequence[Expert],
    application_id: str,
    application: Application,
    pack: RulePack,
    now: datetime,
    held: Iterable[Engagement],
) -> Standing:
    engaged: dict[str, list[Engagement]] = {}
    for one in held:
        engaged.setdefault(one.expert_id, []).append(one)
    bidders = books.draws.bidders(application_id) or ()
    parties = parties_of(application, bidders, books.draws.recusal_requests(application_id), now)
    aliases = books.pool.aliases()
    excluded: dict[str, str] = {}
    recused: dict[str, str] = {}
    for expert in experts:
        if not qualifies(expert.codes, application.strata):
            continue
        mine = engaged.get(expert.id, ())
        why = ineligible(expert, application.period, mine, now, pack) or out_of_scope(
            expert, application, pack
        )
        if why:
            excluded[expert.id] = why
        elif code := recusal(expert, parties, aliases, pack):
            recused[expert.id] = code
    return Standing(experts, excluded, recused)


def engagements_around(books: Books, application: Application, pack: RulePack) -> Sequence[Engagement]:
    """Seats held at the time of the project, as far around it as the pack's spacing and cap look."""
    year = 366 if pack.int("yearly_services_cap") else 0
    gap = timedelta(days=max(pack.int("min_days_between_services"), year))
    period = application.period
    return books.pool.engagements(Period(period.start - gap, period.end and period.end + gap))
