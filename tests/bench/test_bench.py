"""The benchmark runs and writes the shape every benchmark shares; what it measures is judged elsewhere."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.bench.__main__ import PEERS, main, table
from tests.bench.experts import id_of, records, rows
from tests.bench.floor import floor_seconds
from tests.bench.peers import PEERS as SAMPLERS

KEYS = {"case", "size", "seconds", "floor_seconds", "ratio", "peak_mib", "peers", "cpu_seconds"}


def test_draw_writes_its_figures(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = tmp_path / "draw.json"
    cases = ["lock-order-memory", "lock-order-sqlite", "verify-public"]
    words = [word for case in cases for word in ("--case", case)]
    main(["draw", "--json", str(file), "--sizes", "1000", "--quick", *words])
    found = json.loads(file.read_text("utf-8"))
    assert [row["case"] for row in found] == cases
    for row in found:
        assert row.keys() == KEYS
        assert row["size"] == 1000
        assert row["ratio"] == pytest.approx(row["seconds"] / row["floor_seconds"])
        assert row["seconds"] > 0
        assert 10 < row["peak_mib"] < 1500
        assert row["peers"].keys() == set(PEERS) == SAMPLERS.keys()
        assert all(seconds > 0 for seconds in row["peers"].values())
    assert "lock-order-sqlite" in capsys.readouterr().out


def test_a_peer_that_took_too_long_is_null_and_shown() -> None:
    row = dict.fromkeys(KEYS, 1) | {"case": "x", "peers": {"consistent-sampler": None, "cryptorandom": 0.5}}
    shown = table([row])
    assert [next(iter(column.cells)) for column in shown.columns][-2:] == ["> 60", "0.5000"]


def test_rows_in_memory_and_records_in_the_store_are_the_same_people() -> None:
    register = rows(50)
    assert [row.id for row in register] == sorted(id_of(number) for number in range(1, 51))
    for row, record in zip(register, records(50), strict=True):
        assert (row.name, row.unit) == (record.name, record.employer.code)
        assert row.s == tuple(sorted(major.code for major in record.majors))
    assert len({record.id_card for record in records(50)}) == 50


def test_floor_grows_with_the_number_of_experts() -> None:
    assert floor_seconds(2000) > floor_seconds(0) >= 0


def test_scores_measures_the_run_and_the_posting(tmp_path: Path) -> None:
    file = tmp_path / "scores.json"
    main(["scores", "--json", str(file), "--quick", "--experts", "200"])
    found = {row["case"]: row for row in json.loads(file.read_text("utf-8"))}
    assert list(found) == ["annual-run", "posting-draft", "posting-confirm", "posting-notify"]
    for row in found.values():
        assert row["ratio"] == pytest.approx(row["seconds"] / row["floor_seconds"])
        assert row["seconds"] > 0
    assert found["annual-run"]["size"] == 200
