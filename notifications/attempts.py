"""PURE. One outgoing call or message as a state machine (Art. 5).

No provider gives exactly-once calls: callbacks come twice, late, out of order, before the answer to our own
request. So every happening may be applied at any time, applying it twice changes nothing, and whatever the
order the end is the same.
"""

from __future__ import annotations

from base64 import b32encode
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from typing import Literal

from notifications import script
from notifications.script import Position, Say, Verdict


class State(StrEnum):
    """Where an attempt stands; the order is the order of life."""

    QUEUED = "queued"
    INTENT = "intent"
    UNCERTAIN = "uncertain"
    PLACED = "placed"
    RINGING = "ringing"
    ANSWERED = "answered"
    ENDED = "ended"


LIVE = (State.INTENT, State.UNCERTAIN, State.PLACED, State.RINGING, State.ANSWERED)
"""States in which a phone may be ringing: at most one call per callee is in them, ever."""
_ORDER = {state: place for place, state in enumerate(State)}


class End(StrEnum):
    """How it ended, never two things under one name. ``NOT_PLACED``: the provider, or a person, is sure that
    nothing was ever sent; ``NO_RECEIPT``: a message whose delivery nobody ever reported."""

    COMPLETED = "completed"
    MACHINE = "machine"
    BUSY = "busy"
    NO_ANSWER = "no-answer"
    UNREACHABLE = "unreachable"
    INVALID_NUMBER = "invalid-number"
    FAILED = "failed"
    CANCELLED = "cancelled"
    NOT_PLACED = "not-placed"
    DELIVERED = "delivered"
    UNDELIVERED = "undelivered"
    NO_RECEIPT = "no-receipt"


_OF_MESSAGES = (End.DELIVERED, End.UNDELIVERED, End.NO_RECEIPT)
_OF_CALLS = (End.COMPLETED, End.MACHINE, End.BUSY, End.NO_ANSWER)


class Kind(StrEnum):
    """What can happen to an attempt."""

    INTENT = "intent"
    PLACED = "placed"
    NOT_SENT = "not-sent"
    UNCERTAIN = "uncertain"
    RINGING = "ringing"
    ANSWERED = "answered"
    KEY = "key"
    SILENCE = "silence"
    MACHINE = "machine"
    ENDED = "ended"


@dataclass(frozen=True, slots=True)
class Happening:
    """``key``: the key pressed; ``end``: how it ended; ``ref``: the provider's id; ``turn``: which prompt of
    the call a key answers (0 for the first), so that a repeated report is not a second press."""

    kind: Kind
    at: datetime
    ref: str = ""
    key: str = ""
    turn: int = 0
    end: End | None = None


@dataclass(frozen=True, slots=True)
class Attempt:
    """One attempt. ``times``: first time of each kind; ``keys`` as pressed; ``turn``: prompts answered so
    far; ``early``: (turn, heard) of keys whose predecessors were not heard of yet; ``said``: what the callee
    was told last."""

    id: str
    kind: Literal["voice", "sms"]
    state: State = State.QUEUED
    ref: str = ""
    position: Position = script.START
    turn: int = 0
    keys: str = ""
    early: tuple[tuple[int, str], ...] = ()
    said: Say | None = None
    machine: bool = False
    end: End | None = None
    times: tuple[tuple[str, datetime], ...] = ()

    @property
    def pressed(self) -> bool:
        """Whether any key was pressed."""
        return bool(self.keys) or any(key for _turn, key in self.early)

    @property
    def verdict(self) -> Verdict | None:
        """What the callee decided; None while nobody has decided, and for a machine. Who hung up after one
        key is unconfirmed, who answered and pressed none was silent."""
        decided = self.position.verdict
        if decided in ("accepted", "declined", "too-late"):
            return decided
        if self.machine and not self.pressed:
            return None
        if decided is None and self.state is State.ENDED:
            chose = {key for _turn, key in self.early} & {script.ACCEPT, script.DECLINE}
            if self.position.chosen or chose:
                return "unconfirmed"
            return "silent" if self.end is End.COMPLETED else None
        return decided


