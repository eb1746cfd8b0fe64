"""What no browser sends: every one is refused in words, none makes the service stumble."""

from __future__ import annotations

import re
from io import BytesIO
from pathlib import Path

import pytest
import xlsxwriter
from starlette.datastructures import FormData
from starlette.testclient import TestClient

from draw_service.documents.bidders_in import MOST_ROWS, read_sheet
from draw_service.rules.access import Role
from draw_service.rules.refusals import FileRefused
from draw_service.web.forms import Form
from tests.web.conftest import Town
from tests.web.draw_room.room import open_room

FORM = "multipart/form-data; boundary=x"


@pytest.mark.parametrize("origin", ["http://[", "null", "https://panel.test.evil.example"])
def test_an_origin_that_is_not_ours_is_refused(town: Town, origin: str) -> None:
    answer = town.stranger().post("/enter", data={"login": "a", "password": "b"}, headers={"origin": origin})
    assert answer.status_code == 403


def test_a_referer_that_is_no_address_is_left_alone(town: Town) -> None:
    answer = town.stranger().post("/enter", headers={"referer": "http://["})
    assert answer.status_code == 422


@pytest.mark.parametrize(
    "path", ["//evil.example/x", "///evil.example", "/\\evil.example", "//evil.example/%2e"]
)
def test_no_link_of_ours_leads_to_another_host(town: Town, path: str) -> None:
    page = town.stranger().get(f"https://panel.test{path}").text
    links = re.findall(r'(?:href|action)="([^"]*)"', page)
    assert links
    assert [one for one in links if re.match(r"[/\\]{2}|[a-z]+:", one)] == []


@pytest.mark.parametrize("charset", ["unicode_escape", "raw_unicode_escape", "undefined", "utf-16", "utf-7"])
def test_a_form_in_another_encoding_is_unreadable(town: Town, charset: str) -> None:
    body = b'--x\r\nContent-Disposition: form-data; name="login"\r\n\r\n\\ud800\r\n--x--\r\n'
    headers = {"content-type": f"{FORM}; charset={charset}"}
    assert town.stranger().post("/enter", content=body, headers=headers).status_code == 400


@pytest.mark.parametrize(
    "path",
    [
        "/board/%00",
        "/public/draws/a%00.edraw.json",
        "/expert?said=%00",
        "/api/v1/applications/%00",
        "/static/%00",
    ],
)
def test_no_nul_reaches_the_database(town: Town, path: str) -> None:
    assert town.stranger().get(path).status_code in (400, 404)


def test_a_nul_in_a_form_is_unreadable(town: Town) -> None:
    answer = town.stranger().post("/enter", data={"login": "a\0b", "password": "c"})
    assert answer.status_code == 400


@pytest.mark.parametrize("number", ["9223372036854775807", "9" * 40, "-1", "0", "1e3"])
def test_a_page_far_outside_is_refused(town: Town, number: str) -> None:
    assert town.stranger().get(f"/public/draws?number={number}").status_code == 400


@pytest.mark.parametrize("year", ["9" * 30, "10000", "-1"])
def test_a_year_far_outside_is_refused(town: Town, year: str) -> None:
    regulator = town.enter(Role.REGULATOR)
    assert regulator.get(f"/supervision/scores/experts/E000001?year={year}").status_code == 400


@pytest.mark.parametrize("typed", ["--5", "-" * 19 + "5", "0" * 30 + "9" * 60, "9" * 200, "٣", "1e5"])
def test_a_number_that_is_none_is_told(typed: str) -> None:
    form = Form(FormData([("n", typed)]))
    assert form.number("n") == 0
    assert "n" in form.errors


def test_many_fields_and_long_fields_are_refused(town: Town) -> None:
    browser = town.stranger()
    assert browser.post("/enter", data={f"f{n}": "1" for n in range(1001)}).status_code == 400
    assert browser.post("/enter", data={"login": "x" * 13_000_000}).status_code == 413


def test_a_small_sheet_with_a_far_cell_is_refused() -> None:
    with pytest.raises(FileRefused, match="rows"):
        read_sheet(_sheet(MOST_ROWS + 10))
    assert len(read_sheet(_sheet(MOST_ROWS - 1))) == MOST_ROWS


def _sheet(last: int) -> bytes:
    data = BytesIO()
    with xlsxwriter.Workbook(data, {"in_memory": True}) as book:
        sheet = book.add_worksheet()
        sheet.write(0, 0, "a")
        sheet.write(last, 0, "b")
    return data.getvalue()


def test_tokens_of_others_and_ended_sessions_open_nothing(tmp_path: Path) -> None:
    room = open_room(tmp_path, "appointed")
    one, other = room.town.enter(Role.COUNTER), room.town.enter(Role.COUNTER)
    fields = {"draw": room.stage.draw_id, "party": "regulator", "public": "x", "entry": "x"}
    for token in ("", "x", _csrf(other), _csrf(one).swapcase()):
        assert one.post("/counter/slips", data={**fields, "csrf": token}).status_code == 403
    kept = dict(one.cookies)
    assert one.post("/leave", data={"csrf": _csrf(one)}).status_code == 303
    again = room.town.stranger()
    for name, value in kept.items():
        again.cookies.set(name, value, domain="panel.test")
    assert again.get("/counter").headers["location"].startswith("/enter")


def _csrf(browser: TestClient) -> str:
    return browser.get("/counter").text.partition('name="csrf" value="')[2].partition('"')[0]
