"""The classification: codes of 1+2+2+2 characters."""

from __future__ import annotations

import csv
import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from draw_service.rules.refusals import SpecialtyRowWrong
from draw_service.rules.specialties import UPPER_LEVELS, parse_rows, prefix_chain, valid_code


def trial_table() -> Path:
    roots = [Path(os.environ["PANEL_SHARED"])] if "PANEL_SHARED" in os.environ else []
    roots += [parent / "shared" for parent in Path(__file__).resolve().parents]
    for root in roots:
        path = root / "data" / "specialties-2010-trial.csv"
        if path.is_file():
            return path
    pytest.skip("../shared is not here: specialties-2010-trial.csv")


@pytest.fixture
def rows() -> Iterator[list[list[str]]]:
    with trial_table().open(encoding="utf-8-sig", newline="") as file:
        yield list(csv.reader(file))


def test_the_whole_trial_table_reads(rows: list[list[str]]) -> None:
    names = parse_rows(rows)
    assert len(rows) == 1 + 1738
    assert len(names) == 1738 + 3, "the table leaves level 1 out"
    assert names["A0801"] == dict(rows)["A0801"]
    assert list(names) == sorted(names)
    assert {code for code in names if len(code) == 3} == {code for code in UPPER_LEVELS if len(code) == 3}


@pytest.mark.parametrize("code", ["A", "A08", "A0801", "A080101", "Z99"])
def test_codes(code: str) -> None:
    assert valid_code(code)


@pytest.mark.parametrize("code", ["", "a08", "A8", "A080", "A08010101", "08", "A08 ", "A0８", "A08\n"])
def test_what_is_no_code(code: str) -> None:
    assert not valid_code(code)
    with pytest.raises(ValueError, match="classification"):
        prefix_chain(code)


@given(st.from_regex(r"[A-Z]([0-9]{2}){0,3}", fullmatch=True))
def test_the_chain_grows_to_the_code(code: str) -> None:
    chain = prefix_chain(code)
    assert chain[-1] == code
    assert all(code.startswith(part) and valid_code(part) for part in chain)
    assert [len(part) for part in chain] == [1, 3, 5, 7][: len(chain)]


def test_the_upper_levels_stand_on_each_other() -> None:
    assert {len(code) for code in UPPER_LEVELS} == {1, 3}
    assert sum(len(code) == 3 for code in UPPER_LEVELS) == 30
    assert parse_rows([]) == dict(UPPER_LEVELS)


def test_a_newer_name_replaces_the_shipped_one() -> None:
    assert (
        parse_rows([["code", "name"], [" B06 ", "化工材料及其制品"], [], ["", ""]])["B06"]
        == "化工材料及其制品"
    )


@pytest.mark.parametrize(
    ("rows", "number"),
    [
        ([["A08", "a"], ["code", "name"]], 2),
        ([["A08", "a"], ["A08", "b"]], 2),
        ([["code", "name"], ["A0801", ""]], 2),
        ([["A0801", "x" * 101]], 1),
        ([["A08"]], 1),
        ([["A08", "a", "b"]], 1),
        ([["A0801", "a"], ["A770101", "b"]], 2),
        ([["A080101", "no parent"]], 1),
    ],
)
def test_bad_rows_are_named(rows: list[list[str]], number: int) -> None:
    with pytest.raises(SpecialtyRowWrong, match=f"Row {number} "):
        parse_rows(rows)
