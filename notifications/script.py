"""The voice script as one table, the same on every channel (Art. 5): play, key, read-back, confirm.

Refusal and silence are never one thing, hanging up decides nothing, and a person of seventy is given time:
the choice is read back and counts only when the same key is pressed again.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Literal

Verdict = Literal["accepted", "declined", "silent", "unconfirmed", "too-late"]
Line = Literal["invitation", "again", "read-back-accept", "read-back-decline", "accepted", "declined",
               "silent", "full", "wait"]  # fmt: skip
PLAYS = 3
"""How often the invitation is played before nobody's key is silence (* and 9 do not count)."""

ACCEPT, DECLINE, REPEAT, SILENCE, HANGUP = "1", "2", ("*", "9"), "", "hangup"


@dataclass(frozen=True, slots=True)
class Position:
    """Where a call stands. ``plays`` so far; ``chosen``: the key being read back, "" for none."""

    plays: int = 0
    chosen: str = ""
    verdict: Verdict | None = None


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

    A decided call stays decided whatever comes after.
    """
    if at.verdict is not None:
        return at, Say(_closing(at.verdict), gather=False)
    if heard == HANGUP:
        verdict: Verdict = "unconfirmed" if at.chosen else "silent"
        return replace(at, verdict=verdict), Say(_closing(verdict), gather=False)
    if not live:
        return replace(at, verdict="too-late"), Say("full", gather=False)
    if heard in (ACCEPT, DECLINE):
        if heard == at.chosen:
            decided: Verdict = "accepted" if heard == ACCEPT else "declined"
            return replace(at, verdict=decided), Say(_closing(decided), gather=False)
        return replace(at, chosen=heard), Say(_read_back(heard), gather=True)
    if heard in REPEAT:
        return replace(at, chosen=""), Say("invitation", gather=True)
    if at.plays < PLAYS:
        line: Line = _read_back(at.chosen) if at.chosen else "again"
        return replace(at, plays=at.plays + 1), Say(line, gather=True)
    ended: Verdict = "unconfirmed" if at.chosen else "silent"
    return replace(at, verdict=ended), Say(_closing(ended), gather=False)


def _read_back(key: str) -> Line:
    return "read-back-accept" if key == ACCEPT else "read-back-decline"


def _closing(verdict: Verdict) -> Line:
    closings: dict[Verdict, Line] = {
        "accepted": "accepted",
        "declined": "declined",
        "silent": "silent",
        "unconfirmed": "silent",
        "too-late": "full",
    }
    return closings[verdict]
