"""Which project is in which draw room, who waits, and what could come next (Art. 11)."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import chain

from audit.events import DrawEvent
from draw_service.rules.dispatch import in_turn
from draw_service.rules.timing import last_draw
from draw_service.usecases.ports import Books, DrawRow, House

MOST = 200
"""How far back the list of projects looks."""


@dataclass(frozen=True, slots=True)
class Project:
    """A draw as the list shows it. ``code``, ``name``: of the project; ``state``: witness-missing, ready,
    waiting, in-room, calling, sealed, closed, aborted; ``room``: "" before it has joined a queue; ``late``:
    the last time to draw it has passed (Art. 8, 14), by the rules of today; the lock goes by its own.
    ``dispatch``: of the dispatch service (Art. 15); ``named``: the regulator's witness is."""

    draw_id: str
    code: str
    name: str
    attempt: int
    signin_at: datetime
    state: str
    room: str
    late: bool
    dispatch: bool = False
    named: bool = True


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
        inside, queues = books.rooms.occupants(), books.rooms.queues()
        busy = {*inside.values(), *chain.from_iterable(queues.values())}
        newest = [row for row in books.draws.newest(MOST) if row.draw_id not in busy]
        rows = {**books.draws.draws(busy), **{row.draw_id: row for row in newest}}
        found = _projects(house, books, rows, inside)
    rooms = tuple(
        RoomNow(
            name,
            found.get(inside.get(name, "")),
            _turn([found[one] for one in queues.get(name, ()) if one in found]),
        )
        for name in sorted({*inside, *queues})
    )
    others = [found[row.draw_id] for row in newest if row.draw_id in found]
    ready = [one for one in others if one.state in ("ready", "witness-missing")]
    ended = [one for one in others if one.state in ("closed", "aborted")]
    later = [one for one in others if one not in ready and one not in ended]
    return RoomsView(rooms, tuple(reversed(ready)), tuple(later), tuple(ended[:20]))


def _turn(waiting: Sequence[Project]) -> tuple[Project, ...]:
    turn = in_turn([one.draw_id for one in waiting], {one.draw_id for one in waiting if one.dispatch})
    return tuple(sorted(waiting, key=lambda one: turn.index(one.draw_id)))


def _projects(
    house: House, books: Books, rows: Mapping[str, DrawRow], inside: Mapping[str, str]
) -> dict[str, Project]:
    """What the list says of each of these draws; a few questions to the store for all of them."""
    now = house.clock.now()
    pack = house.pack(now)
    applications = books.draws.applications({row.application_id for row in rows.values()})
    kinds = books.journal.kinds(rows)
    named = books.draws.with_slip(rows, "regulator")
    return {
        draw_id: Project(
            draw_id,
            application.project_code,
            application.project_name,
            row.attempt,
            application.signin_at,
            _state(row, kinds.get(draw_id, ()), inside.get(row.room) == draw_id, draw_id in named),
            row.room,
            now > last_draw(application, pack, row.attempt)[0],
            application.dispatch is not None,
            draw_id in named,
        )
        for draw_id, row in rows.items()
        if (application := applications.get(row.application_id)) is not None
    }


def _state(row: DrawRow, kinds: Collection[DrawEvent], in_room: bool, named: bool) -> str:
    if DrawEvent.DRAW_CLOSED in kinds:
        return "closed"
    if DrawEvent.DRAW_ABORTED in kinds:
        return "aborted"
    if DrawEvent.DRAW_SEALED in kinds:
        return "sealed"
    if DrawEvent.DRAW_ORDERED in kinds or DrawEvent.SELECTION_CONFIRMED in kinds:
        return "calling"
    if row.room:
        return "in-room" if in_room else "waiting"
    return "ready" if named else "witness-missing"
