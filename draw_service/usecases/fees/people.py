"""Who came to an evaluation, by the events of its draw (Art. 8(4), 18): seats and times, after unsealing."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import suppress
from datetime import datetime

from audit.canonical import parse_canonical
from audit.events import DrawEvent
from draw_service.rules.fees import Presence
from draw_service.rules.fees_sheet import FeeSheet, Pay
from draw_service.rules.life import Draw, parse_time
from draw_service.rules.packs import RulePack
from draw_service.rules.refusals import MovedOn, NotFound, NotUnsealed, OutOfOrder, SecretsErased
from draw_service.usecases.arrival.void_findings import members_gone
from draw_service.usecases.chain import load
from draw_service.usecases.conduct.draft_from_seat import opened_seats
from draw_service.usecases.conduct.settle_draw import accepted
from draw_service.usecases.ports import Books, House


def ended_draw(books: Books, draw_id: str) -> Draw:
    """Raises ``NotFound``, ``OutOfOrder`` while it runs, ``NotUnsealed`` when its names never were open."""
    draw = load(books, draw_id)
    if draw.end is None:
        raise OutOfOrder
    if draw.unsealed is None:
        raise NotUnsealed
    return draw


def who_came(books: Books, draw: Draw) -> tuple[Pay, ...]:
    """Everybody who signed in, seat by seat; who was replaced afterwards as ``seat-call``, as long as the
    draw's secrets are not erased."""
    came = _arrivals(books, draw.draw_id)
    found = []
    for slot, expert in sorted(opened_seats(books, draw.draw_id).items()):
        times = [at for (seat, _ordinal), at in came.items() if seat == slot]
        if times and draw.seating is not None and slot in draw.seating.arrived:
            found.append(Pay(str(slot), expert, max(times), Presence(max(times))))
    with suppress(SecretsErased):  # nobody can say any more who held the seat before
        found += [
            Pay(place.replace("/", "-"), expert, at, Presence(at, cancelled=True))
            for place, expert, at in _gone(books, draw, came)
        ]
    return tuple(found)


def names_of(books: Books, sheet: FeeSheet) -> Mapping[str, str]:
    """Place -> name, as the roster was opened; for who was replaced, as the register has it."""
    data = books.draws.openings(sheet.draw_id)
    if data is None:
        raise NotUnsealed
    opened = {str(seat["slot"]): str(seat["identity"]["name"]) for seat in parse_canonical(data)}
    found = {}
    for pay in sheet.pays:
        contact = None if pay.place in opened else books.pool.contact(pay.expert)
        found[pay.place] = contact.name if contact is not None else opened.get(pay.place, "")
    return found


def sheet_of(books: Books, draw_id: str, version: str | None = None, *, hold: bool = True) -> FeeSheet:
    """``version``: the one that was read, None for any; ``hold``: until the transaction ends; a view cannot.
    Raises ``NotFound``, ``MovedOn``."""
    sheet = books.fees.sheet(draw_id, hold=hold)
    if sheet is None:
        raise NotFound
    if version not in (None, sheet.version):
        raise MovedOn
    return sheet


def pack_of(house: House, sheet: FeeSheet) -> RulePack:
    """The rule pack the sheet is reckoned by, the draw's own."""
    return house.pack_by_id(sheet.rule_pack, sheet.filed_at)


def _arrivals(books: Books, draw_id: str) -> dict[tuple[int, int], datetime]:
    """(slot, ordinal of the call) -> when its holder signed in."""
    ordinals: dict[int, int] = {}
    came = {}
    for event in books.journal.events(draw_id):
        if event.type is DrawEvent.SEAT_CALLED:
            ordinals[event.body["slot"]] = event.body["ordinal"]
        elif event.type is DrawEvent.SEAT_ARRIVED:
            came[event.body["slot"], ordinals.get(event.body["slot"], 0)] = parse_time(event.at)
    return came


def _gone(
    books: Books, draw: Draw, came: Mapping[tuple[int, int], datetime]
) -> list[tuple[str, str, datetime]]:
    events = books.journal.events(draw.draw_id)
    if not any(members_gone(events, slot) for slot, _ordinal in came):
        return []
    return [
        (held.place, held.expert, came[held.slot, held.ordinal])
        for held in accepted(books, draw)
        if held.end and held.ordinal in members_gone(events, held.slot)
    ]
