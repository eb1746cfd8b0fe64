"""The administrator: accounts, keys, alarms, calendar, rule pack; and nobody else."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pytest
from starlette.testclient import TestClient

from draw_service.rules.access import Role
from draw_service.usecases.access.list_accounts import accounts_at_server
from draw_service.usecases.access.whose_key import whose_key
from draw_service.web.alarms import alarm_rows
from draw_service.web.app import create_app
from draw_service.web.parts import Web
from tests.web.conftest import Town, post

PAGES = ["/admin", "/admin/accounts", "/admin/accounts/new", "/admin/keys", "/admin/keys/new"]
PAGES += ["/admin/watch", "/admin/calendar"]
FIRM = {"organisation": "91220800ma0000009h", "organisation_name": "白城某某建设单位"}
NOTICE = (
    "一、元旦：1月1日（周五）至3日（周日）放假，共3天。二、春节：2月5日至12日放假调休。2月14日（周日）上班。"
)


@pytest.fixture
def admin(town: Town) -> TestClient:
    return town.enter(Role.ADMINISTRATOR, login="the-administrator")


def id_of(town: Town, login: str) -> str:
    return next(one.id for one in accounts_at_server(town.house) if one.login == login)


def invited(admin: TestClient, login: str = "chouqu01", **fields: Any) -> Any:
    return post(admin, "/admin/accounts/new", login=login, **{"roles": ["operator", "desk"], **fields})


@pytest.mark.parametrize("lang", ["zh", "en"])
@pytest.mark.parametrize("path", PAGES)
def test_every_page_is_there_in_both_languages(admin: TestClient, path: str, lang: str) -> None:
    answer = admin.get(f"{path}?lang={lang}")

    assert answer.status_code == 200
    assert f'<html lang="{"en" if lang == "en" else "zh-CN"}">' in answer.text


@pytest.mark.parametrize("role", [role for role in Role if role is not Role.ADMINISTRATOR])
def test_nobody_else_comes_in(town: Town, role: Role) -> None:
    other = town.enter(role)

    assert {other.get(path).status_code for path in PAGES} == {403}
    assert {town.stranger().get(path).status_code for path in PAGES} == {303}


def test_grave_pages_ask_before_anything_is_typed(town: Town, admin: TestClient) -> None:
    town.clock.wait(minutes=11)

    for path in (
        "/admin/accounts/new",
        "/admin/keys/new",
        f"/admin/accounts/{id_of(town, 'the-administrator')}",
    ):
        assert admin.get(path).headers["location"] == f"/enter/again?next={path}"
    assert admin.get("/admin/accounts").status_code == 200


# --- accounts --------------------------------------------------------------------------------------------


def test_an_invitation_is_a_link_shown_once(town: Town, admin: TestClient) -> None:
    answer = invited(admin)

    link = re.search(r"https://panel\.test/setup#([\w-]{43})", answer.text)
    assert link is not None
    assert link[1] not in admin.get("/admin/accounts").text
    password = "北湖的桥在三月里开工"
    browser = town.stranger()
    done = browser.post("/setup", data={"code": link[1], "password": password, "repeated": password})
    assert done.status_code == 303
    assert browser.get("/draw-room").status_code == 200


def test_what_was_typed_stays_when_an_invitation_is_refused(admin: TestClient) -> None:
    answer = invited(admin, "mixed", roles=["pool-keeper", "operator"])

    assert answer.status_code >= 400
    assert 'value="mixed"' in answer.text
    assert answer.text.count(" checked>") == 2
    for fields in ({"roles": []}, {"roles": ["tenderer"]}, {"roles": ["tenderer"], "organisation": "123"}):
        assert invited(admin, "mixed", **fields).status_code >= 400
    assert invited(admin, "mixed", roles=["tenderer"], **FIRM).status_code == 200
    assert "login-taken" in invited(admin, "mixed", roles=["tenderer"], **FIRM).text


def test_roles_change_and_never_from_the_pool_to_the_draw(town: Town, admin: TestClient) -> None:
    invited(admin, "keeper", roles=["pool-keeper"])
    page = f"/admin/accounts/{id_of(town, 'keeper')}"

    assert "roles-conflict" in post(admin, page, act="roles", roles=["operator"]).text
    assert post(admin, page, act="roles").status_code == 422
    invited(admin, "chouqu02", roles=["operator"])
    page = f"/admin/accounts/{id_of(town, 'chouqu02')}"
    assert post(admin, page, act="roles", roles=["desk"]).headers["location"] == f"{page}?done=roles"
    roles = {one.login: one.roles for one in accounts_at_server(town.house)}
    assert roles["chouqu02"] == {Role.DESK}


def test_closed_opened_unlocked_and_started_anew(town: Town, admin: TestClient) -> None:
    invited(admin)
    page = f"/admin/accounts/{id_of(town, 'chouqu01')}"

    for act in ("disable", "enable", "unlock"):
        assert post(admin, page, act=act).headers["location"] == f"{page}?done={act}"
        assert admin.get(f"{page}?done={act}").status_code == 200
    assert "/setup#" in post(admin, page, act="reset").text


def test_nobody_changes_their_own_account(town: Town, admin: TestClient) -> None:
    page = f"/admin/accounts/{id_of(town, 'the-administrator')}"
    assert 'name="act"' not in admin.get(page).text
    csrf = re.search(r'name="csrf" value="(\w+)"', admin.get("/account").text)
    assert csrf is not None

    for act in ("disable", "reset", "unlock"):
        answer = admin.post(page, data={"csrf": csrf[1], "act": act})
        assert "own-act" in answer.text


def test_an_account_that_is_not_there(admin: TestClient) -> None:
    assert admin.get("/admin/accounts/A00").status_code == 404


# --- keys ------------------------------------------------------------------------------------------------


def test_a_key_is_shown_once_works_and_is_revoked(town: Town, admin: TestClient) -> None:
    page = post(
        admin,
        "/admin/keys/new",
        name="市交易平台",
        scopes=["applications:read"],
        organisation=FIRM["organisation"],
    )
    secret = re.search(r"Bearer ([\w-]{43})", page.text)
    assert secret is not None
    caller = whose_key(town.house, secret[1])
    assert (caller.name, caller.organisation) == ("市交易平台", "91220800MA0000009H")
    assert secret[1] not in admin.get("/admin/keys").text

    answer = post(admin, f"/admin/keys/{caller.id}")

    assert answer.headers["location"] == f"/admin/keys?revoked={caller.id}"
    assert "已收回" in admin.get("/admin/keys").text
    assert admin.get(f"/admin/keys/{caller.id}").status_code == 404


def test_a_key_without_scopes_or_with_a_wrong_code_is_refused(admin: TestClient) -> None:
    answer = post(admin, "/admin/keys/new", name="平台")
    assert (answer.status_code, 'value="平台"' in answer.text) == (422, True)
    answer = post(admin, "/admin/keys/new", name="平台", scopes=["results:read"], organisation="12")
    assert (answer.status_code, answer.text.count(" checked>")) == (422, 1)


# --- alarms ----------------------------------------------------------------------------------------------


def test_an_alarm_is_shown_in_words_and_seen_to_once(town: Town, admin: TestClient) -> None:
    with town.house.books() as books:
        books.post.alarm("no-receipt", "AP-2026-0001.1/3/0", town.clock.now())
        books.commit()
    found = [(one.said.zh, one.raised_at) for one in alarm_rows(town.house)]
    assert found == [("没有送达回执：请人工确认", town.clock.now())]
    assert "AP-2026-0001.1 第 3 席，第 1 位" in admin.get("/admin/watch").text
    assert "1 项告警待处理" in admin.get("/admin").text
    assert "seat 3, candidate 1" in admin.get("/admin/watch?lang=en").text

    fields = {"code": "no-receipt", "subject": "AP-2026-0001.1/3/0"}
    assert post(admin, "/admin/watch", **fields).headers["location"] == "/admin/watch?done=seen"
    assert alarm_rows(town.house) == []
    assert post(admin, "/admin/watch", **fields).headers["location"] == "/admin/watch?done=elsewhere"


# --- calendar --------------------------------------------------------------------------------------------


def test_the_notice_is_checked_and_then_imported(town: Town, admin: TestClient) -> None:
    fields = {"year": "2027", "kind": "official", "text": NOTICE}
    checked = post(admin, "/admin/calendar/check", "/admin/calendar", **fields)
    assert "2027-02-14 周日" in checked.text
    assert 2027 not in town.house.calendar().years

    answer = post(admin, "/admin/calendar", **fields)

    assert answer.headers["location"] == "/admin/calendar?done=2027"
    year = town.house.calendar().years[2027]
    assert (len(year.holidays), year.provisional) == (11, False)
    refused = post(admin, "/admin/calendar/check", "/admin/calendar", **{**fields, "kind": "provisional"})
    assert "calendar-year-confirmed" in refused.text


def test_what_cannot_be_read_stays_typed(admin: TestClient) -> None:
    answer = post(
        admin, "/admin/calendar/check", "/admin/calendar", year="2027", kind="official", text="2月31日放假"
    )

    assert "calendar-rows-wrong" in answer.text
    assert "2月31日放假</textarea>" in answer.text


def test_sixty_days_ahead_the_pages_warn(town: Town, admin: TestClient) -> None:
    assert "起没有正式" not in admin.get("/admin").text
    late = replace(town.house, clock=_Late())
    web = Web(late, "演练中心")
    browser = Town(late, town.clock, web, create_app(web=web)).enter(Role.ADMINISTRATOR)

    for path in ("/admin", "/admin/calendar"):
        assert "2027-01-01 起没有正式" in browser.get(path).text


class _Late:
    def now(self) -> datetime:
        return datetime(2026, 11, 10, tzinfo=UTC)
