"""A seeded crowd: what every number that nobody scripted does."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from notifications.simulator.callee import CALLEES, BadCallee, Callee, Press, read_callee
from notifications.simulator.chance import fraction

SHARES: dict[str, str] = {
    "accept": "accepts",
    "decline": "declines",
    "silent": "silent",
    "unreachable": "switched-off",
    "busy": "busy",
    "rings_out": "rings-out",
    "machine": "machine",
    "hangs_up": "hangs-up",
    "late": "late",
}
"""Share of a population -> the callee it is made of."""


@dataclass(frozen=True, slots=True)
class Population:
    """Shares of callees; they are weights and need not add up to 1. A number always behaves the same."""

    seed: str | int
    accept: float = 0.6
    decline: float = 0.2
    silent: float = 0.1
    unreachable: float = 0.1
    busy: float = 0.0
    rings_out: float = 0.0
    machine: float = 0.0
    hangs_up: float = 0.0
    late: float = 0.0

    def __post_init__(self) -> None:
        weights = [getattr(self, share) for share in SHARES]
        if not all(0 <= weight < 1e9 for weight in weights) or sum(weights) == 0:
            raise BadCallee("比例不为负且不全为零", "shares are not negative, and one of them is not 0")

    def callee(self, number: str) -> Callee:
        """Who picks up at ``number``: 4 to 16 s until then, half a second to 4 s from prompt to key."""
        point = fraction(str(self.seed), "callee", number) * sum(getattr(self, share) for share in SHARES)
        chosen = "accepts"
        for share, name in SHARES.items():
            if (weight := getattr(self, share)) > 0:
                chosen = name
                if point < weight:
                    break
                point -= weight
        callee = CALLEES[chosen]
        if callee.line != "human":
            return callee
        ringing = round(4 + 12 * fraction(str(self.seed), "ringing", number), 1)
        pressing = [self._pause(number, turn, press) for turn, press in enumerate(callee.presses)]
        return replace(callee, ringing=ringing, presses=tuple(pressing))

    def _pause(self, number: str, turn: int, press: Press) -> Press:
        spread = 0.5 + 3.5 * fraction(str(self.seed), "pause", number, turn)
        # Who is late stays late; only the length differs.
        return replace(press, after=round(spread + (press.after if press.after > 5 else 0), 1))


@dataclass(frozen=True, slots=True)
class Directory:
    """Who is at which number. ``callees``: what a number does at its first call, its second and so on (the
    last for all further ones); everybody else comes from ``population``."""

    population: Population
    callees: Mapping[str, tuple[Callee, ...]] = field(default_factory=dict)

    def callee(self, number: str, call: int) -> Callee:
        """Who picks up at the ``call``-th call to ``number``, counted from 0."""
        listed = self.callees.get(number)
        return listed[min(call, len(listed) - 1)] if listed else self.population.callee(number)


def read_directory(given: object, seed: str | int) -> Directory:
    """A directory from JSON: ``{"population": {share: weight}, "phones": {number: callee or [callee, …]}}``,
    both parts optional. Raises ``BadCallee``."""
    if not isinstance(given, Mapping) or set(given) - {"population", "phones", "faults"}:
        raise BadCallee(
            "文件含 population、phones、faults", "the file is an object of population, phones and faults"
        )
    weights, phones = given.get("population", {}), given.get("phones", {})
    if not isinstance(weights, Mapping) or not isinstance(phones, Mapping):
        raise BadCallee("population 与 phones 应为对象", "population and phones are objects")
    if set(weights) - set(SHARES) or not all(_is_share(one) for one in weights.values()):
        names = ", ".join(SHARES)
        raise BadCallee(f"population 为下列各项的数值：{names}", f"a population has numbers for {names}")
    known: dict[str, tuple[Callee, ...]] = {}
    for number, found in phones.items():
        listed = found if isinstance(found, list) else [found]
        if not listed:
            raise BadCallee("每个号码至少一种行为", "a phone has at least one callee")
        known[str(number)] = tuple(read_callee(one) for one in listed)
    # A file that names shares means these alone.
    none = dict.fromkeys(SHARES, 0.0) if weights else {}
    return Directory(Population(seed, **{**none, **weights}), known)


def _is_share(given: object) -> bool:
    return isinstance(given, int | float) and not isinstance(given, bool)
