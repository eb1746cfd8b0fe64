"""What a simulated callee does when the phone rings, by the rules of the call (Art. 5): the choice is read
back and confirmed by the same key, silence is not refusal, and an unreachable phone is neither."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Behaviour = Literal["accept", "decline", "silent", "unreachable"]
Outcome = Literal["accepted", "declined", "silent", "unreachable"]


@dataclass(frozen=True, slots=True)
class Heard:
    """How one call went. ``keys`` as pressed; seconds of ringing and of talking (0: nobody picked up)."""

    outcome: Outcome
    keys: str
    ringing: int
    talking: int

    @property
    def seconds(self) -> int:
        return self.ringing + self.talking


_SCRIPTS: dict[Behaviour, Heard] = {
    "accept": Heard("accepted", "11", 8, 26),
    "decline": Heard("declined", "22", 10, 24),
    "silent": Heard("silent", "", 12, 45),
    "unreachable": Heard("unreachable", "", 30, 0),
}


def ring(behaviour: Behaviour) -> Heard:
    """Ring a callee who behaves so."""
    return _SCRIPTS[behaviour]
