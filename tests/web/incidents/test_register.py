"""``/incidents``: a lost slip from the form to its end by two people, typed words kept; English is whole."""

from __future__ import annotations

import re
from datetime import timedelta

from draw_service.rules.access import Role
from draw_service.usecases.incidents.watch_clocks import watch_clocks
from tests.web.conftest import START, Town, post

HAN = re.compile(r"[\u4e00-\u9fff]")


def test_from_the_form_to_the_end(town: Town) -> None:
    ann = town.enter(Role.OPERATOR)
    refused = post(ann, "/incidents/new", kind="list-leaked", words="有人在楼下念名单")
    assert "名单泄露须填写抽取编号" in refused.text
    assert "有人在楼下念名单" in refused.text

    sent = post(ann, "/incidents/new", kind="lost-slip", words="一张凭条不见了")
    place = sent.headers["location"].partition("?")[0]
    assert (sent.status_code, place) == (303, "/incidents/IN-2026-0001")
    assert "2026-03-03 09:00" in ann.get(place).text

    town.clock.jump(START + timedelta(hours=25))
    watch_clocks(town.house)
    ann, boss = town.enter(Role.OPERATOR), town.enter(Role.OFFICE)
    assert "逾期未上报" in boss.get("/incidents").text
    assert "一张凭条" not in ann.get("/draw-room").text

    early = post(ann, f"{place}/conclude", place, conclusion="查清")
    assert "先控制、上报" in early.text
    assert post(ann, f"{place}/contain", place, measures="作废补发").status_code == 303
    empty = post(ann, f"{place}/report", place, to="office", document="")
    assert "document-error" in empty.text
    assert post(ann, f"{place}/report", place, to="office", document="3号").status_code == 303
    assert "逾期未上报" not in ann.get(place).text
    assert post(ann, f"{place}/conclude", place, conclusion="无人见到").status_code == 303
    assert "须由另一人结案" in ann.get(place).text
    assert "不能确认自己办理的事项" in post(ann, f"{place}/close", place).text
    assert post(boss, f"{place}/close", place).headers["location"] == f"{place}?told=close"
    assert "已结案" in ann.get(place).text


def test_who_has_no_part_in_it(town: Town) -> None:
    assert town.enter(Role.TENDERER, "91110108MA01C8JB7K", "某招标人").get("/incidents").status_code == 403
    assert town.enter(Role.LEAD).get("/incidents/new").status_code == 403
    assert town.enter(Role.LEAD).get("/incidents").status_code == 200
    assert town.stranger().get("/incidents").status_code == 303
    assert town.enter(Role.DESK).get("/incidents/IN-2026-0009").status_code == 404


def test_english_is_whole(town: Town) -> None:
    ann = town.enter(Role.OPERATOR)
    place = post(ann, "/incidents/new", kind="device", words="x").headers["location"].partition("?")[0]
    for path in ("/incidents", "/incidents/new", place):
        main = ann.get(f"{path}?lang=en").text.partition("<main")[2].partition("</main>")[0]
        assert not HAN.search(main), path
