"""What is no workbook, or too much of one, is refused before it is opened."""

from __future__ import annotations

import zipfile
from pathlib import Path

import pytest

from draw_service.documents import workbook_guard
from draw_service.documents.rosters_in import read_roster
from draw_service.documents.rosters_out import write_rows
from draw_service.documents.workbook_guard import check_workbook
from draw_service.rules.refusals import FileRefused
from tests.rules.records import SOUND

SHEET = "xl/worksheets/sheet1.xml"


@pytest.fixture
def sound(tmp_path: Path) -> Path:
    path = tmp_path / "sound.xlsx"
    write_rows({"experts": [SOUND]}, path)
    return path


def with_sheet(sound: Path, body: bytes) -> Path:
    """The sound file with its first sheet replaced."""
    path = sound.with_name("changed.xlsx")
    with zipfile.ZipFile(sound) as old, zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            new.writestr(name, body if name == SHEET else old.read(name))
    return path


@pytest.mark.parametrize(
    "data", [b"", b"PK\x03\x04", b"ID_CARD,EXPERT_NAME\n1,2\n", b"\xd0\xcf\x11\xe0" + bytes(600)]
)
def test_what_is_no_workbook(tmp_path: Path, data: bytes) -> None:
    (tmp_path / "x.xlsx").write_bytes(data)
    with pytest.raises(FileRefused):
        read_roster(tmp_path / "x.xlsx")


def test_a_missing_file_and_a_folder(tmp_path: Path) -> None:
    for path in (tmp_path / "nothing.xlsx", tmp_path):
        with pytest.raises(FileRefused):
            read_roster(path)


def test_a_cut_file_is_refused_wherever_it_is_cut(sound: Path) -> None:
    data = sound.read_bytes()
    for size in range(0, len(data), max(1, len(data) // 23)):
        sound.write_bytes(data[:size])
        with pytest.raises(FileRefused):
            read_roster(sound)


def test_a_damaged_file_is_read_or_refused(sound: Path) -> None:
    data = sound.read_bytes()
    refused = 0
    for at in range(0, len(data), max(1, len(data) // 60)):
        sound.write_bytes(data[:at] + bytes([data[at] ^ 0xFF]) + data[at + 1 :])
        try:
            read_roster(sound)
        except FileRefused:
            refused += 1
    assert refused > 20


def test_the_size_of_the_file(sound: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(workbook_guard, "MAX_FILE", sound.stat().st_size - 1)
    with pytest.raises(FileRefused, match="64 MiB"):
        check_workbook(sound)


def test_a_bomb_is_found_although_its_header_understates_it(
    sound: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    bomb = with_sheet(sound, b"<worksheet>" + b" " * 3_000_000 + b"</worksheet>")
    data = bomb.read_bytes()
    size = (3_000_023).to_bytes(4, "little")
    assert data.count(size) == 2
    bomb.write_bytes(data.replace(size, (10).to_bytes(4, "little")))
    with zipfile.ZipFile(bomb) as archive:
        assert archive.getinfo(SHEET).file_size == 10
    monkeypatch.setattr(workbook_guard, "MAX_INFLATED", 2_000_000)
    with pytest.raises(FileRefused, match="unpacks"):
        check_workbook(bomb)


@pytest.mark.parametrize(
    ("cell", "said"),
    [(b"XFD1", "columns"), (b"DA7", "columns"), (b"A1048576", "rows"), (b"A99999999", "rows")],
)
def test_a_cell_in_the_far_corner(sound: Path, cell: bytes, said: str) -> None:
    body = b'<worksheet><sheetData><row r="1"><c r="%s"><v>1</v></c></row></sheetData></worksheet>' % cell
    with pytest.raises(FileRefused, match=said):
        read_roster(with_sheet(sound, body))


def test_the_last_column_that_may_be(sound: Path) -> None:
    body = b'<worksheet><sheetData><row r="1"><c r="CZ1"><v>1</v></c></row></sheetData></worksheet>'
    check_workbook(with_sheet(sound, body))


def test_the_refusal_says_what_to_do(sound: Path) -> None:
    sound.write_bytes(b"no")
    with pytest.raises(FileRefused) as refused:
        check_workbook(sound)
    assert "xlsx" in refused.value.say("zh")
    assert refused.value.say("en").startswith("The file cannot be read: this is not a sound xlsx file.")
