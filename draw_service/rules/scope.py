"""Which part of the register a project draws from (Art. 2, 3; 26号令 16; rules.md section 1 "Shortage").

The register holds several pools, told apart by the data standard's BASE_TYPE: the own one, the finance
department's for government procurement (政府采购法实施条例 39), those of neighbouring cities. The rule pack
says which kind of project draws from which. A project draws from its own district unless three parties chose
otherwise. Experts who qualify but lie outside are counted as excluded, with a code, so that the snapshot
stays complete.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Literal

from draw_service.rules.applications import Application
from draw_service.rules.codes import Word
from draw_service.rules.packs import RulePack
from draw_service.rules.people import Expert
from draw_service.rules.refusals.pool import PoolUnlawful

PoolKind = Literal["own", "finance", "neighbouring"]
POOLS: dict[PoolKind, Word] = {
    "own": Word("本市综合专家库", "the city's own pool"),
    "finance": Word("财政部门政府采购评审专家库", "the finance department's pool"),
    "neighbouring": Word("外市专家库", "a neighbouring city's pool"),
}


class Pools(tuple[PoolKind, ...]):
    """Kinds of pools as people say them."""

    __slots__ = ()

    def say(self, lang: str) -> str:
        return ("、" if lang == "zh" else ", ").join(POOLS[one].say(lang) for one in self)


def pool_kind(code: str, pack: RulePack) -> PoolKind:
    """What kind of pool a BASE_TYPE is; "" is the own one."""
    if code in pack.list("pool_codes_finance"):
        return "finance"
    return "neighbouring" if code in pack.list("pool_codes_neighbouring") else "own"


def pools_for(procurement: str, pack: RulePack) -> Pools:
    """The kinds of pools a kind of project draws from: everything but tendering is government procurement."""
    named = pack.list("pools_tendering" if procurement == "tendering" else "pools_government_procurement")
    return Pools(kind for kind in POOLS if kind in named)


def check_pools(application: Application, pack: RulePack) -> None:
    """Raises ``PoolUnlawful`` where the application names a pool that its kind of project does not draw
    from; a neighbouring one may be named, three parties confirm it (26号令 16)."""
    lawful = pools_for(application.procurement, pack)
    wrong = _kinds(application.pools, pack) - {*lawful, "neighbouring"}
    if wrong:
        raise PoolUnlawful(options=lawful, what=Pools(kind for kind in POOLS if kind in wrong))


def out_of_scope(expert: Expert, application: Application, pack: RulePack) -> str | None:
    """``other-pool`` or ``out-of-town`` for an expert the application does not reach, else None.

    Empty ``pools`` leave it to the pack; empty ``areas`` set no limit; ``areas`` are prefixes of the
    standard's area codes.
    """
    if application.pools:
        if expert.pool not in application.pools:
            return "other-pool"
    elif pool_kind(expert.pool, pack) not in pools_for(application.procurement, pack):
        return "other-pool"
    if application.areas and not application.out_of_town and not expert.area.startswith(application.areas):
        return "out-of-town"
    return None


def _kinds(codes: Iterable[str], pack: RulePack) -> set[PoolKind]:
    return {pool_kind(code, pack) for code in codes}
