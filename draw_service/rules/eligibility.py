"""Who may be called at all (Art. 2, Art. 4, Art. 20(1), Art. 22; rules section 2, item 1).

An expert qualifies for a stratum when one of the expert's specialty codes starts with the stratum's code.
Who qualifies is then eligible, or excluded with the first code of this list that applies:
``not-available`` ``suspended`` ``leave`` ``engaged`` ``stopped-late`` ``left-pool``.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta

from draw_service.rules.lottery import Stratum
from draw_service.rules.packs import RulePack
from draw_service.rules.people import Engagement, Expert, Period
from draw_service.rules.pool_declarations import keeps_out_from
from scoring.rules.working_days import civil_date


def qualifies(codes: Sequence[str], strata: Iterable[Stratum]) -> tuple[str, ...]:
    """The ids, ascending, of the strata the specialty codes reach by prefix (1+2+2+2 classification)."""
    return tuple(
        sorted(stratum.id for stratum in strata if any(code.startswith(stratum.code) for code in codes))
    )


def ineligible(
    expert: Expert, period: Period, engagements: Iterable[Engagement], now: datetime, pack: RulePack
) -> str | None:
    """Why the expert cannot be called ``now`` for an evaluation in ``period``, or None.

    ``suspended`` counts when it holds now (a suspended expert is not drawn) or at any moment of the period;
    leave counts in the period alone. ``engagements`` may hold other experts' too; the spacing and the yearly
    cap of the pack, off by default, see only those handed in.
    """
    mine = [held.period for held in engagements if held.expert_id == expert.id]
    checks = (
        ("not-available", not expert.available or _undeclared(expert, now, pack)),
        ("suspended", any(_holds(span, now) or span.overlaps(period) for span in expert.suspended)),
        ("leave", any(span.overlaps(period) for span in expert.leave)),
        ("engaged", _engaged(mine, period, pack)),
        ("stopped-late", _stopped(expert, now)),
        ("left-pool", expert.left_pool),
    )
    return next((why for why, applies in checks if applies), None)


def _holds(span: Period, at: datetime) -> bool:
    return span.start <= at and (span.end is None or at < span.end)


def _engaged(mine: Sequence[Period], period: Period, pack: RulePack) -> bool:
    """Holds a seat at the same time, or serves too closely or too often (rules section 2, item 4)."""
    gap = timedelta(days=pack.int("min_days_between_services"))
    if any(Period(held.start - gap, held.end and held.end + gap).overlaps(period) for held in mine):
        return True
    cap, year = pack.int("yearly_services_cap"), civil_date(period.start).year
    return cap > 0 and sum(civil_date(held.start).year == year for held in mine) >= cap


def _undeclared(expert: Expert, now: datetime, pack: RulePack) -> bool:
    """The declaration of employment and relations ran out, so recusal could fail (Art. 12, 20(4))."""
    if expert.declared_at is None:
        return False
    first = keeps_out_from(expert.declared_at, pack)
    return first is not None and civil_date(now) >= first


def _stopped(expert: Expert, now: datetime) -> bool:
    until = expert.stopped_late_until
    return until is not None and civil_date(now) <= until
