"""Size and composition of a panel (Art. 6, which defers to the law).

招标投标法 37; 政府采购法 38, 40; 财政部令第87号 47; 财政部令第74号 7. Owner representatives count as members;
two thirds are compared in whole numbers.
"""

from __future__ import annotations

from dataclasses import dataclass

from draw_service.rules.applications import Application
from draw_service.rules.packs import RulePack
from draw_service.rules.refusals import PanelEmpty, PanelEven, PanelTooSmall, TooFewExperts


@dataclass(frozen=True, slots=True)
class MinimumSize:
    """The least number of members and the article that asks for it."""

    members: int
    article: str


def minimum_size(application: Application, pack: RulePack) -> MinimumSize:
    """The least size for the kind of procurement, its budget and its complexity.

    A government-procurement tender is large from the budget of the pack on (the amount itself counts), or
    when it is technically complex or of large social impact (``complex``). Negotiation and inquiry grow at
    the open-tender threshold.
    """
    name = f"panel_min_{application.procurement.replace('-', '_')}"
    if application.procurement == "government-procurement":
        if application.complex or application.budget_fen >= pack.int("panel_large_budget_fen"):
            name = "panel_min_large_government_procurement"
    elif application.procurement in ("negotiation", "inquiry") and application.open_tender_threshold_reached:
        name = f"panel_min_threshold_{application.procurement}"
    return MinimumSize(pack.int(name), pack.article(name))


def check_composition(application: Application, pack: RulePack) -> None:
    """Raises ``PanelEmpty``, ``PanelTooSmall``, ``PanelEven`` or ``TooFewExperts``, naming the article."""
    least, experts = minimum_size(application, pack), application.seats
    owners = application.owner_representatives
    total = experts + owners
    if owners < 0 or not application.strata or any(stratum.quota < 1 for stratum in application.strata):
        raise PanelEmpty(article=least.article)
    if total < least.members:
        raise PanelTooSmall(total=total, least=least.members, article=least.article)
    if pack.bool("panel_odd") and total % 2 == 0:
        raise PanelEven(total=total, article=pack.article("panel_odd"))
    part, whole = pack.ints("panel_experts_share")
    if experts * whole < total * part:
        needed = -(-total * part // whole)
        raise TooFewExperts(
            total=total, experts=experts, least=needed, article=pack.article("panel_experts_share")
        )
