"""The practice city: the right shape, the same for the same seed, every recusal, the bad rows announced."""

from __future__ import annotations

from collections import Counter
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from draw_service.documents.rosters_in import read_roster
from draw_service.drill import words
from draw_service.drill.chance import Chance
from draw_service.drill.city import City, make_city
from draw_service.drill.city_file import bad_rows, city_rows, write_city_xlsx
from draw_service.rules.companies import Aliases
from draw_service.rules.identifiers import credit_code, id_card
from draw_service.rules.people import Expert, ExpertRecord
from draw_service.rules.recusal import ProjectParties, recusal
from draw_service.rules.roster_columns import SHEETS
from draw_service.rules.roster_rows import RawRow, read_rows
from draw_service.rules.specialties import UPPER_LEVELS
from tests.audit.shared import shared_file


@pytest.fixture(scope="module")
def city() -> City:
    return make_city(1)


def test_the_proportions_of_the_real_pool(city: City) -> None:
    assert len(city.records) == 603
    assert sum(record.area == words.CITY_AREA for record in city.records) == 429
    main = Counter(record.majors[0].code[0] for record in city.records)
    assert main == {"B": 265, "A": 270, "C": 68}
    assert all([major.main for major in record.majors].count(True) == 1 for record in city.records)
    employers = {record.employer for record in city.records}
    assert 110 <= len(employers) <= 135
    assert 10 <= sum(not employer.code for employer in employers) <= 60
    assert all(credit_code(employer.code) == employer.code for employer in employers)


def test_everything_that_makes_a_draw_difficult_is_there(city: City) -> None:
    assert {2, 3, 4} <= {len(record.name) for record in city.records}
    assert any("·" in record.name for record in city.records)
    assert any(set(record.name) & set(words.RARE) for record in city.records)
    for trait in ("leave", "suspended", "authority", "relatives", "ties"):
        assert any(getattr(record, trait) for record in city.records), trait
    assert 0 < sum(not record.available for record in city.records) < 40
    kin = {record.id_card: record.relatives for record in city.records if record.relatives}
    assert all(kin[other] == (card,) for card, (other,) in kin.items())


def test_numbers_are_sound_distinct_and_nobodys(city: City) -> None:
    cards = [record.id_card for record in city.records]
    assert len(set(cards)) == 603
    assert all(id_card(card).startswith("220800") for card in cards)
    phones = [phone for record in city.records for phone in record.phones]
    assert len(set(phones)) == len(phones)
    assert all(phone.startswith("+86154") and len(phone) == 14 for phone in phones)


@settings(max_examples=30, deadline=None)
@given(st.integers(0, 2**63), st.integers(0, 300))
def test_any_seed_and_size(seed: int, size: int) -> None:
    city = make_city(seed, size)
    assert len(city.records) == size
    assert len({record.id_card for record in city.records}) == size


def test_the_same_seed_is_the_same_city_and_another_is_another(city: City, tmp_path: Path) -> None:
    again = make_city(1)
    assert again == city
    assert make_city(2).records != city.records
    files = []
    for n, one in enumerate((city, again)):
        write_city_xlsx(one, tmp_path / f"{n}.xlsx")
        files.append((tmp_path / f"{n}.xlsx").read_bytes())
    assert files[0] == files[1]


def test_codes_exist_in_the_trial_classification(city: City) -> None:
    lines = shared_file("data/specialties-2010-trial.csv").read_text("utf-8").splitlines()
    known = {line.split(",")[0] for line in lines}
    assert {major.code for record in city.records for major in record.majors} <= known


def expert_of(record: ExpertRecord) -> Expert:
    return Expert(
        id=record.id_card,
        name=record.name,
        unit=record.employer.code,
        employer=record.employer,
        codes=tuple(major.code for major in record.majors),
        ties=record.ties,
        authority=record.authority,
        legal_bar=record.legal_bar,
    )


class LookBack:
    def int(self, name: str) -> int:
        return {"lookback_years": 3}[name]


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_every_kind_of_recusal_is_triggered_and_the_near_misses_are_not(seed: int) -> None:
    city = make_city(seed)
    cast = city.cast
    now = datetime(city.today.year, city.today.month, city.today.day, 1, tzinfo=UTC)
    people = {record.id_card: record for record in city.records}
    assert len(cast.expected) == 18
    for shift in (timedelta(0), timedelta(days=30)):
        parties = ProjectParties(cast.tenderer, now + shift, cast.agency, cast.bidders, (cast.authority,))
        found = {
            card: recusal(expert_of(people[card]), parties, Aliases(cast.aliases), LookBack()) or ""  # type: ignore[arg-type]
            for card in cast.expected
        }
        assert found == cast.expected
    for card in cast.expected:
        assert any(major.code.startswith("A08") for major in people[card].majors)
        assert people[card].available
        assert not people[card].leave
        assert not people[card].suspended
    kinds = {"employer-is", "worked-for", "board-of", "controls", "relative-of"}
    assert {f"{kind}-bidder" for kind in kinds} | {"authority-staff", "declared", "legal-bar", ""} <= set(
        cast.expected.values()
    )


def test_the_file_reads_back_to_the_city_and_twenty_bad_rows(city: City, tmp_path: Path) -> None:
    write_city_xlsx(city, tmp_path / "city.xlsx")
    reading = read_rows(read_roster(tmp_path / "city.xlsx").rows, UPPER_LEVELS)
    assert tuple(read.record for read in reading.experts) == city.records
    announced = [code for code, _ in bad_rows(city)]
    assert len(announced) == 20
    assert len({problem.row for problem in reading.problems}) == 20
    assert [problem.code for problem in reading.problems] == announced


@settings(max_examples=25, deadline=None)
@given(st.integers(0, 10**6), st.integers(1, 120))
def test_bad_rows_are_bad_in_every_city(seed: int, size: int) -> None:
    city = make_city(seed, size)
    names = {sheet.kind: sheet.zh for sheet in SHEETS}
    rows = [
        RawRow(names[kind], n, row)
        for kind, lines in city_rows(city).items()
        for n, row in enumerate(lines, 2)
    ]
    reading = read_rows(rows, UPPER_LEVELS)
    assert sorted(problem.code for problem in reading.problems) == sorted(code for code, _ in bad_rows(city))
    assert tuple(read.record for read in reading.experts) == city.records


def test_behaviour_follows_its_weights_and_the_seed(city: City) -> None:
    did = Counter(city.behaviour(record.id_card) for record in city.records)
    assert set(did) == {"accept", "decline", "silent", "unreachable"}
    assert did["accept"] > 603 / 2
    assert all(
        make_city(1, 5).behaviour(record.id_card) == city.behaviour(record.id_card)
        for record in city.records[:50]
    )


def test_chance_depends_on_seed_and_label_alone() -> None:
    one, two, other = Chance(1, "a"), Chance(1, "a"), Chance(1, "b")
    drawn = [one.below(1000) for _ in range(20)]
    assert drawn == [two.below(1000) for _ in range(20)]
    assert drawn != [other.below(1000) for _ in range(20)]
    assert sorted(Chance(1, "c").shuffled(range(50))) == list(range(50))
    assert {Chance(n, "d").between(3, 5) for n in range(60)} == {3, 4, 5}
