"""A seated or waiting expert is found to have an interest nobody knew at the lock (Art. 12(3), 13(1))."""

from __future__ import annotations

from draw_service.rules.lottery import handle_of
from draw_service.rules.refusals import NotFound, NotOrdered
from draw_service.usecases.chain import keys_and_roll, load_running
from draw_service.usecases.draws.record_answer import answer
from draw_service.usecases.draws.stop_candidates import add_leaves, require_evidence
from draw_service.usecases.ports import House
from draw_service.usecases.presence import Codes, confirm_parties


def declare_interest(house: House, draw_id: str, expert_id: str, evidence: str, codes: Codes) -> list[int]:
    """Stop one expert in this draw; returns the seat vacated, if any. Needs center and regulator, and
    the hex hash of the declaration. Raises ``NotFound``, ``NotOrdered``, ``PartiesMissing``."""
    require_evidence(evidence)
    by = confirm_parties(house, draw_id, codes, ("center", "regulator"))
    with house.books() as books:
        draw = load_running(books, draw_id)
        if draw.seating is None:
            raise NotOrdered
        keys, roll = keys_and_roll(books, draw_id)
        handle = handle_of(keys, expert_id)
        if handle not in roll or handle not in set(draw.seating.pool_handles()):
            raise NotFound
        if handle not in draw.seating.recused:
            if draw.selected is not None:
                books.draws.add_recusal_request(draw.application_id, expert_id, True)
            add_leaves(house, books, draw, {handle: "declared"}, "declared", sorted(by), evidence)
        vacated = draw.seating.recused_holders()
        for slot in vacated:
            answer(house, books, draw, slot, "recused", {"cause": "declared"})
        books.commit()
    return vacated
