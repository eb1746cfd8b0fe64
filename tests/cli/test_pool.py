"""``panel pool``: rosters in, whole or not at all, and out again; the specialty table."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path

import pytest
from click.testing import Result
from python_calamine import CalamineWorkbook
from rich.cells import cell_len

from draw_service.documents.rosters_in import read_roster
from draw_service.documents.rosters_out import write_roster
from draw_service.drill.city import make_city
from draw_service.rules.specialties import UPPER_LEVELS
from tests.audit.shared import shared_file
from tests.cli.conftest import EXPERTS, Panel, said


def contents(path: Path) -> list[tuple[str, list[tuple[str, str]]]]:
    """Every row of a roster without its place, as text."""
    rows = read_roster(path).rows
    return sorted((row.sheet, sorted((head, str(cell)) for head, cell in row.cells.items())) for row in rows)


def exported(panel: Panel, data: str, name: str) -> Path:
    path = Path(name)
    result = panel("pool", "export", path, "--data", data)
    assert result.exit_code == 0, said(result)
    return path


def test_a_sound_roster_comes_in_once(panel: Panel, good_roster: Path) -> None:
    first = panel("pool", "import", good_roster, "--data", "house")
    again = panel("pool", "import", good_roster, "--data", "house")

    assert first.exit_code == 0, said(first)
    assert f"{EXPERTS} experts imported" in said(first)
    assert again.exit_code == 1
    assert "Returned whole, 0 experts imported" in said(again)
    assert f"{EXPERTS} problems found" in said(again)


def test_a_roster_with_bad_rows_changes_nothing(panel: Panel, bad_roster: Path) -> None:
    result = panel("pool", "import", bad_roster, "--data", "house", "--report", "report.xlsx")

    assert result.exit_code == 1
    assert "0 experts imported" in said(result)
    assert contents(exported(panel, "house", "out.xlsx")) == []


def test_the_good_rows_come_in_when_asked(panel: Panel, bad_roster: Path) -> None:
    result = panel("pool", "import", bad_roster, "--allow-partial", "--data", "house")

    assert result.exit_code == 0, said(result)
    # A bad row takes the expert it speaks of with it, so not all forty are in.
    kept = {dict(cells)["证件号(ID_CARD)"] for _sheet, cells in contents(exported(panel, "house", "o.xlsx"))}
    assert 0 < len(kept) <= EXPERTS
    assert f"{len(kept)} experts imported" in said(result)


def test_the_report_stands_beside_the_original_rows(panel: Panel, bad_roster: Path) -> None:
    panel("pool", "import", bad_roster, "--data", "house", "--report", "report.xlsx")

    with CalamineWorkbook.from_path("report.xlsx") as book:
        (mark, *_blank), head, *rows = book.get_sheet_by_index(0).to_python()
    assert "请勿外传" in mark
    assert head[:2] == ["工作表/Sheet", "行/Row"]
    # Each of the twenty kinds is said once; some rows are wrong in two ways.
    assert len(rows) >= 20
    assert all(row[5] and row[6] for row in rows)


def test_what_is_shown_of_a_bad_row_is_masked(panel: Panel, bad_roster: Path) -> None:
    result = panel("pool", "import", bad_roster, "--data", "house")
    cards = {
        str(cell)
        for row in read_roster(bad_roster).rows
        for head, cell in row.cells.items()
        if "ID_CARD" in head and isinstance(cell, str) and len(cell) == 18
    }

    assert len(cards) > EXPERTS
    assert [card for card in cards if card in result.output] == []


def test_a_refused_report_path_imports_nothing(panel: Panel, good_roster: Path) -> None:
    result = panel("pool", "import", good_roster, "--data", "house", "--report", "nowhere/report.xlsx")

    assert result.exit_code == 4
    assert not Path("house").exists()


def test_export_imports_again_and_gives_the_same(panel: Panel, good_roster: Path) -> None:
    panel("pool", "import", good_roster, "--data", "one")
    first = exported(panel, "one", "first.xlsx")
    assert panel("pool", "import", first, "--data", "two").exit_code == 0
    second = exported(panel, "two", "second.xlsx")

    assert contents(first) == contents(good_roster)
    assert first.read_bytes() == second.read_bytes()


def test_the_template_is_a_roster_without_rows(panel: Panel) -> None:
    assert panel("pool", "template", "blank.xlsx").exit_code == 0

    assert read_roster(Path("blank.xlsx")).rows == ()
    refused = panel("pool", "import", "blank.xlsx", "--data", "house")
    assert refused.exit_code == 1
    assert "0 experts imported" in said(refused)


def test_the_trial_classification_comes_in(panel: Panel) -> None:
    table = shared_file("data/specialties-2010-trial.csv")
    lines = [line for line in table.read_text("utf-8-sig").splitlines() if line.strip()]

    result = panel("pool", "specialties", table, "--edition", "2010-trial", "--data", "house")

    assert result.exit_code == 0, said(result)
    codes = {line.split(",")[0] for line in lines[1:]}
    assert len(codes) == 1738
    # The three main groups stand above what the file lists.
    assert f" {len(codes | set(UPPER_LEVELS))} codes" in result.stdout


def test_a_wrong_specialty_row_is_named(panel: Panel) -> None:
    Path("table.csv").write_text("code,name\nA01,道路\nA01,桥梁\n", "utf-8")

    result = panel("pool", "specialties", "table.csv", "--edition", "x", "--data", "house")

    assert result.exit_code == 4
    assert "specialty-row-wrong" in said(result)


def test_an_import_tells_what_it_did_in_whole_lines(
    panel: Panel, bad_roster: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PANEL_LANG", "zh")

    words = ("pool", "import", bad_roster, "--data", "house")
    refused = panel(*words, "--report", "report.xlsx").stdout
    taken = panel(*words, "--allow-partial").stdout

    assert refused.startswith("整份退回，没有导入任何人")
    assert "--allow-partial" in refused
    assert "--allow-partial" not in taken
    assert "问题清单已写入 report.xlsx，含完整个人信息，请勿外传。" in refused
    for words_said in ("证件号（", "性别（", "应为：是、否", "末几位已经丢失，请改为文本重新填写。"):
        assert words_said in "".join(refused.split("\n  "))
    assert "ID_CARD" not in refused
    assert [line for line in refused.splitlines() if cell_len(line) > 80] == []
    rows = [int(row) for row in re.findall(r"^专家第 (\d+) 行", refused, re.MULTILINE)]
    assert rows == sorted(rows)
    assert len(rows) >= 20


def test_what_is_not_shown_stands_in_the_report(panel: Panel, tmp_path: Path) -> None:
    write_roster(make_city(4, 80).records, tmp_path / "many.xlsx")
    panel("pool", "import", "many.xlsx", "--data", "house")

    again = panel("pool", "import", "many.xlsx", "--data", "house", "--report", "report.xlsx")

    assert "30 more: see the report" in said(again)
    assert Path("report.xlsx").stat().st_mode & 0o077 == 0


def test_an_export_replaces_a_file_only_when_told(panel: Panel, good_roster: Path) -> None:
    panel("pool", "import", good_roster, "--data", "house")
    Path("out.xlsx").write_text("years of work")

    refused = panel("pool", "export", "out.xlsx", "--data", "house")
    kept = Path("out.xlsx").read_text()
    forced = panel("pool", "export", "out.xlsx", "--data", "house", "--force")

    assert (refused.exit_code, kept) == (4, "years of work")
    assert forced.exit_code == 0
    assert len(read_roster(Path("out.xlsx")).rows) > EXPERTS
    assert Path("out.xlsx").stat().st_mode & 0o077 == 0


def test_a_roster_is_previewed_and_applied_under_its_ticket(panel: Panel, good_roster: Path) -> None:
    people = make_city(3, EXPERTS).records
    assert panel("pool", "import", good_roster, "--data", "house").exit_code == 0
    changed = Path("changed.xlsx")
    write_roster([replace(people[0], duty="处长"), replace(people[1], name="鹤测𫕟"), *people[2:-1]], changed)

    seen = panel("pool", "diff", changed, "--whole", "--data", "house")
    assert seen.exit_code == 0, said(seen)
    assert "0 added, 2 changed, 1 removed" in said(seen)
    assert "U+2B55F" in said(seen)
    assert people[0].name not in said(seen)
    ticket = re.search(r"--ticket (\S+) --whole", said(seen))
    assert ticket is not None

    def apply(*words: object) -> Result:
        return panel("pool", "apply", changed, "--ticket", *words, "--data", "house")

    for other in (("0" * 32, "--whole"), (ticket[1],)):  # another preview; the same file as a part
        refused = apply(*other)
        assert (refused.exit_code, "preview-stale" in said(refused)) == (4, True)
    done = apply(ticket[1], "--whole")
    assert done.exit_code == 0, said(done)
    assert "0 added, 2 changed, 1 removed" in said(done)
    assert apply(ticket[1], "--whole").exit_code == 4
    again = panel("pool", "diff", changed, "--whole", "--data", "house")
    assert f"0 added, 0 changed, 0 removed, {EXPERTS - 1} as they are" in said(again)
