"""A score is the sum of its lines, whatever came first (Art. 20, 22)."""

from __future__ import annotations

import json
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from hashlib import sha256

import pytest
from hypothesis import given
from hypothesis import strategies as st

from audit.canonical import canonical
from audit.merkle import leaf_hash, root
from scoring.rules.annual import grade_of, leaf_of, result_of, root_of
from scoring.rules.items import CATEGORIES, ITEMS, item_of
from scoring.rules.lines import (
    Line,
    Totals,
    add_up,
    commitment,
    deduction,
    exported,
    response,
    reversal,
    score,
    year_of,
)
from scoring.rules.recompute import recompute
from scoring.rules.refusals import ItemUnknown
from scoring.rules.working_days import SHANGHAI
from tests.scoring.fakes import PARAMETERS

MARCH = datetime(2026, 3, 2, 4, tzinfo=UTC)


def shanghai(*parts: int) -> datetime:
    return datetime(*parts, tzinfo=SHANGHAI)  # type: ignore[misc,arg-type]


def test_twenty_items_with_the_points_of_the_text() -> None:
    assert sorted(ITEMS) == list(range(1, 21))
    assert {number for number, item in ITEMS.items() if item.marked} == PARAMETERS.published_items
    assert {item.category for item in ITEMS.values()} == set(CATEGORIES)
    tens = {number for number in ITEMS if PARAMETERS.points(number) == 10}
    assert tens == {5, 8, 10, 11, 12, 16, 17, 18, 19, 20}
    for wrong in (0, 21, -1, True):
        with pytest.raises(ItemUnknown):
            item_of(wrong)


@pytest.mark.parametrize(
    ("at", "year"),
    [
        (shanghai(2025, 12, 31, 23, 59, 59), 2025),
        (shanghai(2026, 1, 1, 0, 0, 0), 2026),
        (datetime(2025, 12, 31, 15, 59, 59, tzinfo=UTC), 2025),
        (datetime(2025, 12, 31, 16, 0, 0, tzinfo=UTC), 2026),
        (shanghai(2024, 2, 29, 12), 2024),
    ],
)
def test_a_year_is_that_of_shanghai(at: datetime, year: int) -> None:
    assert year_of(at) == year
    line = json.dumps({"kind": "response", "expert": "E", "at": at.isoformat()}).encode()
    assert [each.expert for each in recompute([line], year, PARAMETERS)] == ["E"]
    assert recompute([line], year + 1, PARAMETERS) == recompute([line], year - 1, PARAMETERS) == []


_acts = st.lists(
    st.tuples(st.sampled_from("AB"), st.integers(1, 20), st.integers(-400, 400), st.booleans()), max_size=25
)


@st.composite
def ledgers(draw: st.DrawFn) -> list[Line]:
    """Lines of two experts around a turn of the year, some reversed, in any order."""
    lines: list[Line] = []
    for number, (expert, item, hours, undone) in enumerate(draw(_acts)):
        at = shanghai(2026, 1, 1) + timedelta(hours=hours)
        taken = deduction(f"d{number}", expert, item, PARAMETERS.points(item), at, "P")
        lines.append(taken)
        if undone:
            lines.append(reversal(f"r{number}", taken, at + timedelta(days=draw(st.integers(0, 500)))))
    for number, hours in enumerate(draw(st.lists(st.integers(-100, 8000), max_size=30))):
        lines.append(response(f"a{number}", "A", shanghai(2026, 1, 1) + timedelta(hours=hours), "P"))
    return draw(st.permutations(lines))


@given(ledgers(), st.sampled_from([2025, 2026]))
def test_a_score_is_100_less_its_lines_under_any_order(lines: list[Line], year: int) -> None:
    undone = {line.of for line in lines if line.kind == "reversal"}
    for expert in "AB":
        mine = [line for line in lines if (line.expert, line.year) == (expert, year)]
        effective = [line.item for line in mine if line.kind == "deduction" and line.id not in undone]
        totals = add_up(expert, mine)
        assert score(totals, PARAMETERS) == 100 - sum(PARAMETERS.points(item) for item in effective)
        assert totals.late == effective.count(1)
        assert totals == add_up(expert, sorted(mine, key=lambda line: line.id))


@given(ledgers(), st.sampled_from([2025, 2026]))
def test_the_exported_ledger_recomputes_to_the_same(lines: list[Line], year: int) -> None:
    wire = [json.dumps(exported(line, line.expert)).encode() for line in lines]
    found = {result.expert: result for result in recompute(wire, year, PARAMETERS)}
    for expert in "AB":
        mine = [line for line in lines if (line.expert, line.year) == (expert, year)]
        if any(line.kind != "reversal" for line in mine):
            assert found.pop(expert) == result_of(add_up(expert, mine), PARAMETERS)
    assert found == {}


