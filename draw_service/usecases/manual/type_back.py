"""Type back how the calls of a card went, countersigned by a witness in the room (Art. 5(2)).

The outcome follows from the calls by the same policy and script as the machine's; nobody types an outcome.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Literal

from draw_service.rules.life import Draw
from draw_service.rules.refusals import CallsWrong, CardNotNext
from draw_service.usecases.chain import keys_and_roll, load_running, stamp
from draw_service.usecases.draws.record_answer import answer
from draw_service.usecases.manual.next_card import card_out
from draw_service.usecases.notices import policy_of
from draw_service.usecases.ports import Books, House
from draw_service.usecases.presence import Codes, confirm_parties
from notifications.channels.manual import CardWrong, Flaw, Judged, Tried, judge

Witness = Literal["tenderer", "regulator"]

_FLAWS: dict[Flaw, tuple[str, str]] = {
    "result": ("没有这种结果或原因", "there is no such result or reason"),
    "numbers": ("卡上没有这个号码", "the card has no such number"),
    "order": ("号码应按卡上的顺序拨打", "the numbers are dialled in the order of the card"),
    "early": ("两次拨打间隔不足", "two calls are too close together"),
    "window": ("不在可通知的时段", "outside the hours for calls"),
    "decided": ("已有确定答复，不再拨打", "the person had already decided"),
    "unfinished": ("规定的次数还没有拨完", "not every call asked for was made"),
}


def type_back(
    house: House, draw_id: str, serial: str, tried: Sequence[Tried], witness: Witness, codes: Codes
) -> str:
    """Record the outcome of the card that is out, and return it. ``codes``: the operator who phoned and the
    ``witness``. Who accepted is sent place and code as after any call where the house has an SMS channel; the
    card has the place to read out where it has none.

    Raises ``CardNotNext`` for another card, ``CallsWrong``, ``PartiesMissing``, ``EntryCodeWrong``.
    """
    confirm_parties(house, draw_id, codes, ("center", witness))
    with house.books() as books:
        draw = load_running(books, draw_id)
        card = card_out(books, draw)
        if card is None or card.serial != serial:
            raise CardNotNext
        told: dict[str, object] = {"card": serial, "by": codes["center"], "countersigned": [witness]}
        outcome = record_card(house, books, draw, card.slot, card.at, tried, told)
        books.commit()
    return outcome


def record_card(
    house: House,
    books: Books,
    draw: Draw,
    slot: int,
    since: datetime,
    tried: Sequence[Tried],
    told: dict[str, object],
) -> str:
    """Judge the calls made between ``since`` and now to the holder of ``slot``, and append the outcome with
    the record of them."""
    holder = draw.seating.holders.get(slot) if draw.seating is not None else None
    if holder is None:
        raise CardNotNext
    _keys, roll = keys_and_roll(books, draw.draw_id)
    contact = books.pool.contact(roll[holder.handle].id)
    phones = contact.phones if contact is not None else ()
    judged = judged_by_pack(house, draw, len(phones), tried, since)
    attempts = [
        {**one, "number": house.keyring.pseudonym("number " + phones[call.number]), "at": stamp(call.at)}
        for one, call in zip(judged.attempts, tried, strict=True)
    ]
    record = {**told, "channel": "manual", "attempts": attempts, "reason": judged.reason}
    answer(house, books, draw, slot, judged.outcome, record)
    return judged.outcome


def judged_by_pack(house: House, draw: Draw, numbers: int, tried: Sequence[Tried], since: datetime) -> Judged:
    """What the calls amount to under the draw's rule pack. Raises ``CallsWrong``."""
    times = [since.replace(second=0), *(one.at for one in tried), house.clock.now()]
    if times != sorted(times):
        raise CallsWrong(
            zh="时间应在取卡之后、现在之前，先后为序", en="times lie between the card and now, in order"
        )
    try:
        return judge(policy_of(house.pack_by_id(draw.rule_pack, draw.filed_at)), numbers, tried)
    except CardWrong as wrong:
        zh, en = _FLAWS[wrong.flaw]
        raise CallsWrong(zh=zh, en=en) from None
