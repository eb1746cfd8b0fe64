"""The statistics' pages: whose draws, numbers with their lines, a name for a reason alone (Art. 4(1), 23)."""

from __future__ import annotations

import re
from datetime import timedelta
from io import BytesIO
from pathlib import Path
from zipfile import ZipFile

import pytest
from python_calamine import CalamineWorkbook

from draw_service.rules.access import Role
from draw_service.rules.companies import normalise
from draw_service.rules.statistics import Fact, Ordered, Party, Seated
from draw_service.usecases.statistics.catch_up import catch_up
from tests.usecases.register import AUTHORITY, RECORDS, secrets_of_people
from tests.web.conftest import post
from tests.web.regulator.conftest import Watch, watch

HOME = "/supervision/statistics"
PAGES = ("", "/patterns", "/tickets", "/predictability", "/draws", "/experts", "/calls")
WICKED = Party("T", "=1+1")
LIKED, AVOIDS = "E000001", "E000002"


def year_of(seen: Watch, draws: int) -> list[Fact]:
    """Draws in which one expert stands first every time and another never accepts for one agency."""
    house, facts = seen.town.house, []
    now = house.clock.now() - timedelta(days=1)
    people = tuple(f"E{number:06d}" for number in range(1, 21))
    for n in range(draws):
        others = [people[2 + (n * 7 + k) % 18] for k in range(2)]
        agency = Party("A0", "甲代理") if n % 2 else Party("A1", "乙代理")
        sat = [LIKED, *others]
        answers = dict.fromkeys(sat, "accepted") | {AVOIDS: "declined" if n % 2 else "accepted"}
        seats = tuple(
            Seated(slot, 0, f"{n:060x}{slot:04x}", who, "A08", now, said, said, said == "accepted")
            for slot, (who, said) in enumerate(answers.items(), 1)
        )
        order = Ordered("a", "A08", people, tuple(sat))
        facts.append(
            Fact(
                *(f"AP-2025-{n:04d}.1", 10_000 + n, now, (normalise(AUTHORITY),), WICKED, agency),
                *(
                    (Party("B", "丙建工"),),
                    "random",
                    "complete",
                    "",
                    (),
                    3,
                    7 * n % 60,
                    True,
                    seats,
                    (order,),
                ),
            )
        )
    with house.books() as books:
        books.statistics.add(facts, books.statistics.take_turn())
        books.commit()
    return facts


@pytest.fixture
def closed(tmp_path: Path) -> Watch:
    seen = watch(tmp_path, "closed")
    seen.stage.house.sequence()
    catch_up(seen.town.house)
    return seen


def test_the_gate_keeps_others_out(closed: Watch) -> None:
    for page in PAGES:
        assert closed.town.stranger().get(HOME + page).headers["location"].startswith("/enter?next=")
        assert closed.town.enter(Role.OPERATOR).get(HOME + page).status_code == 403


def test_a_year_with_little_says_so(closed: Watch) -> None:
    text = closed.regulator.get(HOME).text
    assert 'href="/supervision/statistics/draws?year=2026&amp;end=complete">1</a>' in text
    assert "检验说明不了问题" in closed.regulator.get(f"{HOME}/tickets").text
    assert "应答太少" in closed.regulator.get(f"{HOME}/patterns").text
    assert closed.stage.draw_id in closed.regulator.get(f"{HOME}/draws").text
    english = closed.regulator.get(f"{HOME}/tickets?lang=en").text
    assert "a test would say nothing" in english
    assert "no past year is invented" in english


def test_others_see_nothing_of_it(closed: Watch) -> None:
    assert "还没有已结束的抽取" in closed.other.get(HOME).text
    for page in ("/draws", "/calls", "/experts"):
        text = closed.other.get(HOME + page).text
        assert closed.stage.draw_id not in text
        assert "E0000" not in text
    with closed.town.house.views() as books:
        number = books.statistics.number_of("expert", closed.stage.holder(1))
    assert number
    assert closed.other.get(f"{HOME}/experts/{number}").status_code == 404
    assert closed.regulator.get(f"{HOME}/experts/{number}").status_code == 200


def test_what_is_wrong_with_a_year_shows_and_leads_to_its_lines(closed: Watch) -> None:
    year_of(closed, 40)
    sums = closed.regulator.get(HOME).text
    links = [
        one.replace("&amp;", "&")
        for one in re.findall(r'href="(/supervision/statistics/[^"]*\?[^"]*)"', sums)
    ]
    assert len(links) > 15
    for link in links:
        assert closed.regulator.get(link).status_code == 200
    together = re.search(r'href="([^"]*served=1)">20</a>', sums)
    assert together
    lines = closed.regulator.get(together[1].replace("&amp;", "&")).text
    assert lines.count("AP-2025-") == 2 * 20  # the address and the words of each
    tickets = closed.regulator.get(f"{HOME}/tickets").text
    assert "偏离均匀" in tickets
    assert tickets.index(LIKED) < tickets.index("怎样复算")
    patterns = closed.regulator.get(f"{HOME}/patterns").text
    assert (AVOIDS in patterns, "甲代理" in patterns, "乙代理" in patterns) == (True, True, False)
    assert "A08" in closed.regulator.get(f"{HOME}/predictability").text


def test_a_name_is_shown_for_a_reason_and_logged(closed: Watch) -> None:
    who = closed.stage.holder(1)
    with closed.town.house.views() as books:
        page = f"{HOME}/experts/{books.statistics.number_of('expert', who)}"
    record = RECORDS[int(who[1:]) - 1]
    assert record.name not in closed.regulator.get(page).text
    without = post(closed.regulator, page)
    assert (without.status_code, record.name in without.text) == (422, False)
    assert closed.facts("file.seen") == []
    shown = post(closed.regulator, page, reason="inspection")
    assert record.name in shown.text
    (seen,) = closed.facts("file.seen")
    assert b'"reason":"inspection"' in seen


@pytest.mark.parametrize(
    "asked",
    [
        *("draws?tenderer=", "draws?low=", "draws?high=", "calls?expert=", "calls?bidder="),
        *("experts?low=", "experts/"),
    ],
)
def test_a_number_no_database_knows_is_a_mistake_of_the_reader(closed: Watch, asked: str) -> None:
    for number in (2**31, 10**20, -(10**20)):
        assert closed.regulator.get(f"{HOME}/{asked}{number}").status_code in (400, 404)


def test_no_page_names_anybody(closed: Watch) -> None:
    year_of(closed, 10)
    people = {record.name for record in RECORDS} | {record.id_card for record in RECORDS}
    assert people & set(secrets_of_people())
    for page in PAGES:
        text = closed.regulator.get(HOME + page).text
        assert [name for name in people if name in text] == []


def test_the_workbook_holds_the_figures_and_no_formula(closed: Watch) -> None:
    year_of(closed, 40)
    for lang, first in (("zh", "抽取结果"), ("en", "Draws")):
        answer = closed.regulator.get(f"{HOME}/2026.xlsx?lang={lang}")
        book = CalamineWorkbook.from_filelike(BytesIO(answer.content))
        assert book.sheet_names[0] == first
        rows = {name: book.get_sheet_by_name(name).to_python() for name in book.sheet_names}
        together = rows[book.sheet_names[3]]
        assert together[2][1] == "=1+1"
        assert together[2][4] == 20
        assert any(AVOIDS in map(str, row) for row in rows[book.sheet_names[6]])
        with ZipFile(BytesIO(answer.content)) as parts:
            cells = [parts.read(name) for name in parts.namelist() if "worksheets/" in name]
        assert len(cells) == 9
        assert [cell for cell in cells if b"<f" in cell] == []
