"""``/catalogue``: a table pasted or handed in, its differences, the second person, those who read."""

from __future__ import annotations

import re
from dataclasses import replace
from html import unescape
from io import BytesIO

import pytest
import xlsxwriter

from draw_service.rules.access import Role
from draw_service.rules.applications import Listing
from draw_service.rules.catalogue import SHIPPED
from draw_service.rules.catalogue_rows import HEADS, write_lines
from draw_service.usecases.ports import DrawRow
from tests.usecases.register import application
from tests.web.conftest import Town, post

FIELDS = {"source": "市办〔2026〕1号", "valid_from": "2026-03-03", "reason": "公布新目录"}
NEW = "E01\t其他\t排污权交易\t\t试行办法"
TABLE = "\n".join("\t".join(row) for row in write_lines(SHIPPED.lines)[1:]) + "\n" + NEW


def sheet() -> bytes:
    out = BytesIO()
    with xlsxwriter.Workbook(out) as book:
        page = book.add_worksheet()
        for row, cells in enumerate([HEADS, *write_lines(SHIPPED.lines[:2])]):
            page.write_row(row, 0, cells)
    return out.getvalue()


def test_from_the_table_to_its_effect_by_two_people(town: Town) -> None:
    keeper, admin = town.enter(Role.POOL_KEEPER), town.enter(Role.ADMINISTRATOR)
    assert "工程施工" in keeper.get("/catalogue/new").text
    sent = post(keeper, "/catalogue/new", **FIELDS, rows=TABLE)
    place = sent.headers["location"].partition("?")[0]
    assert (sent.status_code, place) == (303, "/catalogue/CAT-2026-0001")
    own = keeper.get(place).text
    assert "新增 1，更改 0，删去 1，不变 6" in own
    assert "确认本版目录" not in own
    assert post(admin, f"{place}/confirm", place).headers["location"] == f"{place}?told=confirmed"
    regulator = town.enter(Role.REGULATOR, "R", "监管")
    page = regulator.get("/catalogue").text
    assert "CAT-2026-0001" in page
    assert "拟定新版目录" not in page
    assert regulator.get("/catalogue/projects").status_code == 200
    assert "已经确认或撤回" in post(admin, f"{place}/withdraw", place).text


def test_the_projects_of_a_year_stand_on_pages_under_their_count(town: Town) -> None:
    listed = replace(application(), catalogue=Listing("A01", name="工程施工", duty="must"))
    with town.house.books() as books:
        for n in range(1, 103):
            id = f"AP-2025-{n:04}"
            books.draws.put_application(id, 1, listed)
            books.draws.add_draw(DrawRow(f"{id}.1", id, 1, ""))
        books.commit()
    office = town.enter(Role.OFFICE)
    assert "2026 年的申请：共 0 个" in office.get("/catalogue/projects").text
    first = office.get("/catalogue/projects?year=2025").text
    assert "2025 年的申请：共 102 个" in first
    assert ("AP-2025-0102" in first, "AP-2025-0002" in first) == (True, False)
    following = re.findall(r'href="(/catalogue/projects\?year=2025&amp;page=\d)"', first)
    assert following == ["/catalogue/projects?year=2025&amp;page=2"]
    last = office.get(unescape(following[0]) + "&lang=en").text
    assert "Applications of 2025: 102 in all" in last
    assert "Page 2 of 2" in last
    assert re.findall(r">(AP-2025-\d+)<", last) == ["AP-2025-0002", "AP-2025-0001"]


@pytest.mark.parametrize(
    ("field", "value", "said"),
    [
        ("valid_from", "2026-03-02", "最早可自 2026-03-03"),
        ("rows", "A01\t其他", "第 1 行"),
        ("rows", "", "rows-error"),
        ("source", "", "source-error"),
    ],
)
def test_what_is_refused_stays_typed(town: Town, field: str, value: str, said: str) -> None:
    keeper = town.enter(Role.POOL_KEEPER)
    answer = post(keeper, "/catalogue/new", **{**FIELDS, "rows": TABLE, field: value})
    assert answer.status_code in (409, 422)
    assert said in answer.text
    assert 'value="公布新目录"' in answer.text


def test_a_sheet_is_taken_in_the_place_of_the_table(town: Town) -> None:
    keeper = town.enter(Role.POOL_KEEPER)
    token = keeper.get("/catalogue/new").text.partition('name="csrf" value="')[2].partition('"')[0]
    file = {"file": ("目录.xlsx", sheet())}
    sent = keeper.post("/catalogue/new", data={**FIELDS, "csrf": token, "rows": TABLE}, files=file)
    assert "删去 5，不变 2" in keeper.get(sent.headers["location"]).text


def test_the_pages_are_whole_in_english(town: Town) -> None:
    keeper, regulator = town.enter(Role.POOL_KEEPER), town.enter(Role.REGULATOR, "R", "Regulator")
    place = post(keeper, "/catalogue/new", **FIELDS, rows=TABLE).headers["location"].partition("?")[0]
    for who, path in (
        (keeper, "/catalogue"),
        (keeper, place),
        (regulator, "/catalogue/shipped"),
        (regulator, "/catalogue/projects"),
    ):
        page = who.get(f"{path}?lang=en")
        said = re.sub(r'<span lang="zh-CN">.*?</span>|<a [^>]*>中文</a>|演练中心', "", page.text)
        assert page.status_code == 200
        assert not re.search(r"[\u4e00-\u9fff]", said.partition("<main")[2].partition("</main")[0]), path
