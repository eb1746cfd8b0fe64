"""Dial the same holder again: a redial gives nothing and takes nothing (protocol section 4)."""

from __future__ import annotations

from audit.events import DrawEvent
from draw_service.rules.life import BY_HAND
from draw_service.rules.refusals import ByCardOnly, NotOrdered, SeatNotCalled
from draw_service.rules.timing import check_call
from draw_service.usecases.chain import append, application_of, keys_and_roll, load_running
from draw_service.usecases.draws.call_next import Call, require_channel
from draw_service.usecases.ports import House


def redial(house: House, draw_id: str, slot: int, channel: str = "voice") -> Call:
    """Raises ``SeatNotCalled`` when the seat's call is not open, ``PartiesMissing`` as ``call_next`` does,
    ``ByCardOnly`` for a call that a person makes or would make."""
    with house.books() as books:
        now = house.clock.now()
        draw = load_running(books, draw_id)
        if draw.seating is None:
            raise NotOrdered
        if slot not in draw.seating.open_calls:
            raise SeatNotCalled(slot=slot)
        if channel == BY_HAND or slot in draw.by_hand:
            raise ByCardOnly
        require_channel(draw, channel)
        check_call(now, application_of(books, draw), house.pack_by_id(draw.rule_pack, draw.filed_at))
        holder = draw.seating.holders[slot]
        _keys, roll = keys_and_roll(books, draw_id)
        body = {"slot": slot, "channel": channel, "ordinal": holder.ordinal}
        append(books, draw, DrawEvent.SEAT_CALLED, body, now)
        contact = books.pool.contact(roll[holder.handle].id)
        books.commit()
    return Call(slot, holder.ordinal, contact)
