"""Record how a call ended (Art. 5). Refusal and silence are never one code."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from hashlib import sha256

from audit.canonical import canonical
from audit.events import DrawEvent
from draw_service.rules.life import Draw
from draw_service.rules.refusals import BadOutcome, ByCardOnly, NotOrdered, SeatNotCalled
from draw_service.usecases.chain import append, load_running, roll_of, stamp
from draw_service.usecases.notices import revoke, send_details, subject_of
from draw_service.usecases.ports import Books, CallRecord, House

CALL_OUTCOMES = ("accepted", "declined", "silent", "unconfirmed", "unreachable", "recused")
"""What a call can end with; the other outcomes belong to people who had accepted."""


@dataclass(frozen=True, slots=True)
class CallFacts:
    """What the channel reports. ``number`` is kept as a keyed hash only; ``keys`` as pressed; ``times``:
    (what, when) pairs such as ("ring", t); ``ref``: the provider's id of the call."""

    number: str = field(repr=False)
    keys: str = ""
    times: Sequence[tuple[str, datetime]] = ()
    ref: str = ""


def record_answer(house: House, draw_id: str, slot: int, outcome: str, facts: CallFacts) -> None:
    """Append ``seat.answered`` with the hash of its salted record; whoever does not hold the
    seat any more is free again.

    For calls by machine. What came of a call by hand is typed back from its card by two people (Art. 5(2)):
    ``ByCardOnly``. Raises ``SeatNotCalled`` when the seat's call is not open, ``BadOutcome``.
    """
    if outcome not in CALL_OUTCOMES:
        raise BadOutcome(outcome=outcome)
    with house.books() as books:
        draw = load_running(books, draw_id)
        if draw.seating is None:
            raise NotOrdered
        if slot not in draw.seating.open_calls:
            raise SeatNotCalled(slot=slot)
        if slot in draw.by_hand:
            raise ByCardOnly
        record = {
            "keys": facts.keys,
            "number": house.keyring.pseudonym("number " + facts.number),
            "ref": facts.ref,
            "times": [[what, stamp(at)] for what, at in facts.times],
        }
        answer(house, books, draw, slot, outcome, record)
        books.commit()


def answer(
    house: House, books: Books, draw: Draw, slot: int, outcome: str, record: Mapping[str, object]
) -> None:
    """Append the outcome with its salted record, in the open transaction, and keep engagements true."""
    if draw.seating is None:
        raise NotOrdered
    holder = draw.seating.holders.get(slot)
    if holder is None:
        raise SeatNotCalled(slot=slot)
    about = {"draw": draw.draw_id, "ordinal": holder.ordinal, "outcome": outcome, "slot": slot}
    data = canonical({**record, **about, "salt": house.entropy.bytes(16).hex()})
    had_accepted = holder.accepted
    digest = sha256(data).hexdigest()
    body = {"slot": slot, "outcome": outcome, "record": digest}
    append(books, draw, DrawEvent.SEAT_ANSWERED, body, house.clock.now())
    books.draws.put_call_record(CallRecord(draw.draw_id, slot, data, digest))
    roll = roll_of(books, draw)
    handle = draw.seating.answer(slot, outcome)
    if outcome != "accepted":
        books.pool.release(draw.draw_id, roll[handle].id)
        books.draws.clear_receipt_time(draw.draw_id, slot)
    if house.lines is not None:
        subject = subject_of(draw.draw_id, slot, holder.ordinal)
        books.post.take_back(subject, house.clock.now())
        contact = books.pool.contact(roll[handle].id)
        if contact is None:
            return
        if outcome == "accepted":
            send_details(house, books, house.lines, draw, slot, subject, contact)
        elif had_accepted:
            revoke(house, books, house.lines, draw, slot, subject, contact, outcome)
