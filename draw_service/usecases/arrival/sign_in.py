"""An expert signs in: phone deposited, identity shown (Art. 8(4)). The desk hears "seat n" or "no"."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Literal

from audit.events import DrawEvent, HouseEvent
from draw_service.rules.identifiers import Odd, presented
from draw_service.rules.life import Draw, parse_time
from draw_service.rules.lottery import handle_of
from draw_service.rules.refusals import CardMistyped, DeskClosed, NotSealed, PhoneNotDeposited
from draw_service.usecases.calling.knows_code import knows_code
from draw_service.usecases.chain import append, keys_and_roll, load_running
from draw_service.usecases.ports import Books, House

Method = Literal["id-card", "fingerprint"]


def sign_in(
    house: House,
    draw_id: str,
    id_card: str,
    *,
    phone_deposited: bool,
    method: Method = "id-card",
    code: str = "",
) -> int | None:
    """The seat of the person with this identity number, or None; no list exists at the desk.

    ``code``: the six digits of the confirmation SMS, "" from who has none; a wrong one gets the answer of a
    stranger. The identity card alone suffices (Art. 8(4)). Each miss is logged without the number. Signing in
    twice changes nothing. Raises ``NotSealed``, ``DeskClosed`` before the desk opens: whoever knows an
    identity number could ask for a seat by it, ``PhoneNotDeposited`` (Art. 20(2)), ``CardMistyped`` for what
    is no number of any card: nobody presented it, so it is no miss.
    """

    def find(books: Books, draw: Draw) -> int | None:
        slot = seat_by_card(books, draw, id_card)
        return slot if slot is None or _fits(house, books, draw_id, slot, code) else None

    return let_in(house, draw_id, find, method, phone_deposited=phone_deposited)


def let_in(
    house: House,
    draw_id: str,
    find: Callable[[Books, Draw], int | None],
    method: Method,
    *,
    phone_deposited: bool,
) -> int | None:
    """The seat that ``find`` says, as arrived; a miss is logged. Raises as ``sign_in`` does."""
    with house.books() as books:
        now = house.clock.now()
        draw = load_running(books, draw_id)
        if draw.seating is None or draw.sealed is None:
            raise NotSealed
        opens = timedelta(minutes=house.pack_by_id(draw.rule_pack, draw.filed_at).int("desk_opens_minutes"))
        if now < parse_time(draw.sealed.body["signin_at"]) - opens:
            raise DeskClosed
        if not phone_deposited:  # before looking anyone up: a refusal that knew the seats would be a list
            raise PhoneNotDeposited
        slot = find(books, draw)
        if slot is None:
            log_miss(house, books, draw_id, method)
            return None
        if slot not in draw.seating.arrived:
            append(books, draw, DrawEvent.SEAT_ARRIVED, {"slot": slot, "method": method}, now)
            books.commit()
        return slot


def log_miss(house: House, books: Books, draw_id: str, method: Method) -> None:
    """Somebody whom the desk answers "no"."""
    body = {"draw": draw_id, "known": False, "method": method}
    books.journal.note("desk", HouseEvent.ENTRY_LOGGED, body, house.clock.now())
    books.commit()


def _fits(house: House, books: Books, draw_id: str, slot: int, code: str) -> bool:
    """Whether nothing speaks against ``code``: none was given, none was sent, or it is the one."""
    if not code or not books.draws.sign_in_code(draw_id, slot):
        return True
    return knows_code(house, books, draw_id, slot, code)


def seat_by_card(books: Books, draw: Draw, id_card: str) -> int | None:
    """The sealed seat of whoever has this identity number; for the desk's own acts, never to be shown. Raises
    ``CardMistyped``, whoever is seated."""
    try:
        number = presented(id_card)
    except Odd:
        raise CardMistyped from None
    return seat_of_expert(books, draw, books.pool.id_by_card(number))


def seat_of_expert(books: Books, draw: Draw, expert_id: str | None) -> int | None:
    """The same for a known expert."""
    if expert_id is None or draw.seating is None:
        return None
    keys, _roll = keys_and_roll(books, draw.draw_id)
    handle = handle_of(keys, expert_id)
    for slot in draw.seating.in_last_seal:
        holder = draw.seating.holders.get(slot)
        if holder is not None and holder.accepted and holder.handle == handle:
            return slot
    return None
