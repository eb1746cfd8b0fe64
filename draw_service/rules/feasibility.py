"""Whether a draw can fill its seats, said before it is made (Art. 6, Art. 13; rules section 1, "Shortage").

Counts only: nothing here names anybody. What is lawful when experts are too few comes from the rule pack
(国家发展改革委令第26号 16; 招标投标法实施条例 46), and each option needs three parties.
"""

from __future__ import annotations

from collections import Counter, deque
from collections.abc import Hashable, Iterable, Sequence
from dataclasses import dataclass
from fractions import Fraction
from math import comb

from draw_service.rules.applications import Procurement
from draw_service.rules.lottery import Stratum
from draw_service.rules.packs import RulePack

_Capacities = dict[Hashable, dict[Hashable, int]]


@dataclass(frozen=True, slots=True, repr=False)
class Candidate:
    """One eligible expert: ids of the strata reached, employer ("" for none), and whether to step back."""

    strata: tuple[str, ...]
    unit: str = ""
    recused: bool = False


@dataclass(frozen=True, slots=True)
class Feasibility:
    """One stratum by itself. ``eligible`` counts the recused too; ``shortfall`` is the number missing."""

    id: str
    eligible: int
    recused: int
    needed: int

    @property
    def shortfall(self) -> int:
        return max(0, self.needed - (self.eligible - self.recused))


@dataclass(frozen=True, slots=True)
class Assessment:
    """All strata together. ``shortfall``: seats that stay empty however the experts are shared out.

    It is at least the largest shortfall of a stratum and larger where strata compete for the same experts or
    the cap per employer bites. 0 promises only that a full panel exists: experts may still decline, and the
    order alone decides who takes which seat.
    """

    strata: tuple[Feasibility, ...]
    shortfall: int


def assess(strata: Sequence[Stratum], candidates: Iterable[Candidate], pack: RulePack) -> Assessment:
    """What the strata can get from the candidates, under the pack's ``max_per_unit`` (0: no cap)."""
    eligible: Counter[str] = Counter()
    recused: Counter[str] = Counter()
    units: dict[str, Counter[tuple[str, ...]]] = {}
    for who in candidates:
        eligible.update(who.strata)
        if who.recused:
            recused.update(who.strata)
        else:
            units.setdefault(who.unit, Counter())[who.strata] += 1
    rows = tuple(Feasibility(s.id, eligible[s.id], recused[s.id], s.quota) for s in strata)
    seats = sum(s.quota for s in strata)
    return Assessment(rows, seats - _fillable(strata, units, pack.int("max_per_unit")))


def shortage_options(procurement: Procurement, pack: RulePack) -> tuple[str, ...]:
    """Slugs of the lawful ways out of a shortage, each for three parties to confirm.

    Experts proposed by the owner are not among them (招标投标法实施条例 46), unless the pack of a
    government-procurement pool allows it.
    """
    kind = "tendering" if procurement == "tendering" else "government_procurement"
    extra = ("owner-proposed",) if pack.bool(f"owner_proposed_experts_{kind}") else ()
    return (*pack.list("shortage_options"), *extra)


def predictability(eligible: int, quota: int) -> Fraction:
    """How guessable a panel is: the chance that someone who names as many candidates as there are seats names
    at least one member.

    1 − C(N − n, n) / C(N, n) for N = ``eligible`` and n = ``quota``: one less the hypergeometric chance of no
    hit. 1 when the seats take more than half of the candidates; 0 when there is nobody or no seat.
    """
    if eligible < 0 or quota < 0:
        raise ValueError("counts are not negative")
    named = min(eligible, quota)
    if named == 0:
        return Fraction(0)
    return 1 - Fraction(comb(eligible - named, named), comb(eligible, named))


def _fillable(strata: Sequence[Stratum], units: dict[str, Counter[tuple[str, ...]]], cap: int) -> int:
    """The most seats that can be filled: a maximum flow stratum -> group of experts -> employer."""
    seats = sum(stratum.quota for stratum in strata)
    room: _Capacities = {}
    kept: Counter[Hashable] = Counter()
    for unit, groups in units.items():
        limit = min(cap, seats) if cap and unit else seats
        # Employers that offer the same are alike; more of them than there are seats change nothing.
        profile = (limit, frozenset((reach, min(count, limit)) for reach, count in groups.items()))
        if kept[profile] == seats:
            continue
        kept[profile] += 1
        employer = ("employer", profile, kept[profile])
        _edge(room, employer, "sink", limit)
        for reach, count in groups.items():
            group = ("group", employer, reach)
            _edge(room, group, employer, min(count, limit))
            for stratum_id in reach:
                _edge(room, ("stratum", stratum_id), group, seats)
    for stratum in strata:
        _edge(room, "source", ("stratum", stratum.id), stratum.quota)
    filled = 0
    while _augment(room):
        filled += 1
    return filled


def _edge(room: _Capacities, start: Hashable, end: Hashable, capacity: int) -> None:
    room.setdefault(start, {})[end] = capacity
    room.setdefault(end, {}).setdefault(start, 0)


def _augment(room: _Capacities) -> bool:
    """Push one seat along a shortest path with room left; False when there is none."""
    came: dict[Hashable, Hashable] = {"source": "source"}
    queue: deque[Hashable] = deque(["source"])
    while queue and "sink" not in came:
        node = queue.popleft()
        for after, left in room.get(node, {}).items():
            if left > 0 and after not in came:
                came[after] = node
                queue.append(after)
    if "sink" not in came:
        return False
    node = "sink"
    while node != "source":
        before = came[node]
        room[before][node] -= 1
        room[node][before] += 1
        node = before
    return True
