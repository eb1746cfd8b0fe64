"""Whom a selective draw may choose from (Art. 4(2)): ids of experts who qualify and need not stand aside."""

from __future__ import annotations

from draw_service.rules.eligibility import qualifies
from draw_service.rules.refusals import NotAllowed
from draw_service.usecases.chain import application_of, load_running
from draw_service.usecases.ports import House
from draw_service.usecases.standing import standing_of


def find_experts(house: House, draw_id: str) -> list[str]:
    """Register ids, ascending; no names. Raises ``NotAllowed`` for a random draw."""
    with house.books() as books:
        draw = load_running(books, draw_id)
        application = application_of(books, draw)
        if application.mode != "selective":
            raise NotAllowed
        pack = house.pack_by_id(draw.rule_pack, draw.filed_at)
        standing = standing_of(books, draw.application_id, application, pack, house.clock.now())
    aside = standing.excluded.keys() | standing.recused.keys()
    return [e.id for e in standing.experts if qualifies(e.codes, draw.strata) and e.id not in aside]
