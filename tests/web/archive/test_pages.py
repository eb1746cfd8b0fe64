"""The pages of the archive: who asks, who decides, who destroys (档案管理制度 4; 保密工作制度 6)."""

from __future__ import annotations

import re
from datetime import UTC, datetime

from draw_service.rules.access import Role
from tests.usecases.archive.package import YEAR
from tests.usecases.fees.office import FeeOffice
from tests.usecases.register import AUTHORITY
from tests.web.conftest import csrf_of, post


def link(page: str, pattern: str) -> str:
    found = re.search(pattern, page)
    assert found is not None
    return found[1]


def test_a_look_is_asked_for_approved_and_opened_by_a_button(office: FeeOffice) -> None:
    town = office.town()
    ann, boss = town.enter(Role.OPERATOR), town.enter(Role.OFFICE)
    empty = post(ann, "/archive/looks", "/archive", draw=office.draw_id, reason="")
    assert f'value="{office.draw_id}"' in empty.text
    asked = post(ann, "/archive/looks", "/archive", draw=office.draw_id, reason="投诉核查")
    assert asked.headers["location"] == "/archive?told=asked"
    assert "/open" not in ann.get("/archive").text

    look = link(boss.get("/archive").text, r'action="(/archive/looks/[0-9a-f]+)"')
    assert post(boss, look, "/archive", verdict="approve").status_code == 303

    opened = post(ann, f"{look}/open", "/archive")
    assert opened.status_code == 200
    names = [office.name_of(expert) for expert in office.seated().values()]
    assert all(name in opened.text for name in names)
    assert not any(name in ann.get("/archive").text for name in names)
    other = town.enter(Role.OPERATOR)
    assert "look-not-approved" in post(other, f"{look}/open", "/archive").text


def test_the_year_is_called_for(office: FeeOffice) -> None:
    office.clock.jump(datetime(YEAR + 1, 5, 2, tzinfo=UTC))
    page = office.town().enter(Role.OPERATOR).get("/archive").text

    assert "逾期" in page
    assert f"{YEAR + 1}-04-30" in page
    assert f"panel archive make {YEAR}" in page


def test_two_people_destroy_on_a_page_of_its_own(office: FeeOffice) -> None:
    office.clock.jump(datetime(YEAR + 16, 1, 2, tzinfo=UTC))
    town = office.town()
    ann, boss = town.enter(Role.OPERATOR), town.enter(Role.OFFICE)
    fields = {"year": str(YEAR), "klass": "project", "why": "保管期满"}
    assert post(ann, "/archive/destructions", "/archive", **fields).status_code == 303
    assert "核对并销毁" not in ann.get("/archive").text
    page = link(boss.get("/archive").text, r'href="(/archive/destructions/[0-9a-f]+)"')
    assert 'name="sure"' not in ann.get(page).text

    assert "请勾选后再销毁" in post(boss, page).text
    assert office.seated()
    assert post(boss, page, sure="1").headers["location"] == "/archive?told=destroyed"

    done = boss.get("/archive").text
    certificate = boss.get(link(done, r'href="(/archive/destructions/[0-9a-f]+/certificate\.pdf)"'))
    assert certificate.content.startswith(b"%PDF")
    assert boss.get(page).status_code == 303


def test_before_its_time_the_form_stays_and_names_the_day(office: FeeOffice) -> None:
    ann = office.town().enter(Role.OPERATOR)
    fields = {"year": str(YEAR), "klass": "project", "why": "腾柜", "csrf": csrf_of(ann, "/archive")}

    answer = ann.post("/archive/destructions", data=fields)

    assert answer.status_code == 409 or "kept-still" in answer.text
    assert f"{YEAR + 15}-12-31" in answer.text


def test_who_may_do_what(office: FeeOffice) -> None:
    town = office.town()
    regulator = town.enter(Role.REGULATOR, "", AUTHORITY)

    assert regulator.get("/archive").status_code == 200
    for path in ("/archive/destructions", "/archive/looks/x"):
        sent = regulator.post(path, data={"csrf": csrf_of(regulator, "/archive")})
        assert sent.status_code == 403
    assert town.enter(Role.POOL_KEEPER).get("/archive").status_code == 403


def test_english_is_whole(office: FeeOffice) -> None:
    office.clock.jump(datetime(YEAR + 16, 1, 2, tzinfo=UTC))
    page = office.town().enter(Role.OPERATOR).get("/archive?lang=en").text
    main = page.partition("<main")[2].partition("</main>")[0]

    assert not re.search(r"[\u4e00-\u9fff]", main)
