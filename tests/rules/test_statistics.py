"""What a regulator counts, beside counting it the long way (Art. 4(1), 23)."""

from __future__ import annotations

from collections import Counter
from fractions import Fraction
from itertools import combinations
from math import comb
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from draw_service.rules.people import Company
from draw_service.rules.statistics import NOBODY, Fact, buckets, party_of, quantile, tally
from draw_service.rules.statistics_patterns import Answers, at_least, at_most, avoided, jumped
from draw_service.rules.statistics_uniformity import Pick, seed_of, uniformity
from tests.rules.examples import shipped
from tests.rules.histories import histories

times = st.dictionaries(st.integers(0, 60), st.integers(1, 9))


@given(times)
def test_every_expert_stands_in_one_bucket(found: dict[int, int]) -> None:
    borders = shipped().ints("statistics_bucket_borders")
    shown = buckets(found, borders)
    assert [one.label for one in shown] == ["< 5", "5–9", "10–14", "15–19", "20–29", "30+"]
    for one in shown:
        last = 1000 if one.high is None else one.high
        assert one.count == sum(found.get(n, 0) for n in range(one.low, last))
    assert sum(one.count for one in shown) == sum(n for often, n in found.items() if often)


def test_a_border_belongs_to_the_bucket_above_it() -> None:
    assert [one.count for one in buckets({4: 1, 5: 10, 9: 100, 10: 1000}, (5, 10))] == [1, 110, 1000]


@given(times, st.integers(1, 100))
def test_a_quantile_is_the_value_that_many_do_not_exceed(found: dict[int, int], percent: int) -> None:
    each = sorted(value for value, n in found.items() for _ in range(n))
    least = next((v for v in each if sum(x <= v for x in each) * 100 >= percent * len(each)), None)
    assert quantile(found, percent) == least


def test_a_firm_is_its_code_else_its_name() -> None:
    assert party_of(Company("白鹤一局有限公司", " 91220800ma0y1x1x1x ")).key == "91220800MA0Y1X1X1X"
    assert (
        party_of(Company("白鹤 一局（有限责任公司）", "")).key
        == party_of(Company("白鹤一局(有限公司)", "")).key
    )
    assert party_of(None) is NOBODY


# --- sums ------------------------------------------------------------------------------------------------


@given(histories())
@settings(max_examples=40)
def test_sums_are_those_of_counting_each_alone(facts: list[Fact]) -> None:
    sums = tally(facts, set())
    seats = [(fact, seat) for fact in facts for seat in fact.seats if seat.expert]
    drawn = Counter((fact.year, fact.bodies, seat.expert) for fact, seat in seats)
    assert {key: line[0] for key, line in sums.experts.items()} == drawn
    services = Counter((fact.year, fact.bodies, seat.expert) for fact, seat in seats if seat.served)
    assert {key: line[3] for key, line in sums.experts.items() if line[3]} == services
    met = Counter(
        (fact.year, seat.expert, fact.tenderer.key, fact.agency.key, bidder.key)
        for fact, seat in seats
        if seat.served
        for bidder in fact.bidders
    )
    assert sums.together == met
    for (year, bodies, expert, handler), line in sums.handlers.items():
        mine = [
            (fact, seat)
            for fact, seat in seats
            if (fact.year, fact.bodies, seat.expert, fact.handler.key) == (year, bodies, expert, handler)
        ]
        shown = min(
            (f.index for f, s in seats if s.served and (s.expert, f.handler.key) == (expert, handler)),
            default=10**9,
        )
        later = [seat for fact, seat in mine if fact.index > shown]
        assert line == [
            sum(seat.asked for _f, seat in mine),
            sum(seat.accepted for _f, seat in mine),
            sum(seat.asked for seat in later),
            sum(seat.accepted for seat in later),
            sum(seat.served for _f, seat in mine),
        ]
    for (year, bodies, role, party), line in sums.parties.items():
        of = [f for f in facts if (f.year, f.bodies, getattr(f, role).key) == (year, bodies, party)]
        ended = [fact for fact in of if fact.end == "aborted"]
        assert line == [len(of), len(ended), sum(fact.revealed > 0 for fact in ended)]


@given(histories(), st.integers(0, 20))
@settings(max_examples=30)
def test_counting_in_parts_is_counting_at_once(facts: list[Fact], cut: int) -> None:
    known: set[tuple[str, str]] = set()
    first, second = tally(facts[:cut], known), tally(facts[cut:], known)
    whole = tally(facts, set())
    assert first.together + second.together == whole.together
    for key, line in whole.handlers.items():
        parts = [part.handlers.get(key, [0] * 5) for part in (first, second)]
        assert [a + b for a, b in zip(*parts, strict=True)] == line


# --- patterns --------------------------------------------------------------------------------------------

few = st.integers(0, 6)


@given(few, few, few, few)
def test_chances_are_those_of_every_arrangement(a: int, b: int, c: int, d: int) -> None:
    answers = Answers(1, 2, a, min(a, b), c, min(c, d))
    accepted = answers.accepted + answers.other_accepted
    ways = [sum(place < a for place in each) for each in combinations(range(a + c), accepted)]
    assert at_most(answers) == Fraction(sum(n <= answers.accepted for n in ways), len(ways))
    assert at_least(answers) == Fraction(sum(n >= answers.accepted for n in ways), len(ways))


