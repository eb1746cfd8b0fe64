"""Who is in the room and agrees: the parties' entry codes (Art. 8(2), 13; protocol section 1).

Phones are banned from the room, so a witness proves presence with the entry code of the slip. Five wrong
tries spend it. The center's own entry is the operator's account.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from audit.events import HouseEvent
from draw_service.rules.applications import PARTIES, Party
from draw_service.rules.codes import Parties
from draw_service.rules.life import Draw
from draw_service.rules.refusals import (
    EntryCodeSpent,
    EntryCodeWrong,
    NotFound,
    PartiesMissing,
    PartyNotEntered,
    RoomBusy,
)
from draw_service.rules.slips import read_entry_code
from draw_service.usecases.chain import load
from draw_service.usecases.ports import Books, House

Codes = Mapping[Party, str]
"""Party -> entry code; for the center the operator's account."""


def confirm_parties(house: House, draw_id: str, codes: Codes, needed: Iterable[Party] = PARTIES) -> list[str]:
    """Check that every needed party confirms; returns them in the fixed order.

    Raises ``PartiesMissing``, ``EntryCodeWrong`` (the wrong try is kept) or ``EntryCodeSpent``.
    """
    wanted = [party for party in PARTIES if party in set(needed)]
    missing = [party for party in wanted if not codes.get(party)]
    if missing:
        raise PartiesMissing(missing=Parties(missing))
    for party in wanted:
        if party != "center":
            check_entry_code(house, draw_id, party, codes[party])
    return list(wanted)


def parties_asked(house: House, draw_id: str, parameter: str) -> list[Party]:
    """The parties a parameter of the draw's rule pack asks for (``replacement_parties``, …)."""
    with house.books() as books:
        draw = load(books, draw_id)
    asked = house.pack_by_id(draw.rule_pack, draw.filed_at).list(parameter)
    return [party for party in PARTIES if party in asked]


def require_room(books: Books, draw: Draw) -> str:
    """The room the draw has, with all three parties signed in there. Raises ``RoomBusy``,
    ``PartyNotEntered``."""
    row = books.draws.draw(draw.draw_id)
    if row is None or not row.room or books.rooms.occupant(row.room) != draw.draw_id:
        raise RoomBusy
    absent = [party for party in PARTIES if party not in draw.entered]
    if absent:
        raise PartyNotEntered(parties=Parties(absent))
    return row.room


def before_lock_in_room(books: Books, draw: Draw) -> bool:
    """All three parties are in the draw's own room and nothing is locked yet."""
    try:
        require_room(books, draw)
    except (RoomBusy, PartyNotEntered):
        return False
    return draw.lock is None and draw.selected is None


def free_room(books: Books, draw_id: str) -> None:
    """The project neither holds nor waits for a room any more (Art. 11)."""
    row = books.draws.draw(draw_id)
    if row is None or not row.room:
        return
    if books.rooms.occupant(row.room) == draw_id:
        books.rooms.leave(row.room)
    books.rooms.quit(row.room, draw_id)


def check_entry_code(house: House, draw_id: str, party: Party, code: str) -> None:
    """One party's entry code against the slip; a wrong try is counted and logged even though it fails."""
    with house.books() as books:
        slip = books.draws.slip(draw_id, party)
        if slip is None:
            raise NotFound
        draw = load(books, draw_id)
        pack = house.pack_by_id(draw.rule_pack, draw.filed_at)
    tries = pack.int("entry_code_tries")
    if slip.wrong_tries >= tries:
        raise EntryCodeSpent
    if house.keyring.verify_code(read_entry_code(code), slip.entry_hash):
        return
    with house.books() as books:
        used = books.draws.count_wrong_try(draw_id, party)
        body = {"draw": draw_id, "party": party, "used": used}
        books.journal.note("access", HouseEvent.CODE_REFUSED, body, house.clock.now())
        books.commit()
    if used >= tries:
        raise EntryCodeSpent
    raise EntryCodeWrong(left=tries - used)
