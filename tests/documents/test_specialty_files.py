"""Specialty tables: csv in either encoding, or xlsx, headed in either language."""

from __future__ import annotations

from pathlib import Path

import pytest
import xlsxwriter

from draw_service.documents.specialty_files import read_specialties
from draw_service.rules.refusals import FileRefused
from draw_service.rules.specialties import parse_rows
from tests.audit.shared import shared_file

ROWS = [("code", "name"), ("A08", "工程施工"), ("A0801", "房屋,建筑")]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030"])
@pytest.mark.parametrize("heads", ["code,name", "CODE,Name", "专业代码,专业名称"])
def test_csv(tmp_path: Path, encoding: str, heads: str) -> None:
    path = tmp_path / "table.csv"
    path.write_bytes(f'{heads}\r\nA08,工程施工\r\nA0801,"房屋,建筑"\r\n'.encode(encoding))
    assert list(read_specialties(path).rows) == ROWS


def test_xlsx(tmp_path: Path) -> None:
    path = tmp_path / "table.xlsx"
    with xlsxwriter.Workbook(str(path)) as book:
        sheet = book.add_worksheet()
        for n, cells in enumerate([("编码", "名称", "说明"), *ROWS[1:]]):
            sheet.write_row(n, 0, cells)
    assert list(read_specialties(path).rows) == ROWS


@pytest.mark.parametrize("data", [b'"A08', b"\xff\xfe\x00\x81"])
def test_what_is_no_csv(tmp_path: Path, data: bytes) -> None:
    (tmp_path / "table.csv").write_bytes(data)
    with pytest.raises(FileRefused):
        read_specialties(tmp_path / "table.csv")


def test_a_missing_file(tmp_path: Path) -> None:
    with pytest.raises(FileRefused):
        read_specialties(tmp_path / "none.csv")


def test_the_trial_classification_is_read_whole() -> None:
    table = parse_rows(read_specialties(shared_file("data/specialties-2010-trial.csv")).rows)
    assert sum(len(code) > 3 for code in table) == 256 + 1452