def attempt_id(chance: bytes) -> str:
    """64 random bits as 13 lower-case base32 characters: one provider carries only 15."""
    if len(chance) != 8:
        raise ValueError("an attempt id takes 8 bytes of chance")
    return b32encode(chance).decode().rstrip("=").lower()


def apply(attempt: Attempt, what: Happening, *, live: bool = True) -> tuple[Attempt, Say | None]:
    """The attempt after ``what``, and what to say to the callee where the channel waits for it.

    ``live`` False: the notice was settled meanwhile, a late key hears that the place is filled.
    """
    attempt = replace(attempt, times=_first(attempt.times, what), ref=attempt.ref or what.ref)
    match what.kind:
        case Kind.INTENT if attempt.state is State.QUEUED:
            return replace(attempt, state=State.INTENT), None
        case Kind.NOT_SENT if attempt.state in (State.INTENT, State.UNCERTAIN):
            return replace(attempt, state=State.QUEUED), None
        case Kind.UNCERTAIN if attempt.state is State.INTENT:
            return replace(attempt, state=State.UNCERTAIN), None
        case Kind.PLACED:
            return _forward(attempt, State.PLACED), None
        case Kind.RINGING:
            return _forward(attempt, State.RINGING), None
        case Kind.MACHINE if attempt.kind == "voice":
            return _ended(replace(_forward(attempt, State.ANSWERED), machine=True)), None
        case Kind.ANSWERED if attempt.kind == "voice":
            return _answered(attempt, live)
        case Kind.KEY | Kind.SILENCE if attempt.kind == "voice":
            return _key(attempt, what, live)
        case Kind.ENDED if attempt.state is not State.ENDED:
            return _ended(replace(attempt, state=State.ENDED, end=fitting(attempt, what))), None
    return attempt, None


def fitting(attempt: Attempt, what: Happening) -> End:
    """The end that was reported; ``FAILED`` where a call is said to be delivered, or a message to be busy."""
    foreign = _OF_MESSAGES if attempt.kind == "voice" else _OF_CALLS
    return End.FAILED if what.end is None or what.end in foreign else what.end


def _first(times: tuple[tuple[str, datetime], ...], what: Happening) -> tuple[tuple[str, datetime], ...]:
    """The earliest time of each kind, in the order of time."""
    known = dict(times)
    known[what.kind.value] = min(known.get(what.kind.value, what.at), what.at)
    return tuple(sorted(known.items(), key=lambda item: (item[1], item[0])))


def _forward(attempt: Attempt, state: State) -> Attempt:
    return attempt if _ORDER[attempt.state] >= _ORDER[state] else replace(attempt, state=state)


def _answered(attempt: Attempt, live: bool) -> tuple[Attempt, Say | None]:
    attempt = _forward(attempt, State.ANSWERED)
    if attempt.position == script.START:
        position, said = script.start(live=live)
        attempt = replace(attempt, position=position, said=said)
    return attempt, attempt.said


def _key(attempt: Attempt, what: Happening, live: bool) -> tuple[Attempt, Say | None]:
    attempt = _forward(attempt, State.ANSWERED)
    if attempt.position == script.START:
        # A key before the report of answering: the invitation was heard, or there would be no key.
        attempt = replace(attempt, position=script.start(live=True)[0])
    heard = what.key if what.kind is Kind.KEY else script.SILENCE
    if what.turn < attempt.turn or what.turn in dict(attempt.early):
        return attempt, attempt.said
    waiting = dict(attempt.early) | {what.turn: heard}
    while attempt.turn in waiting:
        pressed = waiting.pop(attempt.turn)
        position, said = script.step(attempt.position, pressed, live=live)
        attempt = replace(
            attempt, position=position, said=said, turn=attempt.turn + 1, keys=attempt.keys + pressed
        )
    return _ended(replace(attempt, early=tuple(sorted(waiting.items())))), attempt.said


def _ended(attempt: Attempt) -> Attempt:
    """A digit beats the answering-machine verdict, in whatever order they were reported."""
    if attempt.end not in (End.COMPLETED, End.MACHINE):
        return attempt
    machine = attempt.machine and not attempt.pressed
    return replace(attempt, end=End.MACHINE if machine else End.COMPLETED)
