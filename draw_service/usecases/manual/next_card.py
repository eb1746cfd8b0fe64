"""Print the card of the next call by hand: one at a time, straight to the printer (Art. 5(2))."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from audit.canonical import canonical, parse_canonical
from audit.events import DrawEvent, HouseEvent
from draw_service.rules.life import BY_HAND, Draw, parse_time
from draw_service.rules.refusals import CallOpen, NotOrdered
from draw_service.rules.timing import check_call
from draw_service.usecases.chain import append, application_of, keys_and_roll, load_running, stamp
from draw_service.usecases.draws.call_next import Call, call_head, require_channel
from draw_service.usecases.manual.read_out import gap_minutes, script_of
from draw_service.usecases.notices import policy_of, subject_of
from draw_service.usecases.papers.issue import note_blind
from draw_service.usecases.ports import Books, CallCard, House, Lang
from draw_service.usecases.witnessed import await_gate


@dataclass(frozen=True, slots=True)
class CardOut:
    """The card somebody phones from: its serial, the seat's call it is for, when it was printed."""

    serial: str
    slot: int
    ordinal: int
    at: datetime


def next_card(house: House, draw_id: str, lang: Lang = "zh") -> str:
    """Call for the head seat by hand and print its card; "" when the seat's order is exhausted.

    Returns the serial. Nothing is shown on a screen. A call the machine could not bring to an end is taken
    over before the next seat is called. Raises ``CallOpen`` while a card is out, ``PartiesMissing`` for a
    random draw whose three parties did not confirm the ``channel``, ``PrinterMissing``, ``PrinterFailed``,
    and what ``call_next`` raises.
    """
    house.printer.ready()
    await_gate(house, draw_id)
    with house.books() as books:
        draw = load_running(books, draw_id)
        if draw.seating is None:
            raise NotOrdered
        if draw.by_hand:
            raise CallOpen(slots=", ".join(map(str, draw.by_hand)))
        open_calls = draw.seating.open_calls
        call = take_over(house, books, draw, open_calls[0]) if open_calls else None
        call = call or call_head(house, books, draw, BY_HAND)
        card = issue_card(house, books, draw, call, lang)
        books.commit()
    if card is None:
        return ""
    house.printer.send(card.serial, house.papers.call_card(card))
    return card.serial


def take_over(house: House, books: Books, draw: Draw, slot: int) -> Call:
    """A person dials the seat's holder in place of the machine, whose call is taken back. Raises
    ``PartiesMissing`` as ``call_next`` does, or a refusal of ``check_call``."""
    if draw.seating is None:
        raise NotOrdered
    now = house.clock.now()
    require_channel(draw, BY_HAND)
    check_call(now, application_of(books, draw), house.pack_by_id(draw.rule_pack, draw.filed_at))
    return dial_again(house, books, draw, slot)


def dial_again(house: House, books: Books, draw: Draw, slot: int) -> Call:
    """Append the redial by hand; it gives nothing and takes nothing."""
    if draw.seating is None:
        raise NotOrdered
    now, holder = house.clock.now(), draw.seating.holders[slot]
    if house.lines is not None:
        books.post.take_back(subject_of(draw.draw_id, slot, holder.ordinal), now)
    body = {"slot": slot, "channel": BY_HAND, "ordinal": holder.ordinal}
    append(books, draw, DrawEvent.SEAT_CALLED, body, now)
    _keys, roll = keys_and_roll(books, draw.draw_id)
    return Call(slot, holder.ordinal, books.pool.contact(roll[holder.handle].id))


def card_out(books: Books, draw: Draw) -> CardOut | None:
    """The card of the open call by hand; None when no card is out."""
    data = books.draws.list(draw.draw_id, "card")
    if data is None or draw.seating is None:
        return None
    found = parse_canonical(data)
    card = CardOut(found["serial"], found["slot"], found["ordinal"], parse_time(found["at"]))
    still_open = card.slot in draw.by_hand and draw.seating.holders[card.slot].ordinal == card.ordinal
    return card if still_open else None


def issue_card(house: House, books: Books, draw: Draw, call: Call, lang: Lang) -> CallCard | None:
    """Give the call's card a serial and a line in the register of papers; None when there is nobody left."""
    if call.ordinal is None:
        return None
    now, application = house.clock.now(), application_of(books, draw)
    policy = policy_of(house.pack_by_id(draw.rule_pack, draw.filed_at))
    serial = books.draws.next_serial("C")
    out = {"at": stamp(now), "ordinal": call.ordinal, "serial": serial, "slot": call.slot}
    books.draws.put_list(draw.draw_id, "card", canonical(out))
    body = {"draw": draw.draw_id, "serial": serial, "slot": call.slot, "ordinal": call.ordinal}
    books.journal.note("papers", HouseEvent.CARD_PRINTED, body, now)
    note_blind(house, books, draw.draw_id, draw.application_id, serial, "call-card")
    return CallCard(
        serial=serial,
        slot=call.slot,
        ordinal=call.ordinal,
        numbers=call.contact.phones if call.contact is not None else (),
        script=script_of(application, house.papers.center, lang, now),
        tries=policy.tries,
        gap_minutes=gap_minutes(policy),
        opens=policy.opens,
        closes=policy.closes,
        printed_at=now,
        lang=lang,
        dispatch=application.dispatch is not None,
    )
