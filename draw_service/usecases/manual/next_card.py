"""Print the card of the next call by hand: one at a time, straight to the printer (Art. 5(2))."""

from __future__ import annotations

from audit.canonical import canonical
from audit.events import DrawEvent, HouseEvent
from draw_service.rules.life import Draw
from draw_service.rules.refusals import CallOpen, NotOrdered
from draw_service.rules.timing import check_call
from draw_service.usecases.chain import append, application_of, keys_and_roll, load_running, stamp
from draw_service.usecases.draws.call_next import BY_HAND, Call, call_head, require_channel
from draw_service.usecases.manual.papers import CallCard, Lang, Papers, gap_minutes, script_of
from draw_service.usecases.notices import policy_of, subject_of
from draw_service.usecases.ports import Books, House


def next_card(house: House, papers: Papers, draw_id: str, lang: Lang = "zh") -> str:
    """Call for the head seat by hand and print its card; "" when the seat's order is exhausted.

    Returns the serial. Nothing is shown on a screen. A call the machine could not bring to an end is taken
    over before the next seat is called. Raises ``CallOpen`` while a card is out, ``PartiesMissing`` for a
    random draw whose three parties did not confirm the ``channel``, ``PrinterMissing``, ``PrinterFailed``,
    and what ``call_next`` raises.
    """
    house.printer.ready()
    house.sequence()
    with house.books() as books:
        draw = load_running(books, draw_id)
        if draw.seating is None:
            raise NotOrdered
        if by_hand := called_by_hand(books, draw):
            raise CallOpen(slots=", ".join(map(str, by_hand)))
        open_calls = draw.seating.open_calls
        call = take_over(house, books, draw, open_calls[0]) if open_calls else None
        call = call or call_head(house, books, draw, BY_HAND)
        card = issue_card(house, books, papers, draw, call, lang)
        books.commit()
    if card is None:
        return ""
    house.printer.send(card.serial, papers.call_card(card))
    return card.serial


def called_by_hand(books: Books, draw: Draw) -> list[int]:
    """Slots with an open call whose last dialling was by hand."""
    last: dict[int, str] = {}
    for event in books.journal.events(draw.draw_id):
        if event.type is DrawEvent.SEAT_CALLED:
            last[event.body["slot"]] = event.body["channel"]
    open_calls = draw.seating.open_calls if draw.seating is not None else []
    return [slot for slot in open_calls if last[slot] == BY_HAND]


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


def issue_card(
    house: House, books: Books, papers: Papers, draw: Draw, call: Call, lang: Lang
) -> CallCard | None:
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
    return CallCard(
        serial=serial,
        slot=call.slot,
        ordinal=call.ordinal,
        numbers=call.contact.phones if call.contact is not None else (),
        script=script_of(application, papers.center, lang, now),
        tries=policy.tries,
        gap_minutes=gap_minutes(policy),
        opens=policy.opens,
        closes=policy.closes,
        printed_at=now,
        lang=lang,
    )
