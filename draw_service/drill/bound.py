"""How soon a panel can be seated at best: from the callees' scripts alone, it knows nothing of the service.

Lower bound under the rules of calling (Art. 4, 5): candidates in the committed order, one active call per
open seat, a person tried again after the mandatory gap; ringing, talking and gaps take their time, everything
else takes none.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from heapq import heapify, heappop, heappush

from notifications.messages import render
from notifications.simulator.callee import Callee
from notifications.simulator.network import POST_DIAL
from notifications.simulator.twiml import Say, seconds

LISTENS = 6.0
"""Seconds a prompt waits for a key."""
PLAYS = 3


@dataclass(frozen=True, slots=True)
class Answer:
    """What a seat gets from one candidate: filled or not, after how many seconds, by how many calls."""

    accepts: bool
    seconds: float
    calls: int


def answer_of(callee: Callee, words: Mapping[str, str], tries: int, gap: float) -> Answer:
    """One candidate tried up to ``tries`` times, ``gap`` seconds apart. ``words``: of the invitation.

    Knows who accepts or declines at once, who presses nothing, and who cannot be reached.
    """

    def said(line: str) -> float:
        return seconds(Say("".join(render(line, words).pieces)))

    reached = POST_DIAL + callee.ringing
    if not callee.picks_up:
        return Answer(False, tries * reached + (tries - 1) * gap, tries)
    keys = [press.key for press in callee.presses]
    if keys in (["1", "1"], ["2", "2"]):
        back = "read-back-accept" if keys[0] == "1" else "read-back-decline"
        decides = said("invitation") + said(back) + sum(press.after for press in callee.presses)
        return Answer(keys[0] == "1", reached + decides, 1)
    if keys or callee.hangs_up is not None or callee.line != "human":
        raise ValueError("the bound knows no such callee")
    listens = said("invitation") + (PLAYS - 1) * said("again") + PLAYS * LISTENS + said("silent")
    return Answer(False, tries * (reached + listens) + (tries - 1) * gap, tries)


@dataclass(frozen=True, slots=True)
class Bound:
    """``seconds`` until the last seat is settled; ``calls`` it takes; ``seats`` filled."""

    seconds: float
    calls: int
    seats: int


def bound(orders: Sequence[tuple[int, Sequence[str]]], answer: Callable[[str], Answer]) -> Bound:
    """``orders``: (seats, candidates in committed order) for each specialty."""
    last, calls, filled = 0.0, 0, 0
    for seats, candidates in orders:
        waiting = iter(candidates)
        free = [0.0] * seats
        heapify(free)
        while free:
            at = heappop(free)
            last = max(last, at)
            who = next(waiting, None)
            if who is None:
                continue
            one = answer(who)
            calls += one.calls
            if one.accepts:
                filled, last = filled + 1, max(last, at + one.seconds)
            else:
                heappush(free, at + one.seconds)
    return Bound(last, calls, filled)
