"""The drill desk says what a number can be, instead of a bare 404 (ui.md rule 11)."""

from __future__ import annotations

from dataclasses import dataclass
from types import SimpleNamespace
from typing import Any

from starlette.testclient import TestClient

from draw_service.usecases.ports import Clock
from draw_service.web.app import create_app
from draw_service.web.parts import Web
from tests.usecases.register import RECORDS
from tests.web.conftest import START, Town


@dataclass
class Practice:
    """What the desk asks of a practice house."""

    clock: Clock
    city: Any

    def slips(self) -> list[Any]:
        return []


def test_a_number_beyond_the_city_is_told_and_stays(town: Town) -> None:
    with town.house.books() as books:
        books.pool.add(RECORDS[0], at=START)
        books.commit()
    practice = Practice(town.house.clock, SimpleNamespace(records=RECORDS[:1]))
    app = create_app(web=Web(town.house, "演练中心", practice))
    browser = TestClient(app, base_url="https://panel.test", follow_redirects=False)
    assert "1 到 1，例如 5" in browser.get("/drill").text
    for typed, said in (("604", "专家编到 1"), ("很多", "请填写数字"), ("0", "请填写数字"), ("", "请填写")):
        answer = browser.post("/drill/expert", data={"number": typed})
        assert (answer.status_code, said in answer.text) == (422, True), typed
        assert f'value="{typed}"' in answer.text
        assert "：专家序号</a>" in answer.text, "the summary on top says which field is meant"
    assert browser.post("/drill/expert", data={"number": "1"}).headers["location"] == "/expert"


def test_a_page_that_is_nothing_but_a_refusal_says_so_once(town: Town) -> None:
    page = town.stranger().get("/nowhere").text.partition("<main")[2]
    assert page.count("未能办理") == 1
    assert page.index("<h1") < page.index("没有任何内容被更改")
