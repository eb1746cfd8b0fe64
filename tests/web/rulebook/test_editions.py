"""``/rules``: an edition from the ticked parameter to its effect, by two people; refused, it stays typed."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest

from draw_service.rules.access import Role
from tests.web.conftest import START, Town, post

FIELDS = {
    "p": "call_minutes",
    "value.call_minutes": "45",
    "article.call_minutes": "Art. 8, 14",
    "source.call_minutes": "试行",
    "confirmation.call_minutes": "",
    "level": "city",
    "valid_from": "2026-03-03",
    "reason": "试行半年",
}
FORM = "/rules/change?p=call_minutes"


def test_from_a_tick_to_its_effect_by_two_people(town: Town) -> None:
    admin, office = town.enter(Role.ADMINISTRATOR), town.enter(Role.OFFICE)
    assert 'name="p" value="call_minutes"' in admin.get("/rules").text

    checked = post(admin, "/rules/change", FORM, **FIELDS)
    assert checked.status_code == 200
    assert "<strong>45</strong>" in checked.text
    assert "没有尚未开标的项目" in checked.text

    sent = admin.post(
        "/rules/propose", data=dict(re.findall(r'name="([^"]+)" value="([^"]*)"', checked.text))
    )
    place = sent.headers["location"].partition("?")[0]
    assert (sent.status_code, place) == (303, "/rules/editions/2")
    assert "等待另一人确认" in admin.get(place).text
    assert "确认本版规则" not in admin.get(place).text

    done = post(office, f"{place}/confirm", place)
    assert done.headers["location"] == f"{place}?told=confirmed"
    house = town.house
    assert house.pack(START).id == "baicheng/1"
    assert house.pack(START + timedelta(days=1)).int("call_minutes") == 45
    assert "规则第 2 版" in town.enter(Role.REGULATOR, "R", "监管").get("/rules").text
    again = post(office, f"{place}/confirm", place)
    assert "规则包 2 已经处理" in again.text


@pytest.mark.parametrize(
    ("field", "value", "said"),
    [
        ("value.call_minutes", "很久", "与现值的类型不同"),
        ("value.call_minutes", "", "没有任何更改"),
        ("valid_from", "2026-03-02", "最早可自 2026-03-03"),
        ("reason", "", "reason-error"),
    ],
)
def test_what_is_refused_stays_typed(town: Town, field: str, value: str, said: str) -> None:
    admin = town.enter(Role.ADMINISTRATOR)
    answer = post(admin, "/rules/change", FORM, **{**FIELDS, field: value, "source.call_minutes": ""})
    assert said in answer.text
    assert "拟定规则版本" in answer.text
    assert 'name="reason"' in answer.text


def test_it_can_be_withdrawn_and_read_in_english(town: Town) -> None:
    admin = town.enter(Role.ADMINISTRATOR)
    checked = post(admin, "/rules/change", FORM, **FIELDS)
    admin.post("/rules/propose", data=dict(re.findall(r'name="([^"]+)" value="([^"]*)"', checked.text)))
    assert post(admin, "/rules/editions/2/withdraw", "/rules/editions/2").status_code == 303

    page = admin.get("/rules/editions/2?lang=en").text
    assert "withdrawn" in page
    assert "What changes" in page
    assert not re.search(
        r"[\u4e00-\u9fff]",
        re.sub(r'lang="zh-CN">[^<]*<', "<", page.partition("<main")[2].replace("试行半年", "")),
    )


def test_nothing_ticked_leads_back(town: Town) -> None:
    assert town.enter(Role.OFFICE).get("/rules/change").headers["location"].startswith("/rules")


def test_a_draw_that_is_not_there_is_not_replayed(town: Town) -> None:
    page = town.enter(Role.ADMINISTRATOR).get("/rules/replay?draw=AP-2026-0001.1")
    assert page.status_code == 404
    assert 'value="AP-2026-0001.1"' in page.text


def test_every_parameter_stands_with_its_name_and_source_and_our_readings_are_counted(town: Town) -> None:
    admin, pack = town.enter(Role.ADMINISTRATOR), town.house.pack(town.clock.now())
    page = admin.get("/rules").text

    assert all(f'<span class="mono">{name}</span>' in page for name in pack.parameters)
    assert "每人拨打次数" in page
    assert page.count("默认解读</span>") == len(pack.unconfirmed()) + 1
    assert f"{len(pack.unconfirmed())} 项默认解读待确认" in admin.get("/admin").text
    assert "每人拨打次数" not in admin.get("/rules?lang=en").text


def test_the_readings_alone_can_be_looked_at(town: Town) -> None:
    office, pack = town.enter(Role.OFFICE), town.house.pack(town.clock.now())
    page = office.get("/rules?show=readings").text
    assert page.count('<input type="checkbox" name="p"') == len(pack.unconfirmed())
