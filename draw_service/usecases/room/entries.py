"""The entry list of a draw room: who came in, for whom, phone deposited, and the cameras (Art. 10).

Names stand in the list alone, encrypted at rest; the log holds the number of an entry and for whom it was.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from audit.canonical import canonical, parse_canonical
from audit.events import HouseEvent
from draw_service.rules.applications import PARTIES
from draw_service.rules.life import parse_time, write_time
from draw_service.rules.refusals import BadInput
from draw_service.usecases.ports import Books, House

COMPANIES = (*PARTIES, "other")
"""For whom people are in the room; ``other``: a technician, a notary."""
LONGEST = 60


@dataclass(frozen=True, slots=True)
class Entry:
    """Somebody in the room. ``company``: for whom, one of ``COMPANIES``; ``place``: number on the list."""

    place: int
    name: str = field(repr=False)
    company: str
    phone_deposited: bool
    at: datetime


@dataclass(frozen=True, slots=True)
class Camera:
    """What the surveillance system calls the camera that looks on."""

    id: str
    at: datetime


@dataclass(frozen=True, slots=True)
class EntryList:
    """Everybody of one draw's session, in order of coming, and the cameras."""

    entries: tuple[Entry, ...] = ()
    cameras: tuple[Camera, ...] = ()

    def body(self) -> dict[str, Any]:
        """As it is stored and as the session's record holds it."""
        return {
            "cameras": [{"at": write_time(one.at), "camera": one.id} for one in self.cameras],
            "entries": [
                {
                    "at": write_time(e.at),
                    "for": e.company,
                    "name": e.name,
                    "phone_deposited": e.phone_deposited,
                }
                for e in self.entries
            ],
        }


def entries_of(books: Books, draw_id: str) -> EntryList:
    """The list of a draw; empty before anybody came."""
    data = books.draws.list(draw_id, "entries")
    return _read(parse_canonical(data)) if data is not None else EntryList()


def add_entry(
    house: House, books: Books, draw_id: str, name: str, company: str, *, phone_deposited: bool
) -> Entry:
    """Put somebody on the list and a line without the name into the log, in the open transaction. Raises
    ``BadInput``."""
    if not 0 < len(name) <= LONGEST or not name.isprintable() or company not in COMPANIES:
        raise BadInput(what="name / for")
    before, now = entries_of(books, draw_id), house.clock.now()
    entry = Entry(len(before.entries) + 1, name, company, phone_deposited, now)
    keep(books, draw_id, EntryList((*before.entries, entry), before.cameras))
    body = {"draw": draw_id, "entry": entry.place, "for": company, "phone_deposited": phone_deposited}
    books.journal.note("rooms", HouseEvent.ROOM_VISITED, body, now)
    return entry


def keep(books: Books, draw_id: str, found: EntryList) -> None:
    books.draws.put_list(draw_id, "entries", canonical(found.body()))


def _read(found: Mapping[str, Any]) -> EntryList:
    entries = (
        Entry(place, one["name"], one["for"], one["phone_deposited"], parse_time(one["at"]))
        for place, one in enumerate(found["entries"], start=1)
    )
    cameras = (Camera(one["camera"], parse_time(one["at"])) for one in found["cameras"])
    return EntryList(tuple(entries), tuple(cameras))
