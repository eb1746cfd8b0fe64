"""What the unsealing's page shows, from the sign-in time on and not a moment earlier (Art. 8(3), 8(5))."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from audit.canonical import parse_canonical
from audit.events import DrawEvent, Event
from draw_service.rules.life import Draw, parse_time
from draw_service.rules.refusals import TooEarlyToOpen
from draw_service.usecases.arrival.check_identity import checked_seats
from draw_service.usecases.arrival.employers import employer_of
from draw_service.usecases.arrival.unseal import log_refusal
from draw_service.usecases.chain import application_of, load
from draw_service.usecases.ports import Books, House
from draw_service.usecases.room.as_seen import steps_of


@dataclass(frozen=True, slots=True)
class Printed:
    """One blind print."""

    serial: str
    envelope: str
    at: datetime


@dataclass(frozen=True, slots=True, repr=False)
class NamedSeat:
    """A seat of the opened roster. ``there``: signed in; ``vacant``: given up since, nobody holds it now."""

    slot: int
    name: str
    employer: str
    there: bool
    vacant: bool


@dataclass(frozen=True, slots=True)
class UnsealingView:
    """``sealed``: the last seal names who holds the seats now; ``again``: after a replacement it is not the
    first; ``prints``: of this seal; ``away``: slots nobody has signed in for; ``opened``: when, None before;
    ``names``: while the draw runs; ``checked``: slot -> whether the person was the one; ``ended``: "", closed
    or aborted; ``n``: how much people have done (``room.as_seen``); ``dispatch``: experts went to a host
    (Art. 15)."""

    draw_id: str
    application_id: str
    project: str
    dispatch: bool
    signin_at: datetime
    sealed: bool
    again: bool
    prints: tuple[Printed, ...]
    away: tuple[int, ...]
    opened: datetime | None
    camera: str
    rebuilt: bool
    names: tuple[NamedSeat, ...] = field(repr=False)
    checked: Mapping[int, bool]
    ended: str
    notice: datetime | None
    handed: datetime | None
    n: int

    @property
    def unchecked(self) -> tuple[int, ...]:
        return tuple(seat.slot for seat in self.names if seat.slot not in self.checked)


def look_at_unsealing(house: House, draw_id: str) -> UnsealingView:
    """Raises ``NotFound``, and ``TooEarlyToOpen``, logged, before the sign-in time, whoever asks."""
    with house.views() as books:
        draw = load(books, draw_id)
        if draw.sealed is None or house.clock.now() < parse_time(draw.sealed.body["signin_at"]):
            with house.books() as log:
                log_refusal(house, log, draw_id)
            raise TooEarlyToOpen
        events = books.journal.events(draw_id)
        opened = draw.unsealed
        seating = draw.seating
        application = application_of(books, draw)
        away = () if seating is None else (s for s in seating.accepted if s not in seating.arrived)
        return UnsealingView(
            draw_id=draw_id,
            application_id=draw.application_id,
            project=application.project_name,
            dispatch=application.dispatch is not None,
            signin_at=parse_time(draw.sealed.body["signin_at"]),
            sealed=draw.stands_sealed,
            again=sum(event.type is DrawEvent.DRAW_SEALED for event in events) > 1,
            prints=_prints(events, draw),
            away=tuple(away),
            opened=parse_time(opened.at) if opened is not None else None,
            camera=str(opened.body.get("camera", "")) if opened is not None else "",
            rebuilt=opened is not None and opened.type is DrawEvent.ROSTER_REBUILT,
            names=_names(books, draw),
            checked=checked_seats(books, draw),
            ended=draw.phase if draw.end is not None else "",
            notice=books.draws.marked(draw_id, "notice"),
            handed=books.draws.marked(draw_id, "bundle"),
            n=steps_of(events),
        )


def _prints(events: Sequence[Event], draw: Draw) -> tuple[Printed, ...]:
    since = draw.sealed.n if draw.sealed is not None else 0
    return tuple(
        Printed(event.body["serial"], event.body["envelope"], parse_time(event.at))
        for event in events
        if event.type is DrawEvent.ROSTER_PRINTED and event.n > since
    )


def _names(books: Books, draw: Draw) -> tuple[NamedSeat, ...]:
    """After unsealing and before the end: later nobody needs them here (Art. 9)."""
    if draw.unsealed is None or draw.end is not None:
        return ()
    found = parse_canonical(books.draws.openings(draw.draw_id) or b"[]")
    held = set(draw.seating.accepted) if draw.seating is not None else set()
    there = set(draw.seating.arrived) if draw.seating is not None else set()
    return tuple(
        NamedSeat(
            one["slot"],
            one["identity"]["name"],
            employer_of(books, one["identity"]["id"], one["identity"]["unit"]),
            there=one["slot"] in there,
            vacant=one["slot"] not in held,
        )
        for one in found
    )
