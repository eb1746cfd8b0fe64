"""One's own account: sessions, password, codes of a phone, keys, recovery codes."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import Any

import pytest
from pyotp import TOTP
from starlette.testclient import TestClient

from draw_service.rules.access import Role
from draw_service.usecases.access.first_account import first_account
from draw_service.web.app import create_app
from draw_service.web.parts import Web
from tests.web.conftest import Town, post

PASSWORD = "北湖的桥在三月里开工"
OTHER = "南山的路在五月里通车"
PAGES = ["/account", "/account/password", "/account/phone", "/account/codes"]


@pytest.fixture
def admin(town: Town) -> TestClient:
    """The first administrator, password given just now."""
    browser, code = town.stranger(), first_account(town.house)
    assert code is not None
    browser.post("/setup", data={"code": code, "password": PASSWORD, "repeated": PASSWORD})
    return browser


def enter(town: Town) -> TestClient:
    """Another device of the administrator's."""
    browser = town.stranger()
    browser.post("/enter", data={"login": "admin", "password": PASSWORD})
    return browser


def code_of(town: Town, secret: str) -> str:
    return TOTP(secret).at(town.clock.now())


def scanned(browser: TestClient) -> str:
    """The secret of a new phone, as the page shows it."""
    assert post(browser, "/account/phone").headers["location"] == "/account/phone/scan"
    page = browser.get("/account/phone/scan").text
    assert "<svg" in page
    found = re.search(r'<strong class="number big">([A-Z2-7 ]+)</strong>', page)
    assert found is not None
    return found[1].replace(" ", "")


@pytest.mark.parametrize("lang", ["zh", "en"])
@pytest.mark.parametrize("path", PAGES)
def test_every_page_is_there_for_an_account(admin: TestClient, path: str, lang: str) -> None:
    answer = admin.get(f"{path}?lang={lang}")

    assert answer.status_code == 200
    assert f'<html lang="{"en" if lang == "en" else "zh-CN"}">' in answer.text


@pytest.mark.parametrize("path", PAGES)
def test_experts_and_strangers_have_no_account_page(town: Town, path: str) -> None:
    assert town.stranger().get(path).headers["location"].startswith("/enter?next=")
    assert town.enter_expert("E000001").get(path).status_code == 403


def test_another_device_is_signed_out(town: Town, admin: TestClient) -> None:
    other = enter(town)
    page = admin.get("/account").text
    ids = re.findall(r'name="session" value="([0-9a-f]+)"', page)
    assert (len(ids), page.count("这台设备</span>")) == (2, 1)

    post(admin, "/account/sessions/end", "/account", session=ids[1])

    assert other.get("/account").status_code == 303
    assert admin.get("/account").status_code == 200


def test_nobody_ends_the_session_of_somebody_else(town: Town, admin: TestClient) -> None:
    desk = town.enter(Role.DESK)
    theirs = re.findall(r'name="session" value="([0-9a-f]+)"', desk.get("/account").text)[0]

    assert post(admin, "/account/sessions/end", "/account", session=theirs).status_code == 404
    assert desk.get("/account").status_code == 200


def test_signed_out_everywhere(town: Town, admin: TestClient) -> None:
    other = enter(town)

    answer = post(admin, "/account/sessions/end-all", "/account")

    assert answer.headers["location"] == "/enter"
    assert [one.get("/account").status_code for one in (admin, other)] == [303, 303]


def test_another_password(town: Town, admin: TestClient) -> None:
    other = enter(town)

    def change(**typed: str) -> Any:
        return post(admin, "/account/password", **typed)

    wrong = change(old="not it, certainly", password=OTHER, repeated=OTHER)
    assert "wrong-credentials" in wrong.text
    assert OTHER not in wrong.text
    assert change(old=PASSWORD, password=OTHER, repeated="else").status_code == 422
    assert "password-breached" in change(old=PASSWORD, password="password12", repeated="password12").text
    assert change(old=PASSWORD, password=OTHER, repeated=OTHER).headers["location"].startswith("/account")
    assert other.get("/account").status_code == 303
    answer = town.stranger().post("/enter", data={"login": "admin", "password": OTHER})
    assert answer.status_code == 303


def test_a_phone_as_second_factor(town: Town, admin: TestClient) -> None:
    secret = scanned(admin)
    wrong = post(admin, "/account/phone/scan", code="000000")
    assert wrong.status_code >= 400
    assert secret[:4] in wrong.text

    right = post(admin, "/account/phone/scan", code=code_of(town, secret))

    assert right.headers["location"] == "/account?done=phone"
    assert "手机动态口令已启用" in admin.get("/account?done=phone").text
    half = enter(town)
    assert half.get("/account").headers["location"].startswith("/enter/second")
    town.clock.wait(minutes=1)
    passed = post(half, "/enter/second", factor="totp", code=code_of(town, secret))
    assert passed.status_code == 303
    assert half.get("/account").status_code == 200
    assert post(half, "/account/phone/drop", "/account").headers["location"] == "/account?done=phone-dropped"
    assert enter(town).get("/account").status_code == 200


def test_the_secret_is_on_no_page_once_it_is_in_force(town: Town, admin: TestClient) -> None:
    secret = scanned(admin)
    post(admin, "/account/phone/scan", code=code_of(town, secret))

    assert admin.get("/account/phone/scan").headers["location"] == "/account/phone"
    assert secret[:8] not in admin.get("/account").text


def test_recovery_codes_are_shown_once_and_each_works_once(town: Town, admin: TestClient) -> None:
    post(admin, "/account/phone/scan", "/account", code=code_of(town, scanned(admin)))
    made = post(admin, "/account/codes")
    codes = re.findall(r'<li class="number big">([A-Z2-7-]+)</li>', made.text)
    assert len(set(codes)) == 10
    assert made.headers["cache-control"] == "no-store"
    assert not any(code in admin.get("/account/codes").text for code in codes)

    first = enter(town)
    assert post(first, "/enter/second", factor="recovery", code=codes[0]).status_code == 303
    again = enter(town)
    assert post(again, "/enter/second", factor="recovery", code=codes[0]).status_code >= 400
    assert "还有 9 个未用" in first.get("/account").text


@pytest.mark.parametrize("path", ["/account/phone", "/account/codes"])
def test_a_second_factor_asks_again_who_it_is(town: Town, admin: TestClient, path: str) -> None:
    town.clock.wait(minutes=11)

    assert post(admin, path).headers["location"].startswith("/enter/again?next=")


def test_without_name_and_tls_there_are_no_keys_and_the_page_says_why(admin: TestClient) -> None:
    assert "/account/key" not in admin.get("/account").text
    assert "HTTPS" in admin.get("/account").text
    assert admin.get("/account/key").status_code >= 400


def test_who_must_have_a_second_factor_finds_the_page_to_set_it_up(town: Town) -> None:
    house = replace(town.house, access=replace(town.house.access, must_have_second=True))
    strict = Town(house, town.clock, Web(house, "演练中心"), create_app(web=Web(house, "演练中心")))
    browser, code = strict.stranger(), first_account(house)
    browser.post("/setup", data={"code": code, "password": PASSWORD, "repeated": PASSWORD})

    assert browser.get("/admin").headers["location"].startswith("/enter/second")
    assert browser.get("/account").status_code == 200
    post(browser, "/account/phone/scan", "/account", code=code_of(strict, scanned(browser)))
    assert browser.get("/admin").status_code == 200
