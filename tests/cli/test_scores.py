"""``panel scores``: recompute from a file alone, export from a house."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from draw_service import wiring
from draw_service.cli import main
from draw_service.settings import Settings
from draw_service.usecases.conduct.office import office_of
from scoring.rules.entries import Facts
from scoring.rules.people import Person
from scoring.usecases.confirm_entry import confirm_entry
from scoring.usecases.draft_entry import draft_entry
from scoring.usecases.notify_entry import notify_entry

TAKEN = {"kind": "deduction", "expert": "B", "project": "P"}
LEDGER = (
    {**TAKEN, "item": 1, "at": "2025-12-31T23:59:59+08:00", "id": "1"},
    {**TAKEN, "item": 10, "at": "2025-12-31T16:00:00Z", "id": "2"},
    {"kind": "response", "expert": "A", "at": "2026-02-03T10:00:00+08:00"},
    {"kind": "reversal", "of": "1", "at": "2027-02-03T10:00:00+08:00"},
)  # fmt: skip


def run(*words: str) -> int:
    with pytest.raises(SystemExit) as left:
        main(list(words))
    return int(left.value.code or 0)


@pytest.fixture
def ledger(tmp_path: Path) -> Path:
    path = tmp_path / "ledger.jsonl"
    path.write_text("".join(json.dumps(line) + "\n" for line in LEDGER))
    return path


def test_recompute_as_json(ledger: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run("scores", "recompute", str(ledger), "--year", "2026", "--json") == 0
    found: list[dict[str, Any]] = json.loads(capsys.readouterr().out)
    plain = {"listed": False, "grade": "unlisted", "late_count": 0, "stopped": False}
    assert found == [
        {"expert": "A", "score": 100, "responses": 1, **plain},
        {"expert": "B", "score": 90, "responses": 0, **plain},
    ]


@pytest.mark.parametrize(("lang", "said"), [("zh", "未列入"), ("en", "not listed")])
def test_recompute_for_people(ledger: Path, lang: str, said: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert run("scores", "recompute", str(ledger), "--year", "2025", "--lang", lang) == 0
    out = capsys.readouterr().out
    assert said in out
    assert "--vkey" in out


def test_a_bad_line_is_named(ledger: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with ledger.open("a") as file:
        file.write('{"kind":"deduction"}\n')
    assert run("scores", "recompute", str(ledger), "--year", "2026", "--lang", "en") == 4
    assert "Line 5 of the ledger is wrong" in capsys.readouterr().err
    assert run("scores", "recompute", str(ledger) + "x", "--year", "2026") == 4


def test_export_and_recompute_with_the_logs_key(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PANEL_DATA", str(tmp_path / "house"))
    file = tmp_path / "out.jsonl"
    assert run("scores", "export", str(file)) == 4  # there is no house, and none is made
    house = wiring.open_house(Settings(data=tmp_path / "house"))
    office = office_of(house)
    id = draft_entry(office, Facts("E000001", 5, house.clock.now(), "P-1"), Person("a", "center"))
    confirm_entry(office, id, Person("b", "center"))
    notify_entry(office, id, "paper", Person("b", "center"))
    assert run("scores", "export", str(file), "--lang", "en") == 0
    assert "1 lines of the ledger" in capsys.readouterr().out
    assert file.stat().st_mode & 0o777 == 0o600
    assert run("scores", "export", str(file)) == 4
    assert run("scores", "export", str(file), "--force") == 0
    year = str(house.clock.now().year)
    capsys.readouterr()
    words = ["scores", "recompute", str(file), "--year", year, "--lang", "en", "--vkey"]
    assert run(*words, house.log_vkey) == 0
    out = capsys.readouterr().out
    assert "All 1 lines stand in the log" in out
    assert office.name("E000001")[:8] in out
    assert run(*words, "other+00000000+AAAA") == 4
