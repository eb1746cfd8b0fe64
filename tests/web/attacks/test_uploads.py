"""Files where no file belongs, and files that are none of their kind: refused in words, nothing left open."""

from __future__ import annotations

import logging
import re
import unicodedata
import zipfile
from io import BytesIO
from pathlib import Path
from tempfile import SpooledTemporaryFile
from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from starlette import formparsers
from starlette.datastructures import FormData, UploadFile

from draw_service.rules.access import Role
from draw_service.web.forms import Form
from tests.house.repository import modules
from tests.web.conftest import Town, csrf_of
from tests.web.draw_room.room import open_room

LARGE = bytes(2 * 2**20)
"""More than is kept in memory while a form is read."""


@pytest.fixture
def opened(monkeypatch: pytest.MonkeyPatch) -> list[Any]:
    """Every temporary file of a form from here on."""
    found: list[Any] = []

    class Noted(SpooledTemporaryFile[bytes]):
        def __init__(self, *words: Any, **named: Any) -> None:
            super().__init__(*words, **named)
            found.append(self)

    monkeypatch.setattr(formparsers, "SpooledTemporaryFile", Noted)
    return found


def test_no_file_of_a_form_stays_open_whoever_sends_it(town: Town, opened: list[Any]) -> None:
    """Read by nobody, refused at the gate, in a field twice."""
    keeper, path = town.enter(Role.POOL_KEEPER), "/pool/bulk"
    files = [("nobody_reads_this", ("../../x", LARGE)), ("file", ("a", LARGE)), ("file", ("b", LARGE))]
    token = csrf_of(keeper, path)

    assert town.stranger().post("/enter", files=files).status_code == 422
    assert keeper.post(path, files=files, data={"csrf": "another"}).status_code == 403
    assert keeper.post(path, files=files, data={"csrf": token}).status_code == 422

    assert len(opened) == 9
    assert [one for one in opened if not one.closed] == []


def _opendocument() -> bytes:
    cell = '<table:table-cell table:number-columns-repeated="9999"><text:p>x</text:p></table:table-cell>'
    out = BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        archive.writestr("[Content_Types].xml", "<Types/>")
        archive.writestr("content.xml", f'<table:table table:name="S">{cell * 9}</table:table>')
    return out.getvalue()


def _bomb() -> bytes:
    out = BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("[Content_Types].xml", "<Types/>")
        archive.writestr("xl/workbook.xml", " " * 300 * 2**20)
    return out.getvalue()


HOSTILE = {
    "opendocument": _opendocument(),
    "bomb": _bomb(),
    "deep": b"[" * 500 + b"]" * 500,
    "nothing but NUL": bytes(5000),
    "a quote without end": b'code,name\n"' + b"x" * 200_000,
    "a wide line": b"," * 1_000_000,
    "a million lines": b"a,b\n" * 1_000_000,
    "formula": b"code,name\n=cmd|'/c calc'!A1,@SUM(1)\n",
    "a picture": b"\x89PNG\r\n\x1a\n" + bytes(100),
    "half a character": b"\xff\xfe\xfd code",
}
NAME = "../../x\r\nERROR forged\x1b[31m<i id=zq9>.%s"


@pytest.mark.parametrize("ending", ["xlsx", "csv"])
def test_an_import_of_anything_is_refused_in_words(
    town: Town, caplog: pytest.LogCaptureFixture, ending: str
) -> None:
    caplog.set_level(logging.INFO)
    keeper = town.enter(Role.POOL_KEEPER)
    token = csrf_of(keeper, "/pool/bulk")
    more = {"csrf": token, "reason": "x", "edition": "甲", "source": "甲", "valid_from": "2027-01-01"}
    for path in ("/pool/bulk", "/pool/specialties", "/catalogue/new"):
        for what, data in HOSTILE.items():
            answer = keeper.post(path, data=more, files={"file": (NAME % ending, data)})
            assert answer.status_code == 422, (path, what)
            assert "<i id=zq9>" not in answer.text
            assert "Traceback" not in answer.text
    assert "forged" not in caplog.text


def test_a_bidder_list_of_anything_is_refused_in_words(tmp_path: Path) -> None:
    room = open_room(tmp_path)
    tenderer = room.town.enter(Role.TENDERER, room.stage.application.tenderer.code)
    path = f"/applications/{room.stage.application_id}/bidders"
    sent = {"csrf": csrf_of(tenderer, path)}
    for what, data in HOSTILE.items():
        answer = tenderer.post(path, data=sent, files={"bidders_file": (NAME % "xlsx", data)})
        assert (answer.status_code, "file-refused" in answer.text) == (422, True), what
        assert "<i id=zq9>" not in answer.text


@pytest.mark.parametrize("typed", list(HOSTILE))
def test_what_is_pasted_is_refused_in_words(town: Town, typed: str) -> None:
    text = HOSTILE[typed][:15_000].decode("latin-1").replace("\0", "\x01")
    keeper, administrator = town.enter(Role.POOL_KEEPER), town.enter(Role.ADMINISTRATOR)
    rows = {"csrf": csrf_of(keeper, "/pool/aliases"), "rows": text}
    notice = {"csrf": csrf_of(administrator, "/admin/calendar"), "notice": text, "text": text, "year": "2027"}

    assert keeper.post("/pool/aliases", data=rows).status_code == 422
    assert administrator.post("/admin/calendar", data=notice).status_code == 422


@given(st.text(min_size=1, max_size=300))
@example("../../etc/passwd")
@example("C:\\Windows\\x.pdf")
@example("a\r\nSet-Cookie: a=b\x1b[31m.pdf")
@example("invoice\u202efdp.exe")
@example("甲" * 200 + ".xlsx")
def test_a_name_of_a_file_is_no_path_and_steers_nothing(called: str) -> None:
    shown = Form(FormData([("file", UploadFile(BytesIO(), filename=called))])).upload_name("file")

    assert len(shown) <= 120
    assert not re.search(r"[/\\]", shown)
    assert {unicodedata.category(one)[0] for one in shown} & {"C"} == set()
    if called.isalnum():
        assert called.endswith(shown)


def test_names_from_outside_are_read_in_one_place_and_name_no_file() -> None:
    """A name reaches a page or a column, and a download is called by numbers and kinds."""
    sources = modules("draw_service/web")
    assert [path for path, text in sources.items() if ".filename" in text] == ["draw_service/web/forms.py"]
    readers = {path for path, text in sources.items() if ".upload_name(" in text}
    assert readers == {
        "draw_service/web/conduct/ledger.py",
        "draw_service/web/pool_form.py",
        "draw_service/web/staff/pool_files.py",
    }
    called = {one for text in sources.values() for one in re.findall(r'filename="[^"]*"', text)}
    assert len(called) > 10
    assert [one for one in called if re.search(r"\.name|upload|typed|said", one)] == []
