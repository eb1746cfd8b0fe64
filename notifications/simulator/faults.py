"""What can go wrong between us and a provider, as a table: by rate under a seed, or at a named moment."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from threading import Lock
from typing import Literal

from notifications.simulator.callee import BadCallee
from notifications.simulator.chance import fraction

Answer = Literal["429", "500", "hang", "reset"]


class Fault(StrEnum):
    """Faults of a request to place a call or a message, then those of a callback."""

    TOO_MANY = "429"
    ERROR_BEFORE = "500-before"
    ERROR_AFTER = "500-after"
    HANG_BEFORE = "hang-before"
    HANG_AFTER = "hang-after"
    RESET_BEFORE = "reset-before"
    RESET_AFTER = "reset-after"
    DUPLICATED = "duplicated"
    REORDERED = "reordered"
    LOST = "lost"
    EARLY = "early"


@dataclass(frozen=True, slots=True)
class Effect:
    """``accepted``: the provider places it all the same; ``answer``: what its client sees."""

    accepted: bool
    answer: Answer


REQUESTS: dict[Fault, Effect] = {
    Fault.TOO_MANY: Effect(accepted=False, answer="429"),
    Fault.ERROR_BEFORE: Effect(accepted=False, answer="500"),
    Fault.ERROR_AFTER: Effect(accepted=True, answer="500"),
    Fault.HANG_BEFORE: Effect(accepted=False, answer="hang"),
    Fault.HANG_AFTER: Effect(accepted=True, answer="hang"),
    Fault.RESET_BEFORE: Effect(accepted=False, answer="reset"),
    Fault.RESET_AFTER: Effect(accepted=True, answer="reset"),
}
CALLBACKS = (Fault.LOST, Fault.DUPLICATED, Fault.REORDERED)
"""Faults of one callback. ``EARLY`` is one of a whole call: its first callbacks come before the answer to the
request that placed it."""


def read_rates(given: object) -> dict[Fault, float]:
    """Rates from JSON: ``{"429": 0.05, "lost": 0.1}``. Raises ``BadCallee``."""
    if not isinstance(given, Mapping) or set(given) - set(Fault):
        raise BadCallee(f"故障可以是：{', '.join(Fault)}", f"faults are {', '.join(Fault)}")
    rates = {Fault(name): rate for name, rate in given.items()}
    for rate in rates.values():
        if isinstance(rate, bool) or not isinstance(rate, int | float) or not 0 <= rate <= 1:
            raise BadCallee("故障比率在0与1之间", "rates of faults are between 0 and 1")
    return rates


class Trouble(Exception):
    """A request met a fault; ``sid`` of what was placed all the same, else ""."""

    def __init__(self, effect: Effect, sid: str = "") -> None:
        self.effect, self.sid = effect, sid
        super().__init__(effect.answer)


class Faults:
    """``rates``: how often each fault happens, 0 to 1, decided by the seed and what it happens to."""

    def __init__(self, seed: str | int = 0, rates: Mapping[Fault, float] | None = None) -> None:
        if any(not 0 <= rate <= 1 for rate in (rates or {}).values()):
            raise ValueError("rates of faults are between 0 and 1")
        self._seed, self._rates = str(seed), dict(rates or {})
        self._planned: list[tuple[Fault, str]] = []
        self._lock = Lock()

    def plan(self, fault: Fault, times: int = 1, at: str = "") -> None:
        """Make the next ``times`` occasions fail. ``at``: only those of this name ("call", "message"; for a
        callback its status, such as "completed")."""
        with self._lock:
            self._planned += [(fault, at)] * times

    def request(self, what: str, label: str) -> Effect | None:
        """The fault of one request, if any."""
        found = next((fault for fault in REQUESTS if self._happens(fault, what, label)), None)
        return None if found is None else REQUESTS[found]

    def early(self, what: str, label: str) -> bool:
        """Whether callbacks come before the answer."""
        return self._happens(Fault.EARLY, what, label)

    def callback(self, status: str, label: str) -> Fault | None:
        """The fault of one callback, if any."""
        return next((fault for fault in CALLBACKS if self._happens(fault, status, label)), None)

    def _happens(self, fault: Fault, at: str, label: str) -> bool:
        with self._lock:
            for index, (planned, where) in enumerate(self._planned):
                if planned is fault and where in ("", at):
                    del self._planned[index]
                    return True
        rate = self._rates.get(fault, 0.0)
        return rate > 0 and fraction(self._seed, "fault", fault, at, label) < rate
