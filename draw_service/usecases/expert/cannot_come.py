"""An expert who accepted says that they cannot come, or must step back (Art. 12, 13(2), 13(3)).

It is the expert's own word, by their own code: nobody says it for them, which is what the parties' codes
in ``arrival.withdraw`` guard against. Once the result is locked the parties still confirm the replacement on
the spot before anybody else is called.
"""

from __future__ import annotations

from typing import Literal

from draw_service.rules.arrival import due
from draw_service.rules.refusals import NotFound, TooLateToCancel
from draw_service.usecases.calling.go_on import go_on
from draw_service.usecases.chain import application_of, load_running, stamp
from draw_service.usecases.draws.record_answer import answer
from draw_service.usecases.expert.invitations import expected_from, own_handle, read_key, reference
from draw_service.usecases.notices import automatic, holder_of
from draw_service.usecases.ports import House


def cannot_come(house: House, expert_id: str, key: str, outcome: Literal["withdrawn", "recused"]) -> str:
    """``key``: of a ``Promise`` of this expert. Returns the number of what was said, "" when it
    is said again.

    Raises ``NotFound``, ``DrawEnded``, ``TooLateToCancel`` past the time to be there or after signing in.
    """
    draw_id, slot, ordinal = read_key(house, expert_id, key)
    with house.books() as books:
        draw = load_running(books, draw_id)
        seating, now = draw.seating, house.clock.now()
        if seating is None or seating.called.get((slot, ordinal)) != own_handle(books, draw, expert_id):
            raise NotFound
        holder = holder_of(draw, slot, ordinal)
        if holder is None:
            return ""
        if not holder.accepted:
            raise NotFound
        application, pack = application_of(books, draw), house.pack_by_id(draw.rule_pack, draw.filed_at)
        told = books.draws.receipt_time(draw_id, slot)
        if slot in seating.arrived or now > due(expected_from(draw, slot, application.signin_at), told, pack):
            raise TooLateToCancel
        answer(house, books, draw, slot, outcome, {"cause": "own-word", "page": stamp(now)})
        if automatic(house, draw):
            go_on(house, books, draw)
        number = reference(books, draw_id, slot)
        books.commit()
    house.sequence()
    return number
