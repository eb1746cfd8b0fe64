"""A party signs in in the draw room, in person, phone deposited (Art. 8(2), 10, 11)."""

from __future__ import annotations

from audit.events import DrawEvent
from draw_service.rules.applications import Party
from draw_service.rules.codes import Parties
from draw_service.rules.refusals import (
    ChangedUnderYou,
    InHouseFirst,
    NotInQueue,
    PartiesMissing,
    PhoneNotDeposited,
    RoomBusy,
)
from draw_service.usecases.chain import append, load_running
from draw_service.usecases.oversight.dispatch import turn_of
from draw_service.usecases.oversight.terminals import require_terminal
from draw_service.usecases.ports import House
from draw_service.usecases.presence import check_entry_code
from draw_service.usecases.room.entries import add_entry


def enter_room(
    house: House, draw_id: str, room: str, party: Party, code: str, *, phone_deposited: bool, name: str = ""
) -> None:
    """``code``: the slip's entry code, or the operator's account for the center; ``name``: of the person, for
    the room's entry list alone.

    The first party of the project at the head of the queue takes the room. Raises ``RoomBusy``,
    ``NotInQueue``, ``InHouseFirst`` (Art. 15), ``PhoneNotDeposited``, ``TerminalUnchecked`` (Art. 7),
    ``EntryCodeWrong``, ``EntryCodeSpent``, ``ChangedUnderYou``.
    """
    if not phone_deposited:
        raise PhoneNotDeposited
    if not code:
        raise PartiesMissing(missing=Parties([party]))
    if party != "center":
        check_entry_code(house, draw_id, party, code)
    with house.books() as books:
        draw = load_running(books, draw_id)
        occupant = books.rooms.occupant(room)
        if occupant not in (None, draw_id):
            raise RoomBusy
        if occupant is None:
            require_terminal(house, books, room)
            waiting, outside = turn_of(books, books.rooms.queue(room))
            if draw_id in outside and waiting[0] not in outside:
                raise InHouseFirst
            if not waiting or waiting[0] != draw_id:
                if books.rooms.occupant(room) == draw_id:  # another party took it between the two looks
                    raise ChangedUnderYou
                raise NotInQueue
            books.rooms.quit(room, draw_id)
            books.rooms.enter(room, draw_id)
        if party not in draw.entered:
            body = {"party": party, "phone_deposited": phone_deposited}
            append(books, draw, DrawEvent.ROOM_ENTERED, body, house.clock.now())
            if name:
                add_entry(house, books, draw_id, name, party, phone_deposited=phone_deposited)
        books.commit()
