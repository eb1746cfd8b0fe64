"""Draw rooms gone through by one person and confirmed by another, and the room a draw is in (Art. 7)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from audit.events import BodyError, HouseEvent
from draw_service.rules.access import Role, Who, must_be_fresh, must_hold, not_own
from draw_service.rules.identifiers import plain
from draw_service.rules.refusals import BadInput, NotFound
from draw_service.rules.terminals import (
    Checklist,
    Condition,
    Terminal,
    check,
    confirm,
    must_be_fit,
    send_back,
    terminals,
)
from draw_service.usecases.access.marks import mark
from draw_service.usecases.ports import Books, House

STREAM = "oversight"
CHECKERS = (Role.ADMINISTRATOR, Role.OPERATOR)
CONFIRMERS = (*CHECKERS, Role.OFFICE)
LONGEST = 500


@dataclass(frozen=True, slots=True)
class TerminalsSeen:
    """``lists``: the newest first; ``people``: login names by account id; ``mine``: ids this account may not
    confirm."""

    rooms: Sequence[Terminal]
    lists: Sequence[Checklist]
    people: Mapping[str, str]
    mine: frozenset[str]


def check_terminal(house: House, who: Who, room: str, place: str, notes: Mapping[Condition, str]) -> str:
    """The checklist's id. The notes are encrypted; the log keeps the room and who.

    Raises ``NotYourRoom``, ``SecondFactorMissing``, ``ChecklistIncomplete``, ``BadInput`` for a room's name
    the log does not take.
    """
    must_hold(who, *CHECKERS)
    now = house.clock.now()
    with house.books() as books:
        id = f"T-{books.oversight.next_number('checklist'):04}"
        said = {one: note.strip()[:LONGEST] for one, note in notes.items()}
        found = check(Checklist(id, plain(room)[:32], plain(place)[:100], said, who.account, now))
        books.oversight.put(found)
        note(house, books, found, HouseEvent.TERMINAL_CHECKED, who, now)
        books.commit()
    house.sequence()
    return id


def confirm_checklist(house: House, who: Who, id: str) -> None:
    """Its room may be drawn in until the checklist ends. Raises ``NotYourRoom``, ``SecondFactorMissing``,
    ``NotFresh``, ``OwnAct``, ``NotFound``, ``ChecklistDecided``."""
    must_hold(who, *CONFIRMERS)
    now = house.clock.now()
    must_be_fresh(who, now)
    with house.books() as books:
        found = confirm(_held(books, id), who.account, now, house.pack(now))
        books.oversight.put(found)
        books.post.all_clear("terminal-near", found.room, now)
        until = found.valid_until.isoformat() if found.valid_until else ""
        note(house, books, found, HouseEvent.TERMINAL_CONFIRMED, who, now, until=until)
        books.commit()
    house.sequence()


def return_checklist(house: House, who: Who, id: str) -> None:
    """A condition is not met. Raises ``NotYourRoom``, ``SecondFactorMissing``, ``OwnAct``, ``NotFound``,
    ``ChecklistDecided``."""
    must_hold(who, *CONFIRMERS)
    with house.books() as books:
        now = house.clock.now()
        held = _held(books, id)
        not_own(held.checked_by, who.account)
        found = send_back(held, who.account, now)
        books.oversight.put(found)
        note(house, books, found, HouseEvent.TERMINAL_RETURNED, who, now)
        books.commit()
    house.sequence()


def look_at_terminals(house: House, who: Who) -> TerminalsSeen:
    """Raises ``NotYourRoom``, ``SecondFactorMissing``."""
    must_hold(who, *CONFIRMERS)
    now = house.clock.now()
    with house.views() as books:
        lists = books.oversight.find(Checklist)
        people = {one.id: one.login for one in books.access.accounts()}
    mine = frozenset(one.id for one in lists if one.checked_by == who.account)
    return TerminalsSeen(terminals(lists, now, house.pack(now)), lists[::-1], people, mine)


def registered_rooms(house: House) -> list[Terminal]:
    """What the pages of draw room and administration show of the register; [] while no room is in it."""
    now = house.clock.now()
    with house.views() as books:
        return terminals(books.oversight.find(Checklist, ("confirmed",)), now, house.pack(now))


def require_terminal(house: House, books: Books, room: str) -> None:
    """Raises ``TerminalUnchecked``."""
    now = house.clock.now()
    must_be_fit(room, books.oversight.find(Checklist, ("confirmed",)), now, house.pack(now))


def note(
    house: House,
    books: Books,
    checklist: Checklist,
    type: HouseEvent,
    who: Who | None,
    at: datetime,
    **more: str,
) -> None:
    """One line of the log. Raises ``BadInput`` for a room's name it does not take."""
    body = {"id": checklist.id, "room": checklist.room, **more}
    if who is not None:
        body["by"] = mark(house, "account", who.account)
    try:
        books.journal.note(STREAM, type, body, at)
    except BodyError as error:
        raise BadInput(what=str(error)) from None


def _held(books: Books, id: str) -> Checklist:
    found = books.oversight.get(Checklist, id)
    if found is None:
        raise NotFound
    return found
