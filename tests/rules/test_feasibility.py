"""Shortage told before the draw, and how guessable a panel is."""

from __future__ import annotations

from collections import Counter
from fractions import Fraction
from itertools import combinations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from draw_service.rules.feasibility import Candidate, Feasibility, assess, predictability, shortage_options
from draw_service.rules.lottery import Stratum

from .examples import pack, shipped

GOODS, WORKS = Stratum("g", "B", 2), Stratum("w", "A", 2)
UNCAPPED = pack(max_per_unit=0)


def test_counts_per_stratum() -> None:
    people = [Candidate(("g",)), Candidate(("g", "w")), Candidate(("w",), recused=True)]
    found = assess([GOODS, WORKS], people, UNCAPPED)
    assert found.strata == (Feasibility("g", 2, 0, 2), Feasibility("w", 2, 1, 2))
    assert [row.shortfall for row in found.strata] == [0, 1]


def test_strata_compete_for_the_same_experts() -> None:
    both = [Candidate(("g", "w"))] * 3
    found = assess([GOODS, WORKS], both, UNCAPPED)
    assert [row.shortfall for row in found.strata] == [0, 0]
    assert found.shortfall == 1
    assert assess([GOODS, WORKS], [*both, Candidate(("g",))], UNCAPPED).shortfall == 0


def test_the_cap_per_employer_bites() -> None:
    people = [Candidate(("g",), "U1")] * 5
    assert assess([GOODS], people, pack(max_per_unit=1)).shortfall == 1
    assert assess([GOODS], people, pack(max_per_unit=2)).shortfall == 0
    assert assess([GOODS], people, UNCAPPED).shortfall == 0
    assert assess([GOODS], [Candidate(("g",))] * 5, pack(max_per_unit=1)).shortfall == 0, (
        "no employer, no cap"
    )


def test_a_large_pool_is_told_quickly() -> None:
    people = [Candidate(("g", "w") if i % 3 else ("w",), f"U{i % 20_000}") for i in range(50_000)]
    assert assess([GOODS, WORKS], people, shipped()).shortfall == 0


UNITS = st.sampled_from(["", "U1", "U2"])
REACH = st.sampled_from([("a",), ("b",), ("a", "b"), ("c",), ("b", "c")])
PEOPLE = st.lists(st.builds(Candidate, REACH, UNITS, st.booleans()), max_size=7)
QUOTAS = st.tuples(st.integers(1, 2), st.integers(1, 2), st.integers(1, 2))


def most_seats(strata: list[Stratum], people: list[Candidate], cap: int) -> int:
    """By trying every choice of experts and every way to seat them."""
    ready = [who for who in people if not who.recused]
    seats = [stratum.id for stratum in strata for _ in range(stratum.quota)]

    def seated(chosen: tuple[Candidate, ...], free: list[str]) -> bool:
        if not chosen:
            return True
        return any(
            seated(chosen[1:], [s for j, s in enumerate(free) if j != i])
            for i, stratum_id in enumerate(free)
            if stratum_id in chosen[0].strata
        )

    for size in range(min(len(ready), len(seats)), 0, -1):
        for chosen in combinations(ready, size):
            held = Counter(who.unit for who in chosen if who.unit)
            if (not cap or all(count <= cap for count in held.values())) and seated(chosen, seats):
                return size
    return 0


@given(PEOPLE, QUOTAS, st.integers(0, 2))
def test_the_joint_shortfall_is_exact(
    people: list[Candidate], quotas: tuple[int, int, int], cap: int
) -> None:
    strata = [Stratum(name, name, quota) for name, quota in zip("abc", quotas, strict=True)]
    found = assess(strata, people, pack(max_per_unit=cap))
    assert found.shortfall == sum(quotas) - most_seats(strata, people, cap)
    assert found.shortfall >= max(row.shortfall for row in found.strata)


def test_lawful_options_for_a_shortage() -> None:
    usual = ("wider-specialty", "other-lawful-pool", "out-of-town")
    assert shortage_options("tendering", shipped()) == usual
    allowed = pack(owner_proposed_experts_government_procurement=True)
    assert shortage_options("negotiation", allowed) == (*usual, "owner-proposed")
    assert shortage_options("tendering", allowed) == usual


@pytest.mark.parametrize(
    ("eligible", "quota", "chance"),
    [
        (0, 3, Fraction(0)),
        (10, 0, Fraction(0)),
        (3, 3, Fraction(1)),
        (5, 3, Fraction(1)),
        (10, 1, Fraction(1, 10)),
        (4, 2, Fraction(5, 6)),
        (10, 5, Fraction(251, 252)),
    ],
)
def test_predictability_of_small_pools(eligible: int, quota: int, chance: Fraction) -> None:
    assert predictability(eligible, quota) == chance


@given(st.integers(1, 9), st.integers(1, 9))
def test_predictability_counted_out(eligible: int, quota: int) -> None:
    named = set(range(min(eligible, quota)))
    panels = list(combinations(range(eligible), len(named)))
    hits = sum(not named.isdisjoint(panel) for panel in panels)
    assert predictability(eligible, quota) == Fraction(hits, len(panels))


@given(st.integers(1, 300), st.integers(1, 20))
def test_a_larger_pool_is_never_easier_to_guess(eligible: int, quota: int) -> None:
    if eligible >= quota:
        assert predictability(eligible + 1, quota) <= predictability(eligible, quota)


def test_counts_are_not_negative() -> None:
    with pytest.raises(ValueError, match="negative"):
        predictability(-1, 1)
