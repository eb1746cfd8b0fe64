"""PURE. The voice script as one table, the same on every channel (Art. 5): play, key, read-back, confirm.

Refusal and silence are never one thing, hanging up decides nothing, and a person of seventy is given time:
the choice is read back and counts only when the same key is pressed again. A confirmed refusal is asked for
its reason once; the refusal stands whatever is answered.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Literal

Verdict = Literal["accepted", "declined", "silent", "unconfirmed", "too-late"]
Reason = Literal["", "other-work", "recusal", "leave"]
Line = Literal["invitation", "again", "read-back-accept", "read-back-decline", "accepted", "decline-reason",
               "declined", "silent", "full", "wait"]  # fmt: skip
PLAYS = 3
"""How often one prompt is played before nobody's key ends the call (* and 9 do not count)."""
MOST = 24
"""Keys after which a call ends that never comes to a choice: a machine on the line, a child at the keys."""

ACCEPT, DECLINE, REPEAT, SILENCE, HANGUP = "1", "2", ("*", "9"), "", "hangup"
REASONS: dict[str, Reason] = {"3": "other-work", "4": "recusal", "5": "leave"}
"""Keys of their own: who presses 2 once more, out of habit or haste, has given no reason."""


@dataclass(frozen=True, slots=True)
class Position:
    """Where a call stands. ``plays`` of the prompt being played; ``chosen``: the key being read back, "" for
    none; ``heard``: how many keys and silences so far; ``asked``: the reason of a refusal is awaited."""

    plays: int = 0
    chosen: str = ""
    verdict: Verdict | None = None
    heard: int = 0
    asked: bool = False
    reason: Reason = ""


START = Position()


@dataclass(frozen=True, slots=True)
class Say:
    """What is said next; ``gather``: wait for a key after it, else hang up."""

    line: Line
    gather: bool


def start(*, live: bool) -> tuple[Position, Say]:
    """The phone was picked up. ``live`` False: the seat has moved on meanwhile."""
    if not live:
        return Position(verdict="too-late"), Say("full", gather=False)
    return Position(plays=1), Say("invitation", gather=True)


def step(at: Position, heard: str, *, live: bool) -> tuple[Position, Say]:
    """The next position and line after ``heard``: a key, ``SILENCE`` or ``HANGUP``.

    A decided call stays decided whatever comes after. ``live`` False: the seat has moved on meanwhile.
    """
    if at.verdict is not None:
        reason = REASONS.get(heard, "") if at.asked else at.reason
        return replace(at, asked=False, reason=reason), Say(_closing(at.verdict), gather=False)
    at = replace(at, heard=at.heard + 1)
    if heard == HANGUP:
        return _give_up(at)
    if not live:
        return replace(at, verdict="too-late"), Say("full", gather=False)
    if heard in (ACCEPT, DECLINE):
        return _choose(at, heard)
    if at.heard >= MOST:
        return _give_up(at)
    if heard in REPEAT:
        return at, Say(_prompt(at, "invitation"), gather=True)
    if at.plays < PLAYS:
        return replace(at, plays=at.plays + 1), Say(_prompt(at, "again"), gather=True)
    return _give_up(at)


def _choose(at: Position, key: str) -> tuple[Position, Say]:
    if key != at.chosen:
        if at.heard >= MOST:
            return _give_up(at)
        at = replace(at, chosen=key, plays=1)
        return at, Say(_prompt(at, "again"), gather=True)
    if key == ACCEPT:
        return replace(at, verdict="accepted"), Say("accepted", gather=False)
    return replace(at, verdict="declined", asked=True), Say("decline-reason", gather=True)


def _give_up(at: Position) -> tuple[Position, Say]:
    verdict: Verdict = "unconfirmed" if at.chosen else "silent"
    return replace(at, verdict=verdict), Say(_closing(verdict), gather=False)


def _prompt(at: Position, without_choice: Line) -> Line:
    """The read-back while a choice is being confirmed, else the line given."""
    if not at.chosen:
        return without_choice
    return "read-back-accept" if at.chosen == ACCEPT else "read-back-decline"


def _closing(verdict: Verdict) -> Line:
    closings: dict[Verdict, Line] = {
        "accepted": "accepted",
        "declined": "declined",
        "silent": "silent",
        "unconfirmed": "silent",
        "too-late": "full",
    }
    return closings[verdict]
