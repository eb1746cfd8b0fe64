"""An expert comes in with a code to the phone; nobody learns whose numbers the register holds (Art. 5)."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest

from draw_service.rules.access import Role
from draw_service.web.app import ROOMS
from tests.web.conftest import Town
from tests.web.expert.conftest import Calling

Opened = Callable[..., Calling]


def test_a_code_lets_in_and_the_number_stands_in_no_address(calling: Opened) -> None:
    here = calling()
    browser, number = here.stranger(), here.town.number_at(1)

    asked = browser.post("/expert/code", data={"phone": f" {number[3:6]} {number[6:]} "})
    assert asked.status_code == 200
    here.town.pass_time(minutes=1)
    (text,) = [body for body in here.town.texts(number) if "登录验证码" in body]
    code = re.findall(r"\d{6}", text)[0]
    wrong = browser.post(
        "/expert/enter", data={"phone": number, "code": "000000" if code != "000000" else "1"}
    )
    assert "六位验证码" in wrong.text
    assert wrong.status_code == 401
    entered = browser.post("/expert/enter", data={"phone": number, "code": f" {code[:3]} {code[3:]}"})

    assert (entered.status_code, entered.headers["location"]) == (303, "/expert")
    assert "现邀请您参加" in browser.get("/expert").text


def test_unknown_numbers_look_the_same(calling: Opened) -> None:
    here = calling()
    known = here.stranger().post("/expert/code", data={"phone": here.town.number_at(1)})
    unknown = here.stranger().post("/expert/code", data={"phone": "15499999999"})
    clean = [
        re.sub(r'value="[^"]*"|nonce="[^"]*"|<strong class="number">[^<]*', "", one.text)
        for one in (known, unknown)
    ]
    assert clean[0] == clean[1]


def test_the_number_is_shown_again_and_what_is_none_is_said_at_once(calling: Opened) -> None:
    here = calling()
    assert (
        '<strong class="number">15499999999</strong>'
        in here.stranger().post("/expert/code", data={"phone": "154 9999 9999"}).text
    )
    for mistyped in ("1549999999", "abc", "154999999999"):
        answer = here.stranger().post("/expert/code", data={"phone": mistyped})
        assert answer.status_code == 422
        assert "手机号应为 11 位数字" in answer.text
        assert f'value="{mistyped}"' in answer.text


def test_too_many_codes_say_how_long_to_wait(calling: Opened) -> None:
    here = calling()
    for _ in range(8):
        answer = here.stranger().post("/expert/code", data={"phone": here.town.number_at(1)})
    assert answer.status_code == 429
    assert "分钟" in answer.text
    assert here.town.number_at(1) in answer.text  # what was typed stays in the field


def test_an_empty_number_and_an_empty_code_keep_the_form(calling: Opened) -> None:
    here = calling()
    assert "请填写" in here.stranger().post("/expert/code", data={"phone": ""}).text
    page = here.stranger().post("/expert/enter", data={"phone": "15499999999", "code": ""}).text
    assert 'value="15499999999"' in page
    assert here.stranger().get("/expert/enter").headers["location"] == "/expert"


def test_a_house_without_lines_says_so(town: Town) -> None:
    page = town.stranger().get("/expert").text
    assert "没有开通短信" in page
    assert "获取验证码" not in page


@pytest.mark.parametrize("path", ["leave", "profile", "duties", "tickets", "score", "profile/change/phone"])
def test_only_experts_enter_their_rooms(town: Town, path: str) -> None:
    assert town.stranger().get(f"/expert/{path}").headers["location"] == "/expert"
    assert town.enter(Role.OPERATOR).get(f"/expert/{path}").status_code == 403
    assert "专家登录" in town.enter(Role.POOL_KEEPER).get("/expert").text


def test_the_rooms_are_registered_once() -> None:
    assert len({id(room) for room in ROOMS}) == len(ROOMS)
