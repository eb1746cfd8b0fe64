"""How long a declaration of employment and relations holds (Art. 12, 17, 20(4); 政府采购法实施条例 9).

An expert whose entry is stale cannot be recused by the service, and loses points for it (Art. 20(4)). So each
declaration holds for a time; before its end the expert is reminded, and past it (and a grace) is not drawn
until it is renewed: the reading that keeps points and a broken secrecy away from the expert. The other value
of ``declaration_expired`` only reminds.
"""

from __future__ import annotations

from calendar import monthrange
from datetime import date, datetime, timedelta

from draw_service.rules.packs import RulePack
from scoring.rules.working_days import civil_date


def declared_until(declared_at: datetime, pack: RulePack) -> date:
    """The last day the declaration holds."""
    day = civil_date(declared_at)
    month = day.month - 1 + pack.int("declaration_months")
    year, month = day.year + month // 12, month % 12 + 1
    return date(year, month, min(day.day, monthrange(year, month)[1]))


def keeps_out_from(declared_at: datetime, pack: RulePack) -> date | None:
    """The first day the expert is not drawn for want of a declaration; None when the pack only reminds."""
    if pack.text("declaration_expired") != "not-drawn":
        return None
    return declared_until(declared_at, pack) + timedelta(days=pack.int("declaration_grace_days") + 1)


def reminder_due(
    declared_at: datetime, reminded: frozenset[int], now: datetime, pack: RulePack
) -> int | None:
    """Which reminder is due now: the days before the end it belongs to, the nearest when several were missed,
    or None. ``reminded``: those sent for this declaration."""
    left = (declared_until(declared_at, pack) - civil_date(now)).days
    reached = [days for days in pack.ints("declaration_remind_days") if left <= days]
    if not reached or min(reached) in reminded:
        return None
    return min(reached)


def remind_from(now: datetime, pack: RulePack) -> datetime:
    """Whoever declared before this time may have to be reminded; never too late, at most days too early."""
    first = max(pack.ints("declaration_remind_days"), default=0)
    return now - timedelta(days=28 * pack.int("declaration_months") - first)
