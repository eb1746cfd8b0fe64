"""Rosters through a real xlsx: what goes out comes back, and what an office hands in is read as it stands."""

from __future__ import annotations

import datetime as dt
import zipfile
from pathlib import Path
from tempfile import TemporaryDirectory

import xlsxwriter
from hypothesis import given, settings
from hypothesis import strategies as st
from python_calamine import CalamineWorkbook

from draw_service.documents.roster_template import NOTES, write_template
from draw_service.documents.rosters_in import read_roster
from draw_service.documents.rosters_out import write_report, write_roster, write_rows
from draw_service.rules.people import ExpertRecord
from draw_service.rules.roster_columns import SHEETS
from draw_service.rules.roster_rows import read_rows
from tests.rules.records import CARD, SOUND, expert_records


@settings(max_examples=25, deadline=None)
@given(st.lists(expert_records(), max_size=4, unique_by=lambda record: record.id_card))
def test_export_and_import_round_trip(records: list[ExpertRecord]) -> None:
    with TemporaryDirectory() as folder:
        path = Path(folder) / "roster.xlsx"
        assert write_roster(records, path) == len(records)
        reading = read_rows(read_roster(path).rows)
    assert [read.record for read in reading.experts] == records
    assert [problem.code for problem in reading.problems] == ([] if records else ["no-sheet"])


def test_the_same_roster_is_the_same_file(tmp_path: Path) -> None:
    for name in ("a.xlsx", "b.xlsx"):
        write_rows({"experts": [SOUND]}, tmp_path / name)
    assert read_roster(tmp_path / "a.xlsx") == read_roster(tmp_path / "b.xlsx")


def test_the_template_has_every_sheet_and_header(tmp_path: Path) -> None:
    write_template(tmp_path / "blank.xlsx")
    with CalamineWorkbook.from_path(tmp_path / "blank.xlsx") as book:
        found = {name: book.get_sheet_by_name(name).to_python() for name in book.sheet_names}
    del found[NOTES]
    assert found == {
        sheet.zh: [[f"{'*' * column.mandatory}{column.header}" for column in sheet.columns]]
        for sheet in SHEETS
    }
    assert found["专家"][0][0] == "*证件号(ID_CARD)"
    assert read_roster(tmp_path / "blank.xlsx").rows == ()


def test_numbers_and_text_are_told_apart(tmp_path: Path) -> None:
    path = tmp_path / "numbers.xlsx"
    with xlsxwriter.Workbook(str(path)) as book:
        sheet = book.add_worksheet("花名册")
        sheet.write_string(1, 1, "二〇二六年度专家名单")
        for column, head in enumerate(("身份证号", "姓名", "参评专业编号", "出生日期", "姓名", "备注")):
            sheet.write_string(3, 1 + column, head)
        sheet.write_number(4, 1, 220800197001020000)
        sheet.write_string(5, 1, CARD)
        sheet.write_datetime(5, 4, dt.datetime(1970, 1, 2), book.add_format({"num_format": "yyyy-mm-dd"}))  # noqa: DTZ001
        sheet.write_string(7, 2, "=1+1")
    first, second, third = read_roster(path).rows
    assert (first.sheet, first.row, second.row, third.row) == ("花名册", 5, 6, 8)
    assert first.cells["身份证号"] == 220800197001020000
    assert (second.cells["身份证号"], second.cells["出生日期"]) == (CARD, dt.date(1970, 1, 2))
    assert third.cells["姓名"] == "=1+1"
    assert "姓名 " in first.cells
    codes = {(problem.row, problem.code) for problem in read_rows(read_roster(path).rows).problems}
    assert {(4, "header"), (4, "header-twice"), (5, "id-number")} <= codes


def test_nothing_written_can_run(tmp_path: Path) -> None:
    path = tmp_path / "out.xlsx"
    formula = '=HYPERLINK("http://example.invalid","x")'
    write_rows({"experts": [{**SOUND, "DUTY": formula, "POST_ADDRESS": "http://example.invalid"}]}, path)
    (back,) = read_roster(path).rows
    assert back.cells["职务(DUTY)"] == formula
    assert b"<f>" not in _parts(path)
    assert b"hyperlink" not in _parts(path).replace(b"HYPERLINK", b"")


def test_the_report_stands_beside_the_rows(tmp_path: Path) -> None:
    bad = {**SOUND, "SEX": "女", "PHONE_NUMBER": "123"}
    write_rows({"experts": [bad]}, tmp_path / "in.xlsx")
    rows = read_roster(tmp_path / "in.xlsx").rows
    problems = read_rows(rows).problems
    write_report(problems, rows, tmp_path / "report.xlsx")
    with CalamineWorkbook.from_path(tmp_path / "report.xlsx") as book:
        mark, head, *lines = book.get_sheet_by_index(0).to_python()
    assert "请勿外传" in str(mark[0])
    assert [line[4] for line in lines] == [problem.code for problem in problems]
    assert head[5:7] == ["原因", "Reason"]
    assert lines[0][5] == problems[0].zh
    assert lines[0][6] == problems[0].en
    assert lines[0][head.index("证件号(ID_CARD)")] == CARD


def test_a_report_of_a_file_without_sheets(tmp_path: Path) -> None:
    write_report(read_rows([]).problems, [], tmp_path / "report.xlsx")
    with CalamineWorkbook.from_path(tmp_path / "report.xlsx") as book:
        assert book.get_sheet_by_index(0).to_python()[2][4] == "no-sheet"


def _parts(path: Path) -> bytes:
    with zipfile.ZipFile(path) as archive:
        return b"".join(archive.read(name) for name in archive.namelist() if "worksheets" in name)
