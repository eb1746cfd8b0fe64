"""What is no workbook, or too much of one, is refused before it is opened."""

from __future__ import annotations

import zipfile
from collections.abc import Callable
from functools import partial
from io import BytesIO
from pathlib import Path

import pytest

from draw_service.documents import workbook_guard
from draw_service.documents.bidders_in import read_sheet
from draw_service.documents.rosters_in import read_roster
from draw_service.documents.rosters_out import write_rows
from draw_service.documents.specialty_files import read_specialty_bytes
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


ROWS = b"<worksheet><sheetData>%s</sheetData></worksheet>"
LAST = b'<row r="9"><c r="B9"><v>1</v></c></row>'
"""What unpacks to little and would be given room for a wide or a long rectangle; each killed the process."""


@pytest.mark.parametrize(
    "cells",
    [
        b'<row r="9"><c r="xfd9"><v>1</v></c></row>',
        b'<row r="9"><c r="$XFD9"><v>1</v></c></row>',
        b'<row r="9"><c s="1" r = "XFD9"><v>1</v></c></row>',
        b'<row r="9"><c r="&#88;FD9"><v>1</v></c></row>',
        b"<row>" + b"<c/>" * 16_000 + b"<c><v>1</v></c></row>",
        b"<row>" + b'<x:c y="1"></x:c>' * 3 + b"</row>",
        b"<row>" + b'<c y="\'"/>' * 3 + b"<c y='<c r=\"A1\"/>'/></row>",
        b"<row><c" + b" " * 100_000 + b"/></row>",
        b"<row><c><v>1</v></c></row>" + b"<row></row>" * 3,
        b'<row r="9"><c r="A1" r="xfd9"><v>1</v></c></row>',
        b'<row r="9"><c r="A1" s="1" t="s" r="$XFD9"><v>1</v></c></row>',
        b'<row r="9"><c r="A1" s="1" t="s"\nr="xfd9"><v>1</v></c></row>',
        b'<row r="9"><c r="A1" t="s"\tr = "XFD9"><v>1</v></c></row>',
        b'<row r="9"><c r="A1" t=">" r="$XFD9"><v>1</v></c></row>',
    ],
)
def test_a_cell_that_does_not_say_where_it_stands(sound: Path, cells: bytes) -> None:
    with pytest.raises(FileRefused, match="sound"):
        check_workbook(with_sheet(sound, ROWS % (cells + LAST)))


@pytest.mark.parametrize(
    "cells",
    [
        b'<row r="9"><c s="1" r="B9" t="n"><v>1</v></c></row>',
        b"<row r='9'><c r='B9'><v>1</v></c></row>",
        b'<x:row r="9"><x:c r="B9"><x:v>1</x:v></x:c></x:row>',
        b'<row r="9"><c\n r="B9" t="inlineStr"><is><t>a:c b</t></is></c></row>',
    ],
)
def test_a_cell_written_another_way(sound: Path, cells: bytes) -> None:
    check_workbook(with_sheet(sound, ROWS % cells))


def test_a_cell_is_seen_wherever_the_sheet_is_cut(sound: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    odd = b'<row r="9"><c s="1" r="XFE9"/></row>'
    monkeypatch.setattr(workbook_guard, "_CHUNK", 7)
    check_workbook(with_sheet(sound, ROWS % (LAST * 20)))
    with pytest.raises(FileRefused):
        check_workbook(with_sheet(sound, ROWS % (LAST * 20 + odd.replace(b"XFE", b"xfe"))))


@pytest.mark.parametrize("far", [b'<c r="XFE9" t="%s"/>', b'<c r="B9999999" t="%s"/>'])
def test_a_far_cell_is_seen_when_its_tag_is_cut(
    sound: Path, monkeypatch: pytest.MonkeyPatch, far: bytes
) -> None:
    for chunk in (50, 90, 130):
        monkeypatch.setattr(workbook_guard, "_CHUNK", chunk)
        with pytest.raises(FileRefused, match=r"columns|rows"):
            check_workbook(with_sheet(sound, ROWS % (b'<row r="9">' + far % (b"n" * 200) + b"</row>")))


def test_rows_without_cells_are_counted(sound: Path) -> None:
    empty = with_sheet(sound, ROWS % (b"<row></row>" * 12_000 + LAST))
    with pytest.raises(FileRefused, match="5000 rows"):
        read_sheet(empty.read_bytes())


def test_what_is_sent_may_hold_less_than_a_file_of_this_machine(sound: Path) -> None:
    far = with_sheet(sound, ROWS % b'<row r="200000"><c r="CZ200000"><v>1</v></c></row>')
    check_workbook(far)
    with pytest.raises(FileRefused, match="100000 rows"):
        read_roster(far.read_bytes())


def _with(data: bytes, **parts: str) -> bytes:
    """An archive with further ``parts``, "/" of a name written ``__``."""
    out = BytesIO(data)
    with zipfile.ZipFile(out, "a") as archive:
        for name, text in parts.items():
            archive.writestr(name.replace("__", "/").replace("_", "."), text)
    return out.getvalue()


@pytest.mark.parametrize(
    "disguise",
    [
        lambda data: _with(data, content_xml="<office:document-content/>", mimetype="x"),
        lambda data: _with(data, xl__workbook_bin="x"),
        lambda data: b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(4096) + data,
        lambda data: data[:-2] + b"\x04\0more",
    ],
    ids=["opendocument", "binary", "behind-something", "something-behind"],
)
def test_another_kind_in_the_same_wrapping(sound: Path, disguise: Callable[[bytes], bytes]) -> None:
    """The reader opens whatever it knows, and what it makes of a repeated cell of another kind is endless."""
    data = sound.read_bytes()
    for read in (read_roster, read_sheet, partial(read_specialty_bytes, xlsx=True)):
        with pytest.raises(FileRefused, match="sound"):
            read(disguise(data))


def test_a_small_opendocument_that_asks_for_gigabytes() -> None:
    cell = '<table:table-cell table:number-columns-repeated="9999"><text:p>x</text:p></table:table-cell>'
    rows = f'<table:table-row table:number-rows-repeated="999999">{cell}</table:table-row>'
    out = BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        archive.writestr("[Content_Types].xml", "<Types/>")
        archive.writestr("content.xml", f'<table:table table:name="S">{rows}</table:table>')
    with pytest.raises(FileRefused, match="sound"):
        read_sheet(out.getvalue())


def test_the_last_column_that_may_be(sound: Path) -> None:
    body = b'<worksheet><sheetData><row r="1"><c r="CZ1"><v>1</v></c></row></sheetData></worksheet>'
    check_workbook(with_sheet(sound, body))


def test_the_refusal_says_what_to_do(sound: Path) -> None:
    sound.write_bytes(b"no")
    with pytest.raises(FileRefused) as refused:
        check_workbook(sound)
    assert "xlsx" in refused.value.say("zh")
    assert refused.value.say("en").startswith("The file cannot be read: this is not a sound xlsx file.")
