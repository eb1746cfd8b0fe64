"""An expert is past the limit without having signed in: the invitation lapses (Art. 14, 20(1))."""

from __future__ import annotations

from draw_service.rules.arrival import arrival_verdict
from draw_service.rules.life import parse_time
from draw_service.rules.refusals import NotSealed, SeatNotCalled, StillExpected
from draw_service.usecases.chain import load_running
from draw_service.usecases.draws.record_answer import answer
from draw_service.usecases.ports import House
from scoring.rules.working_days import SHANGHAI


def mark_late(house: House, draw_id: str, slot: int, *, accepted_cause: bool = False) -> str:
    """Past the limit without having signed in: the invitation lapses. Returns the outcome recorded.

    ``late`` when a receipt proves that the message arrived and no cause is accepted (item 1 of Art. 20 is
    drafted from it), else ``absent``. Raises ``StillExpected`` before the limit, ``SeatNotCalled``,
    ``NotSealed`` for a replacement that is not sealed yet.
    """
    with house.books() as books:
        now = house.clock.now()
        draw = load_running(books, draw_id)
        if draw.seating is None or draw.sealed is None:
            raise NotSealed
        if slot not in draw.seating.accepted or slot in draw.seating.arrived:
            raise SeatNotCalled(slot=slot)
        if slot not in draw.seating.in_last_seal:  # else one party could pass over a replacement just called
            raise NotSealed
        pack = house.pack_by_id(draw.rule_pack, draw.filed_at)
        received = books.draws.receipt_time(draw_id, slot)
        # A replacement is expected after it was seated, not after a sign-in time that had passed before.
        signin_at = max(parse_time(draw.sealed.body["signin_at"]), parse_time(draw.sealed.at))
        verdict = arrival_verdict(now, signin_at, received, accepted_cause, pack)
        if not verdict.replaceable:
            raise StillExpected(until=verdict.item1_after.astimezone(SHANGHAI).strftime("%H:%M"))
        outcome = "late" if verdict.draft_item1 else "absent"
        record = {"cause": verdict.state, "item1": verdict.draft_item1}
        answer(house, books, draw, slot, outcome, record)
        books.commit()
    return outcome
