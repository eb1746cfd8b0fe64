"""Where a draw stands, told by its events alone (Art. 8; protocol section 3).

``rules.life`` replays a draw with its lists, which is what an act needs. A list of many applications needs
less: the last event that moved the draw on. Both say the same (a test walks through a whole draw).
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from audit.events import DrawEvent, Event
from draw_service.rules.life import parse_time

Phase = Literal[
    "filed", "appointed", "entered", "locked", "calling", "sealed", "unsealed", "closed", "aborted"
]
"""``appointed``: the regulator's witness is named too; ``entered``: somebody is in the draw room;
``calling``: the order stands and seats are being filled, a replacement included."""

_MOVES: dict[DrawEvent, Phase] = {
    DrawEvent.APPLICATION_FILED: "filed",
    DrawEvent.ROOM_ENTERED: "entered",
    DrawEvent.DRAW_LOCKED: "locked",
    DrawEvent.DRAW_ORDERED: "calling",
    DrawEvent.SELECTION_CONFIRMED: "calling",
    DrawEvent.SEAT_CALLED: "calling",
    DrawEvent.REPLACEMENT_CONFIRMED: "calling",
    DrawEvent.DRAW_SEALED: "sealed",
    DrawEvent.ROSTER_UNSEALED: "unsealed",
    DrawEvent.ROSTER_REBUILT: "unsealed",
    DrawEvent.DRAW_CLOSED: "closed",
    DrawEvent.DRAW_ABORTED: "aborted",
}
_MILESTONES = frozenset(_MOVES) - {DrawEvent.SEAT_CALLED} | {
    DrawEvent.APPLICATION_CHANGED,
    DrawEvent.WITNESS_APPOINTED,
    DrawEvent.ROSTER_PRINTED,
}


@dataclass(frozen=True, slots=True)
class Milestone:
    """Something that happened. ``detail``: a party, a version number, a ground, a reason or a serial; ``by``:
    the parties who made a change, three for what is confirmed in one place (Art. 8(2))."""

    at: datetime
    type: str
    detail: str = ""
    by: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Course:
    """``regulator``: its witness is named; ``milestones`` in the order they happened."""

    phase: Phase
    regulator: bool
    milestones: tuple[Milestone, ...]


def course_of(events: Iterable[Event]) -> Course:
    """The course of a draw's chain, from its first event on."""
    phase: Phase = "filed"
    regulator = False
    told: list[Milestone] = []
    for event in events:
        if event.type is DrawEvent.WITNESS_APPOINTED and event.body["party"] == "regulator":
            regulator = True
            phase = "appointed" if phase == "filed" else phase
        elif event.type is DrawEvent.SEAT_ANSWERED and event.body["outcome"] != "accepted":
            phase = "calling"
        else:
            phase = _moved(phase, event)
        if event.type in _MILESTONES:
            changed = event.type is DrawEvent.APPLICATION_CHANGED
            by = tuple(event.body["by"]) if changed else ()
            told.append(Milestone(parse_time(event.at), str(event.type), _detail(event), by))
    return Course(phase, regulator, tuple(told))


def _moved(phase: Phase, event: Event) -> Phase:
    """Somebody may enter the room again at any time; that moves a draw only before its lock."""
    if event.type is DrawEvent.ROOM_ENTERED and phase not in ("filed", "appointed"):
        return phase
    return _MOVES.get(event.type, phase)


def _detail(event: Event) -> str:
    for key in ("party", "version", "ground", "serial"):
        if key in event.body:
            return str(event.body[key])
    return str(event.body.get("reason", ""))
