"""Which project is in which draw room, who waits, and what could come next (Art. 11)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from audit.events import DrawEvent
from draw_service.usecases.ports import Books, DrawRow, House

MOST = 200
"""How far back the list of projects looks."""


@dataclass(frozen=True, slots=True)
class Project:
    """A draw as the list shows it. ``code``, ``name``: of the project; ``state``: witness-missing, ready,
    waiting, in-room, calling, sealed, closed, aborted; ``room``: "" before it has joined a queue."""

    draw_id: str
    code: str
    name: str
    attempt: int
    signin_at: datetime
    state: str
    room: str


@dataclass(frozen=True, slots=True)
class RoomNow:
    """One room: the project in it, and those that wait, in turn."""

    name: str
    inside: Project | None
    waiting: tuple[Project, ...]


@dataclass(frozen=True, slots=True)
class RoomsView:
    """``ready``: could join a queue; ``later``: drawn, waiting for the day; ``ended``: the last ones."""

    rooms: tuple[RoomNow, ...]
    ready: tuple[Project, ...]
    later: tuple[Project, ...]
    ended: tuple[Project, ...]


def look_at_rooms(house: House) -> RoomsView:
    """Every room somebody is in or waits for, and the newest ``MOST`` projects."""
    with house.views() as books:
        rooms = tuple(_rooms(books))
        busy = {one.draw_id for room in rooms for one in (*room.waiting, *filter(None, [room.inside]))}
        others = [
            project
            for row in books.draws.newest(MOST)
            if row.draw_id not in busy and (project := _project(books, row)) is not None
        ]
    ready = [one for one in others if one.state in ("ready", "witness-missing")]
    ended = [one for one in others if one.state in ("closed", "aborted")]
    later = [one for one in others if one not in ready and one not in ended]
    return RoomsView(rooms, tuple(reversed(ready)), tuple(later), tuple(ended[:20]))


def _rooms(books: Books) -> Iterator[RoomNow]:
    for name in books.rooms.known():
        inside = books.rooms.occupant(name)
        waiting = [_known(books, draw_id) for draw_id in books.rooms.queue(name)]
        yield RoomNow(name, _known(books, inside) if inside else None, tuple(filter(None, waiting)))


def _known(books: Books, draw_id: str) -> Project | None:
    row = books.draws.draw(draw_id)
    return _project(books, row) if row is not None else None


def _project(books: Books, row: DrawRow) -> Project | None:
    found = books.draws.application(row.application_id)
    if found is None:
        return None
    events = books.journal.events(row.draw_id)
    types = {event.type for event in events}
    slips = [event for event in events if event.type is DrawEvent.WITNESS_APPOINTED]
    named = any(slip.body["party"] == "regulator" for slip in slips)
    application = found[1]
    return Project(
        row.draw_id,
        application.project_code,
        application.project_name,
        row.attempt,
        application.signin_at,
        _state(books, row, types, named),
        row.room,
    )


def _state(books: Books, row: DrawRow, types: set[DrawEvent], named: bool) -> str:
    if DrawEvent.DRAW_CLOSED in types:
        return "closed"
    if DrawEvent.DRAW_ABORTED in types:
        return "aborted"
    if DrawEvent.DRAW_SEALED in types:
        return "sealed"
    if types & {DrawEvent.DRAW_ORDERED, DrawEvent.SELECTION_CONFIRMED}:
        return "calling"
    if row.room and books.rooms.occupant(row.room) == row.draw_id:
        return "in-room"
    if row.room:
        return "waiting"
    return "ready" if named else "witness-missing"