@pytest.mark.parametrize(
    ("points", "responses", "grade"),
    [
        (91, 20, "excellent"),
        (100, 20, "excellent"),
        (90, 20, "qualified"),
        (60, 20, "qualified"),
        (59, 20, "unqualified"),
        (-15, 45, "unqualified"),
        (91, 19, "unlisted"),
        (0, 19, "unlisted"),
    ],
)
def test_grades_at_their_boundaries(points: int, responses: int, grade: str) -> None:
    assert grade_of(points, responses, PARAMETERS) == grade


def test_who_is_stopped() -> None:
    def stopped(points: int, late: int, responses: int) -> bool:
        return result_of(Totals("E", points, late, responses), PARAMETERS).stopped

    assert stopped(20, 4, 0)
    assert not stopped(15, 3, 30)
    assert stopped(45, 0, 20)
    assert not stopped(45, 0, 19)  # not listed: no automatic stop


def test_a_leaf_is_canonical_json() -> None:
    result = result_of(Totals("E", 45, 4, 20), PARAMETERS)
    leaf = leaf_of(result, 'na"me')
    found = json.loads(leaf)
    assert found["expert"] == 'na"me'
    assert found["score"] == 55
    again = json.dumps(found, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode()
    assert again == leaf


def test_the_log_tells_nothing_of_a_line_without_its_salt() -> None:
    line = exported(response("a", "E1", MARCH, "P"), "name")
    assert commitment(line, b"0" * 16) != commitment(line, b"1" * 16)
    assert set(line) == {"kind", "expert", "at"}
    text = (
        b'{"line":{"at":"2026-03-02T04:00:00Z","expert":"name","kind":"response"},"salt":"'
        + b"30" * 16
        + b'"}'
    )
    assert commitment(line, b"0" * 16) == sha256(text).hexdigest()


@pytest.fixture
def on_a_local_clock(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setenv("TZ", "Asia/Shanghai")
    time.tzset()
    yield
    monkeypatch.undo()
    time.tzset()


@pytest.mark.usefixtures("on_a_local_clock")
def test_each_kind_of_line_is_exported_whole_and_in_utc() -> None:
    noon = shanghai(2026, 3, 2, 12)
    taken = deduction("d1", "E1", 5, 10, noon, "P", b"s")
    back = reversal("r1", taken, noon + timedelta(days=400), b"t")
    told = response("a1", "E1", noon, "P", b"u")
    at = "2026-03-02T04:00:00Z"
    assert exported(taken, "x") == {
        "kind": "deduction", "expert": "x", "item": 5, "at": at, "project": "P", "id": "d1",
    }  # fmt: skip
    assert exported(back, "x") == {"kind": "reversal", "of": "d1", "at": "2027-04-06T04:00:00Z"}
    assert exported(told, "x") == {"kind": "response", "expert": "x", "at": at}
    assert (taken.salt, back.salt, told.salt) == (b"s", b"t", b"u")
    assert (deduction("d2", "E1", 5, 10, noon, "P").salt, response("a2", "E1", noon, "P").salt) == (b"", b"")
    assert (back.id, back.year, back.project, back.item, back.points) == ("r1", 2026, "P", 5, -10)
    assert (told.id, told.year, told.project, told.points, told.n) == ("a1", 2026, "P", 0, -1)


def test_a_leaf_says_every_part_of_the_result_and_the_root_names_each_by_pseudonym() -> None:
    poor = result_of(Totals("E1", 45, 0, 20), PARAMETERS)
    fine = result_of(Totals("E2", 5, 1, 19), PARAMETERS)
    said = {
        "E1": {
            "grade": "unqualified",
            "late_count": 0,
            "listed": True,
            "responses": 20,
            "score": 55,
            "stopped": True,
        },
        "E2": {
            "grade": "unlisted",
            "late_count": 1,
            "listed": False,
            "responses": 19,
            "score": 95,
            "stopped": False,
        },
    }
    leaves = [canonical({"expert": f"p-{who}", **said[who]}) for who in ("E1", "E2")]
    assert [leaf_of(poor, "p-E1"), leaf_of(fine, "p-E2")] == leaves
    found = root_of([poor, fine], lambda who: f"p-{who}")
    assert found == root([leaf_hash(leaf) for leaf in leaves]).hex()
