"""The drill desk says what a number can be, instead of a bare 404 (ui.md rule 11)."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import timedelta
from types import SimpleNamespace
from typing import Any

from fastapi import FastAPI
from starlette.testclient import TestClient

from draw_service.rules.people import Company
from draw_service.usecases.ports import Clock, House
from draw_service.web.app import create_app
from draw_service.web.parts import Web
from tests.usecases.register import RECORDS
from tests.web.conftest import START, Town


@dataclass
class Practice:
    """What the desk asks of a practice house."""

    clock: Clock
    city: Any
    choices: dict[str, list[str]] = field(default_factory=dict)

    def slips(self) -> list[Any]:
        return []

    def to_choose(self, _house: House) -> dict[str, list[str]]:
        return self.choices


def browser_of(app: FastAPI) -> TestClient:
    return TestClient(app, base_url="https://panel.test", follow_redirects=False)


def test_a_number_beyond_the_city_is_told_and_stays(town: Town) -> None:
    with town.house.books() as books:
        books.pool.add(RECORDS[0], at=START)
        books.commit()
    practice = Practice(town.house.clock, SimpleNamespace(records=RECORDS[:1]))
    app = create_app(web=Web(town.house, "演练中心", practice))
    browser = browser_of(app)
    assert "1 到 1，例如 5" in browser.get("/drill").text
    for typed, said in (("604", "专家编到 1"), ("很多", "请填写数字"), ("0", "请填写数字"), ("", "请填写")):
        answer = browser.post("/drill/expert", data={"number": typed})
        assert (answer.status_code, said in answer.text) == (422, True), typed
        assert f'value="{typed}"' in answer.text
        assert "：专家序号</a>" in answer.text, "the summary on top says which field is meant"
    assert browser.post("/drill/expert", data={"number": "1"}).headers["location"] == "/expert"


def test_a_newcomer_is_told_whom_a_selective_draw_may_choose(town: Town) -> None:
    practice = Practice(town.clock, SimpleNamespace(records=RECORDS[:1]), {"A08": ["E000012", "E000015"]})
    browser = browser_of(create_app(web=Web(town.house, "演练中心", practice)))
    for lang in ("zh", "en"):
        assert "E000012 E000015" in browser.get(f"/drill?lang={lang}").text


def test_after_a_jump_of_the_clock_the_way_back_needs_no_password(town: Town) -> None:
    """Signing in freshly and idling out: both end before the page where somebody was."""
    firm = Company("演练招标人", "91220800MA00000015")
    cast = SimpleNamespace(tenderer=firm, agency=firm, authority="演练监管", authority_code="A1")
    practice = Practice(town.clock, SimpleNamespace(records=RECORDS[:1], cast=cast))
    app = create_app(web=Web(town.house, "演练中心", practice))
    browser = browser_of(app)
    browser.post("/drill/enter", data={"role": "office"})
    here, grave = "/rules/drafts", "/admin/accounts/new"
    page = browser.get(f"/enter/again?next={here}").text
    action, role = re.findall(r'action="(/drill/enter[^"]*)".*?name="role" value="(\w+)"', page, re.S)[0]
    assert role == "office"
    csrf = page.partition('name="csrf" value="')[2].partition('"')[0]

    assert browser.post(action, data={"csrf": csrf, "role": role}).headers["location"] == here

    town.clock.jump(town.clock.now() + timedelta(hours=13))
    door = browser.get(grave).headers["location"]
    assert door == f"/enter?next={grave}"
    desk = re.findall(r'href="(/drill\?next=[^"]*)"', browser.get(door).text)[0]
    action = re.findall(r'action="(/drill/enter\?[^"]*)"', browser.get(desk).text)[0]
    assert browser.post(action, data={"role": "administrator"}).headers["location"] == grave
    first = browser_of(app).post("/drill/enter", data={"role": "office"}).headers["location"]
    for elsewhere in ("//evil.example", "https://evil.example", "/enter/again"):
        answer = browser_of(app).post(f"/drill/enter?next={elsewhere}", data={"role": "office"})
        assert answer.headers["location"] == first, "no way out of the service, no way round in it"


def test_a_page_that_is_nothing_but_a_refusal_says_so_once(town: Town) -> None:
    page = town.stranger().get("/nowhere").text.partition("<main")[2]
    assert page.count("未能办理") == 1
    assert page.index("<h1") < page.index("没有任何内容被更改")
