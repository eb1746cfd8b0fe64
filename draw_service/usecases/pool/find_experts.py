"""Whom a selective draw may choose from (Art. 4(2)): ids of experts who qualify and need not stand aside.

For drills and tests. No page offers it: who is missing from it may be engaged under a seal (Art. 9).
"""

from __future__ import annotations

from dataclasses import dataclass

from draw_service.rules.eligibility import qualifies
from draw_service.rules.refusals import NotAllowed
from draw_service.usecases.chain import application_of, load_running
from draw_service.usecases.ports import House
from draw_service.usecases.standing import standing_of


@dataclass(frozen=True, slots=True)
class Choice:
    """A register id; equal ``group`` numbers mean one employer, whoever that is."""

    id: str
    group: int


def find_experts(house: House, draw_id: str) -> list[Choice]:
    """Ascending by id; no names. Raises ``NotAllowed`` for a random draw."""
    with house.books() as books:
        draw = load_running(books, draw_id)
        application = application_of(books, draw)
        if application.mode != "selective":
            raise NotAllowed
        pack = house.pack_by_id(draw.rule_pack, draw.filed_at)
        standing = standing_of(books, draw.application_id, application, pack, house.clock.now())
    aside = standing.excluded.keys() | standing.recused.keys()
    able = [e for e in standing.experts if qualifies(e.codes, draw.strata) and e.id not in aside]
    groups: dict[str, int] = {}
    return [Choice(e.id, groups.setdefault(e.unit or e.id, len(groups))) for e in able]
