"""PURE. Were all who could be drawn drawn alike (Art. 4(1))? A permutation chi-square over tickets.

Looked at is the order the tickets gave, not who sat in the end: of each stratum the first ``quota`` by ticket
among those who could be drawn. Of each expert, ``O`` is how often they were among them and ``E`` the sum of
quota / size over the strata they could be drawn for; the statistic is the sum of (O - E)^2 / E.

What it would be by chance is found by drawing every stratum anew, ``permutations`` times, each time a set of
the same size from the same people. ``p`` = (1 + those at least as large) / (1 + permutations). When the draws
are fair, p is at most a with a chance of at most a, whatever the sizes: that is the false-alarm rate. The
permutations come from SHAKE-256 over a seed that a log checkpoint fixes, so that anybody finds the same p.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from hashlib import sha256, shake_256
from struct import unpack

_ONE = 1 << 40


@dataclass(frozen=True, slots=True)
class Pick:
    """One stratum of one draw: numbers of who could be drawn, and of who were, all among them."""

    eligible: Sequence[int]
    drawn: Sequence[int]


@dataclass(frozen=True, slots=True)
class Spread:
    """One expert: times drawn, and the times expected in millionths."""

    expert: int
    drawn: int
    expected_millionths: int


@dataclass(frozen=True, slots=True)
class Uniformity:
    """``strata`` that could tell anything, ``drawn`` places in them, ``experts`` who could be drawn;
    ``statistic`` in millionths; ``larger``: permutations at least as large; ``most``: those drawn furthest
    above what was expected."""

    strata: int
    drawn: int
    experts: int
    statistic_millionths: int
    larger: int
    permutations: int
    most: tuple[Spread, ...]

    @property
    def p(self) -> Fraction:
        return Fraction(1 + self.larger, 1 + self.permutations)


def seed_of(checkpoint: str, what: str) -> bytes:
    """32 bytes: SHA-256 of a fixed word, what is tested, and the SHA-256 of the checkpoint's note."""
    note = sha256(checkpoint.encode()).digest()
    return sha256(b"panel statistics uniformity\0" + what.encode() + b"\0" + note).digest()


def uniformity(picks: Sequence[Pick], seed: bytes, permutations: int, shown: int = 10) -> Uniformity:
    """Strata in which everybody or nobody was drawn tell nothing and are left out."""
    places: dict[int, int] = {}
    strata: list[tuple[list[int], int]] = []
    counts: list[int] = []
    expected: list[int] = []
    for pick in picks:
        size, quota = len(pick.eligible), len(pick.drawn)
        if not 0 < quota < size:
            continue
        for expert in pick.eligible:
            if expert not in places:
                places[expert] = len(places)
                counts.append(0)
                expected.append(0)
        inside = [places[expert] for expert in pick.eligible]
        each = quota * _ONE // size
        for place in inside:
            expected[place] += each
        for expert in pick.drawn:
            counts[places[expert]] += 1
        strata.append((inside, quota))
    # Whole numbers throughout: every machine finds the same order of the statistics.
    weights = [_ONE * _ONE // each for each in expected]
    observed = sum(n * n * weight for n, weight in zip(counts, weights, strict=True))
    drawn = sum(quota for _inside, quota in strata)
    larger = sum(
        _drawn_anew(strata, drawn, weights, seed, number) >= observed for number in range(permutations)
    )
    # The sum of (O - E)^2 / E is that of O^2 / E, less twice the sum of O, plus that of E.
    statistic = observed * 1_000_000 // _ONE - 2_000_000 * drawn + sum(expected) * 1_000_000 // _ONE
    spread = [Spread(expert, counts[at], expected[at] * 1_000_000 // _ONE) for expert, at in places.items()]
    spread.sort(key=lambda one: (one.expected_millionths - one.drawn * 1_000_000, one.expert))
    return Uniformity(len(strata), drawn, len(places), statistic, larger, permutations, tuple(spread[:shown]))


def _drawn_anew(
    strata: Sequence[tuple[list[int], int]], drawn: int, weights: Sequence[int], seed: bytes, number: int
) -> int:
    """The statistic's moving part, sum of O^2 / E, with every stratum drawn anew (Floyd's sampling)."""
    chance = iter(unpack(f">{drawn}Q", shake_256(seed + number.to_bytes(4, "big")).digest(8 * drawn)))
    counts = [0] * len(weights)
    found = 0
    for inside, quota in strata:
        size = len(inside)
        taken: list[int] = []
        for last in range(size - quota, size):
            # 64 bits spread over at most a few million places: the unevenness is far below 2^-40.
            place = next(chance) * (last + 1) >> 64
            if place in taken:
                place = last
            taken.append(place)
            expert = inside[place]
            n = counts[expert]
            found += (n + n + 1) * weights[expert]
            counts[expert] = n + 1
    return found
