"""One outgoing call or message as a pure state machine.

No provider gives exactly-once calls: callbacks come twice, late, out of order, before the answer to our own
request. So every happening may be applied at any time, and applying it twice changes nothing.
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
"""States in which a phone may be ringing: at most one attempt per callee is in them, ever."""


class End(StrEnum):
    """How it ended, never two things under one name."""

    COMPLETED = "completed"
    MACHINE = "machine"
    BUSY = "busy"
    NO_ANSWER = "no-answer"
    UNREACHABLE = "unreachable"
    INVALID_NUMBER = "invalid-number"
    FAILED = "failed"
    CANCELLED = "cancelled"
    DELIVERED = "delivered"
    UNDELIVERED = "undelivered"


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
    """One attempt. ``times``: first time of each kind, in the order heard; ``keys`` as pressed."""

    id: str
    kind: Literal["voice", "sms"]
    state: State = State.QUEUED
    ref: str = ""
    position: Position = script.START
    turn: int = 0
    keys: str = ""
    machine: bool = False
    end: End | None = None
    times: tuple[tuple[str, datetime], ...] = ()

    @property
    def verdict(self) -> Verdict | None:
        """What the callee decided, once the call has ended."""
        return self.position.verdict


def attempt_id(chance: bytes) -> str:
    """64 random bits as 13 lower-case base32 characters: one provider carries only 15."""
    if len(chance) != 8:
        raise ValueError("an attempt id takes 8 bytes of chance")
    return b32encode(chance).decode().rstrip("=").lower()


def apply(attempt: Attempt, what: Happening, *, live: bool = True) -> tuple[Attempt, Say | None]:
    """The attempt after ``what``, and what to say to the callee where the channel waits for it.

    ``live`` False: the notice was settled meanwhile, a late key hears that the place is filled.
    """
    known = {name for name, _at in attempt.times}
    if what.kind.value not in known:
        attempt = replace(attempt, times=(*attempt.times, (what.kind.value, what.at)))
    if what.ref and not attempt.ref:
        attempt = replace(attempt, ref=what.ref)
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
        case Kind.MACHINE:
            return replace(_forward(attempt, State.ANSWERED), machine=True), None
        case Kind.ANSWERED:
            return _answered(attempt, live)
        case Kind.KEY | Kind.SILENCE:
            return _key(attempt, what, live)
        case Kind.ENDED:
            return _ended(attempt, what), None
    return attempt, None


def _forward(attempt: Attempt, state: State) -> Attempt:
    order = list(State)
    return attempt if order.index(attempt.state) >= order.index(state) else replace(attempt, state=state)


def _answered(attempt: Attempt, live: bool) -> tuple[Attempt, Say]:
    attempt = _forward(attempt, State.ANSWERED)
    if attempt.position == script.START:
        position, said = script.start(live=live)
        return replace(attempt, position=position), said
    return attempt, Say("wait", gather=True)


def _key(attempt: Attempt, what: Happening, live: bool) -> tuple[Attempt, Say | None]:
    if attempt.kind == "sms":
        return attempt, None
    attempt = _forward(attempt, State.ANSWERED)
    if attempt.position == script.START:
        # A key before the report of answering: the invitation was heard, or there would be no key.
        attempt = replace(attempt, position=script.start(live=live)[0])
    if what.turn < attempt.turn or attempt.state is State.ENDED:
        return attempt, None
    heard = what.key if what.kind is Kind.KEY else script.SILENCE
    position, said = script.step(attempt.position, heard, live=live)
    return replace(attempt, position=position, turn=attempt.turn + 1, keys=attempt.keys + heard), said


def _ended(attempt: Attempt, what: Happening) -> Attempt:
    if attempt.state is State.ENDED:
        return attempt
    end = what.end or End.FAILED
    position = attempt.position
    if attempt.kind == "voice" and end is End.COMPLETED:
        if position != script.START and position.verdict is None:
            position = script.step(position, script.HANGUP, live=True)[0]
        # A digit beats the answering-machine verdict.
        if attempt.machine and not attempt.keys:
            end = End.MACHINE
    return replace(attempt, state=State.ENDED, end=end, position=position)
