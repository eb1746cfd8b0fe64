"""After an outcome: the next candidate is called for, and when no seat is open the result locks itself.

Art. 13: the order names the next. Art. 8(3) 自动锁定: every seat accepted or its order exhausted.
"""

from __future__ import annotations

from draw_service.rules.life import Draw
from draw_service.rules.refusals import CallTooLate, GateWaits, SeatsOpen
from draw_service.usecases.draws.call_next import call_head
from draw_service.usecases.draws.seal import seal_seats
from draw_service.usecases.notices import automatic
from draw_service.usecases.ports import Books, House


def go_on(house: House, books: Books, draw: Draw) -> None:
    """Call for what is open and lock what is complete, in the open transaction. Once three parties confirmed
    that a person phones, nobody else is called by machine (Art. 5(2)).

    A call that may not be placed keeps the seat at the head of the queue and asks the operator to look.
    """
    now = house.clock.now()
    try:
        if automatic(house, draw):
            call_open_seats(house, books, draw)
    except (CallTooLate, GateWaits):
        books.post.alarm("call-refused", draw.draw_id, now)
        return
    books.post.all_clear("call-refused", draw.draw_id, now)
    pack = house.pack_by_id(draw.rule_pack, draw.filed_at)
    if draw.seating is None or not draw.seating.settled or not pack.bool("lock_when_settled"):
        return
    try:
        seal_seats(house, books, draw)
    except SeatsOpen:
        books.post.alarm("no-panel", draw.draw_id, now)


def call_open_seats(house: House, books: Books, draw: Draw) -> list[int]:
    """A call for every open seat in the queue's turn; one that waits for three parties holds up those behind
    it. Returns the slots called. Raises as ``call_next`` does."""
    slots: list[int] = []
    seating = draw.seating
    while seating is not None and seating.queue and seating.queue[0] not in seating.to_confirm:
        call = call_head(house, books, draw, "voice")
        if call.ordinal is not None:
            slots.append(call.slot)
    return slots
