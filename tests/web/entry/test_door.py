"""The door: setting up, coming in, coming in again, leaving; and forms that another site sent."""

from __future__ import annotations

import pytest

from draw_service.rules.access import Role
from draw_service.usecases.access.first_account import first_account
from draw_service.web.cookies import SESSION
from draw_service.web.shield import LARGEST
from tests.web.conftest import Town, post

PASSWORD = "北湖的桥在三月里开工"


def set_up(town: Town) -> str:
    code = first_account(town.house)
    assert code is not None
    return code


def test_the_first_administrator_sets_a_password_and_is_in(town: Town) -> None:
    browser, code = town.stranger(), set_up(town)
    answer = browser.post("/setup", data={"code": code, "password": PASSWORD, "repeated": PASSWORD})
    assert (answer.status_code, answer.headers["location"]) == (303, "/account?done=setup")
    told = browser.get("/account?done=setup").text
    assert "以后用账号 admin" in told
    cookie = answer.headers["set-cookie"]
    assert cookie.startswith(f"{SESSION}=")
    for word in ("Secure", "HttpOnly", "Path=/", "SameSite=lax"):
        assert word in cookie
    again = town.stranger().post("/setup", data={"code": code, "password": PASSWORD, "repeated": PASSWORD})
    assert "setup-code-spent" in again.text


def test_two_different_passwords_keep_the_code_typed(town: Town) -> None:
    code = set_up(town)
    answer = town.stranger().post("/setup", data={"code": code, "password": PASSWORD, "repeated": "other"})
    assert answer.status_code == 422
    assert f'value="{code}"' in answer.text
    assert PASSWORD not in answer.text


def test_password_in_password_out(town: Town) -> None:
    browser, code = town.stranger(), set_up(town)
    browser.post("/setup", data={"code": code, "password": PASSWORD, "repeated": PASSWORD})
    assert post(browser, "/leave", "/").headers["location"] == "/"
    assert browser.get("/enter/second").headers["location"] == "/enter?next=/enter/second"
    wrong = browser.post("/enter", data={"login": "admin", "password": "wrong and long"})
    assert wrong.status_code == 401
    assert 'value="admin"' in wrong.text
    right = browser.post("/enter?next=/admin", data={"login": "admin", "password": PASSWORD})
    assert (right.status_code, right.headers["location"]) == (303, "/admin")


@pytest.mark.parametrize("place", ["//evil.test", "https://evil.test", "/\\evil.test", "/enter"])
def test_the_door_leads_nowhere_else(town: Town, place: str) -> None:
    browser, code = town.stranger(), set_up(town)
    browser.post("/setup", data={"code": code, "password": PASSWORD, "repeated": PASSWORD})
    answer = town.stranger().post(f"/enter?next={place}", data={"login": "admin", "password": PASSWORD})
    assert answer.headers["location"] in ("/admin", "/account")


def test_a_form_from_elsewhere_is_refused(town: Town) -> None:
    browser = town.enter(Role.OPERATOR)
    elsewhere = browser.post("/leave", data={}, headers={"origin": "https://other.test"})
    assert elsewhere.status_code == 403
    without_token = browser.post("/leave", data={}, headers={"origin": "https://panel.test"})
    assert without_token.status_code == 403


def test_a_body_over_the_limit_is_refused(town: Town) -> None:
    kind = {"content-type": "application/x-www-form-urlencoded"}
    answer = town.stranger().post("/enter", content=b"a=" + b"x" * LARGEST, headers=kind)
    assert answer.status_code == 413
    assert answer.headers["content-security-policy"]


def test_five_wrong_passwords_make_everybody_wait_with_words(town: Town) -> None:
    set_up(town)
    for _ in range(5):
        answer = town.stranger().post("/enter", data={"login": "nobody", "password": "wrong and long"})
    answer = town.stranger().post("/enter", data={"login": "nobody", "password": "wrong and long"})
    assert answer.status_code == 429
    assert "分钟" in answer.text


@pytest.mark.parametrize("path", ["/enter", "/setup", "/enter?lang=en", "/setup?lang=en"])
def test_the_pages_are_there_for_strangers(town: Town, path: str) -> None:
    assert town.stranger().get(path).status_code == 200


def test_grave_acts_ask_again(town: Town) -> None:
    browser = town.enter(Role.ADMINISTRATOR)
    assert browser.get("/enter/again?next=/admin").status_code == 200
    wrong = post(browser, "/enter/again", password="not it, certainly")
    assert wrong.status_code == 401
