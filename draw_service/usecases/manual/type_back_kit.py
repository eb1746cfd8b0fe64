"""Type back what was phoned from the paper kit: exactly the same draw goes on (Art. 4, 5(2)).

The events are dated now, the record holds the times of the calls. A card that was not next in the committed
order has no result: its call never counted.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from draw_service.rules.life import BY_HAND, Draw, parse_time
from draw_service.rules.refusals import CallsWrong, CardNotNext, NoOpenSeat, NotOrdered
from draw_service.usecases.chain import load_running
from draw_service.usecases.draws.call_next import call_head, require_channel
from draw_service.usecases.manual.next_card import dial_again
from draw_service.usecases.manual.print_kit import keep_kit, kit_out
from draw_service.usecases.manual.type_back import record_card
from draw_service.usecases.ports import Books, House
from draw_service.usecases.presence import Codes, confirm_parties
from notifications.channels.manual import Tried


def type_back_kit(
    house: House, draw_id: str, serial: str, label: str, tried: Sequence[Tried], codes: Codes
) -> str:
    """Record the result of one card of the kit ``serial`` and return the outcome, countersigned by both
    witnesses. All or nothing: who was called and what was answered enter together.

    Raises ``KitMissing``, ``CardNotNext``, ``CallsWrong``, ``PartiesMissing`` (also while
    ``channel`` is not confirmed), and what ``call_next`` raises, measured at the time of the call.
    """
    by = confirm_parties(house, draw_id, codes)
    house.sequence()
    with house.books() as books:
        draw = load_running(books, draw_id)
        kit = kit_out(books, draw_id, serial)
        if label not in kit.cards or label in kit.typed:
            raise CardNotNext
        if not tried or tried[0].at > house.clock.now():
            raise CallsWrong(zh="没有通话，或时间在现在之后", en="there is no call, or it is later than now")
        slot = _slot_of(house, books, draw, *kit.cards[label], tried[0])
        told: dict[str, object] = {"card": f"{serial}/{label}", "by": codes["center"]}
        told["countersigned"] = [party for party in by if party != "center"]
        outcome = record_card(house, books, draw, slot, parse_time(kit.at), tried, told)
        keep_kit(books, draw_id, replace(kit, typed=(*kit.typed, label)))
        books.commit()
    return outcome


def _slot_of(house: House, books: Books, draw: Draw, stratum: str, handle: str, first: Tried) -> int:
    """The slot that is called for with this card: one whose call was cut off, or else the head of the queue.
    Raises ``CardNotNext``."""
    seating = draw.seating
    if seating is None:
        raise NotOrdered
    require_channel(draw, BY_HAND)
    for slot in seating.open_calls:
        if seating.holders[slot].handle.hex() == handle and seating.stratum_of[slot] == stratum:
            if slot not in draw.by_hand:
                dial_again(house, books, draw, slot)
            return slot
    while True:
        try:
            call = call_head(house, books, draw, BY_HAND, first.at)
        except NoOpenSeat:
            raise CardNotNext from None
        if call.ordinal is not None:
            break
    if seating.holders[call.slot].handle.hex() != handle or seating.stratum_of[call.slot] != stratum:
        raise CardNotNext
    return call.slot