def test_more_accepted_than_asked_is_no_answer() -> None:
    with pytest.raises(ValueError, match="more accepted"):
        at_most(Answers(1, 2, 1, 2, 0, 0))


def test_a_pattern_is_shown_when_chance_hardly_makes_it_among_so_many() -> None:
    never, clear = Answers(1, 2, 5, 0, 5, 5), Answers(1, 3, 12, 0, 20, 18)
    assert at_most(never) == Fraction(1, comb(10, 5))
    assert [one.answers for one in avoided([never, clear], 2, 1)] == [clear, never]
    assert [one.answers for one in avoided([never, clear], 3, 1)] == [clear]
    assert jumped([Answers(1, 2, 5, 3, 5, 3)], 1, 1) == []
    assert [one.answers.handler for one in jumped([Answers(1, 2, 9, 9, 9, 1)], 1, 1)] == [2]


def test_the_false_alarm_rate_holds_over_many_years_without_a_habit() -> None:
    """Each year 40 pairs that answer by chance alone; at 5 % false alarms few of 200 years show any."""
    chance, alarms = Random(3), 0
    for _year in range(200):
        pairs = []
        for expert in range(40):
            here, other = (sum(chance.random() < 0.5 for _ in range(8)) for _ in range(2))
            pairs.append(Answers(expert, 0, 8, here, 8, other))
        alarms += bool(jumped(pairs, 40, 5))
    assert alarms <= 20


# --- uniformity ------------------------------------------------------------------------------------------


def fair(chance: Random, strata: int) -> list[Pick]:
    found = []
    for _ in range(strata):
        eligible = sorted(chance.sample(range(1, 40), chance.randrange(8, 20)))
        found.append(Pick(eligible, chance.sample(eligible, chance.randrange(1, 4))))
    return found


def biased(chance: Random, strata: int) -> list[Pick]:
    """Numbers below 4 come first half of the times they could."""
    found = []
    for pick in fair(chance, strata):
        drawn = list(pick.drawn)
        liked = [one for one in pick.eligible if one < 4 and one not in drawn]
        if liked and chance.random() < 0.5:
            drawn[0] = chance.choice(liked)
        found.append(Pick(pick.eligible, drawn))
    return found


def test_fair_years_raise_no_more_alarms_than_stated() -> None:
    chance = Random(5)
    ps = [uniformity(fair(chance, 40), seed_of("note", str(n)), 19).p for n in range(200)]
    # At a true rate of 5 % more than 20 of 200 come about once in a thousand times.
    assert sum(p <= Fraction(1, 20) for p in ps) <= 20
    assert sum(p <= Fraction(1, 2) for p in ps) in range(75, 126)


def test_a_biased_year_is_found() -> None:
    chance = Random(6)
    found = [uniformity(biased(chance, 150), seed_of("note", str(n)), 99) for n in range(10)]
    assert all(one.p == Fraction(1, 100) for one in found)
    assert {one.expert for one in found[0].most[:3]} == {1, 2, 3}


@given(st.integers(0, 10**6), st.integers(1, 8))
@settings(max_examples=25)
def test_the_statistic_is_that_of_the_textbook(start: int, strata: int) -> None:
    picks = fair(Random(start), strata)
    found = uniformity(picks, bytes(32), 3)
    drawn = Counter(one for pick in picks for one in pick.drawn)
    expected: dict[int, Fraction] = {}
    for pick in picks:
        for one in pick.eligible:
            expected[one] = expected.get(one, Fraction(0)) + Fraction(len(pick.drawn), len(pick.eligible))
    chi = sum((drawn[one] - each) ** 2 / each for one, each in expected.items())
    assert abs(found.statistic_millionths - chi * 1_000_000) < 1000
    assert (found.drawn, found.experts) == (drawn.total(), len(expected))
    assert 1 <= found.larger + 1 <= 4


def test_permutations_draw_every_set_alike() -> None:
    """One stratum of 5, two drawn: the chance of as large a statistic is known by counting the sets."""
    picks = [Pick([1, 2, 3, 4, 5], [1, 2]), Pick([1, 2, 3], [1])]
    each = {1: Fraction(2, 5) + Fraction(1, 3), 2: Fraction(11, 15), 3: Fraction(11, 15)}
    each |= {4: Fraction(2, 5), 5: Fraction(2, 5)}

    def statistic(drawn: list[int]) -> Fraction:
        return sum((Fraction(n * n) / each[one] for one, n in Counter(drawn).items()), Fraction(0))

    observed = statistic([1, 2, 1])
    sets = [statistic([*pair, one]) for pair in combinations(range(1, 6), 2) for one in (1, 2, 3)]
    share = Fraction(sum(n >= observed for n in sets), len(sets))
    found = uniformity(picks, seed_of("a", "b"), 4000)
    assert abs(Fraction(found.larger, 4000) - share) < Fraction(1, 25)


def test_the_same_checkpoint_gives_the_same_p_and_another_another_seed() -> None:
    picks = fair(Random(9), 30)
    assert uniformity(picks, seed_of("note", "2026"), 99) == uniformity(picks, seed_of("note", "2026"), 99)
    assert len({seed_of("note", "2026"), seed_of("note", "2025"), seed_of("other", "2026")}) == 3


def test_strata_that_tell_nothing_are_left_out() -> None:
    found = uniformity([Pick([1, 2], [1, 2]), Pick([3], [])], bytes(32), 9)
    assert (found.strata, found.drawn, found.p) == (0, 0, 1)
