"""An expert is past the limit without having signed in: the invitation lapses (Art. 14, 20(1))."""

from __future__ import annotations

from draw_service.rules.arrival import Arrival, arrival_verdict
from draw_service.rules.life import Draw, parse_time
from draw_service.rules.refusals import NotSealed, SeatNotCalled, StillExpected
from draw_service.usecases.chain import load_running
from draw_service.usecases.draws.record_answer import answer
from draw_service.usecases.ports import Books, House
from scoring.rules.working_days import SHANGHAI


def mark_late(house: House, draw_id: str, slot: int) -> str:
    """Past the limit without having signed in: the invitation lapses. Returns the outcome recorded.

    ``late`` when a receipt proves that the message arrived (item 1 of Art. 20 is drafted from it), else
    ``absent``. Raises ``StillExpected`` before the limit, ``SeatNotCalled``, ``NotSealed`` for a replacement
    that is not sealed yet.
    """
    with house.books() as books:
        draw = load_running(books, draw_id)
        outcome = lapse(house, books, draw, slot, accepted_cause=False)
        books.commit()
    return outcome


def lapse(house: House, books: Books, draw: Draw, slot: int, *, accepted_cause: bool) -> str:
    """The same in the open transaction; raises as ``mark_late`` does."""
    if draw.seating is None or draw.sealed is None:
        raise NotSealed
    if slot not in draw.seating.accepted or slot in draw.seating.arrived:
        raise SeatNotCalled(slot=slot)
    if slot not in draw.seating.in_last_seal:  # else one party could pass over a replacement just called
        raise NotSealed
    verdict = verdict_on(house, books, draw, slot, accepted_cause=accepted_cause)
    if not verdict.replaceable:
        raise StillExpected(until=verdict.item1_after.astimezone(SHANGHAI).strftime("%H:%M"))
    outcome = "late" if verdict.draft_item1 else "absent"
    record = {"cause": verdict.state, "item1": verdict.draft_item1}
    answer(house, books, draw, slot, outcome, record)
    return outcome


def verdict_on(house: House, books: Books, draw: Draw, slot: int, *, accepted_cause: bool = False) -> Arrival:
    """Where the holder of a sealed seat, not there yet, stands now. Raises ``NotSealed``."""
    if draw.sealed is None:
        raise NotSealed
    pack = house.pack_by_id(draw.rule_pack, draw.filed_at)
    received = books.draws.receipt_time(draw.draw_id, slot)
    # A replacement is expected after it was seated, not after a sign-in time that had passed before.
    signin_at = max(parse_time(draw.sealed.body["signin_at"]), parse_time(draw.sealed.at))
    return arrival_verdict(house.clock.now(), signin_at, received, accepted_cause, pack)
