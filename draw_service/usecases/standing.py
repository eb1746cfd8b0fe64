"""Where every expert of the register stands for one project, on what is known now (Art. 2, 6, 12)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from draw_service.rules.applications import Application
from draw_service.rules.eligibility import ineligible, qualifies
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
    """Check the whole register: eligibility, scope, recusal, in that order."""
    experts = list(books.pool.experts())
    engaged: dict[str, list[Engagement]] = {}
    for held in engagements_around(books, application, pack):
        engaged.setdefault(held.expert_id, []).append(held)
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
