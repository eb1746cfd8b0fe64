"""A change of whom can be drawn: sent, shown to three parties, confirmed or sent back (Art. 8(2))."""

from __future__ import annotations

from pathlib import Path

from starlette.testclient import TestClient

from draw_service.rules.access import Role
from draw_service.usecases.applications.look_at_application import Seen, look_at_application
from draw_service.usecases.chain import application_of
from tests.usecases.applications.test_rooms import T
from tests.usecases.register import TENDERER, secrets_of_people
from tests.web.conftest import post
from tests.web.draw_room.room import DrawnRoom, hidden, open_room, press


def tenderer_of(room: DrawnRoom) -> TestClient:
    return room.town.enter(Role.TENDERER, TENDERER.code, TENDERER.name)


def send_wider(room: DrawnRoom, browser: TestClient, **typed: str) -> str:
    """The tenderer asks for other specialties; where it is led."""
    place = f"/applications/{room.stage.application_id}"
    post(browser, f"{place}/change", place)
    fields = {"code_1": "A", "quota_1": "3", "code_2": "B07", "quota_2": "2", "code_3": "", "quota_3": ""}
    fields |= {"owner_representatives": "2", "rows": "4"}
    answer = post(browser, f"{place}/draft/experts", **(fields | typed))
    assert answer.status_code == 303, answer.text
    answer = post(browser, f"{place}/change/send", f"{place}/check", reason="specialties")
    assert answer.status_code == 303, answer.text
    return str(answer.headers["location"])


def seen_of(room: DrawnRoom) -> Seen:
    return look_at_application(room.stage.house, T, room.stage.application_id)


def now_stands(room: DrawnRoom) -> list[tuple[str, int]]:
    with room.stage.house.books() as books:
        strata = application_of(books, room.stage.draw()).strata
    return [(one.code, one.quota) for one in strata]


def test_three_parties_confirm_what_was_sent(tmp_path: Path) -> None:
    room = open_room(tmp_path, "entered")
    browser, tenderer, here = room.operator(), tenderer_of(room), room.here
    before = now_stands(room)
    assert "现在没有等待三方确认的变更" in browser.get(f"{here}/change").text
    place = send_wider(room, tenderer)
    assert place.endswith("?told=waiting")
    said = tenderer.get(place).text
    assert "等待三方确认" in said
    assert "等待三方确认" in tenderer.get(place.partition("?")[0]).text
    assert "改动任何一项都会撤回它" in tenderer.get(place.replace("?told=waiting", "/check")).text
    assert f"{here}/change" in browser.get(here).text
    assert f"{here}/change" in browser.get(f"{here}/lock").text

    page = browser.get(f"{here}/change")
    assert page.text.count("<tr>") >= 3
    assert "A " in page.text
    assert "调整专业" in page.text
    assert not [one for one in secrets_of_people() if one in page.text]
    answer = press(browser, f"{here}/change", **{**room.codes(), "code_regulator": "ZZZZZZZZ"})
    assert (answer.status_code, now_stands(room)) == (403, before)
    assert "变更后" in answer.text
    answer = press(browser, f"{here}/change", **room.codes(regulator=False))
    assert (answer.status_code, now_stands(room)) == (422, before)
    answer = press(browser, f"{here}/change", **room.codes())
    assert answer.headers["location"] == f"{here}?done=changed", answer.text
    assert now_stands(room) == [("A", 3), ("B07", 2)]
    assert "成为新的一版" in browser.get(f"{here}?done=changed").text
    assert f"{here}/change" not in browser.get(here).text.partition('<nav class="acts"')[0]
    told = tenderer.get(f"/applications/{room.stage.application_id}").text
    assert "变更为第 2 版（三方确认）" in told
    assert "等待三方确认" not in told


def test_what_was_written_since_is_not_confirmed_and_nothing_is_doubled(tmp_path: Path) -> None:
    room = open_room(tmp_path, "entered")
    browser, tenderer, here = room.operator(), tenderer_of(room), room.here
    send_wider(room, tenderer)
    page = browser.get(f"{here}/change").text
    old = hidden(page)
    send_wider(room, tenderer, quota_1="2", quota_2="3")
    before = now_stands(room)
    answer = browser.post(f"{here}/change", data={**old, **room.codes()})
    assert (answer.status_code, now_stands(room)) == (409, before)
    assert "changed-under-you" in answer.text
    assert "× 2" in answer.text
    assert press(browser, f"{here}/change", **room.codes()).status_code == 303
    answer = browser.post(f"{here}/change", data={**old, **room.codes()})
    assert answer.headers["location"] == f"{here}?moved=1"
    assert now_stands(room) == [("A", 2), ("B07", 3)]


def test_a_change_goes_back_to_who_sent_it(tmp_path: Path) -> None:
    room = open_room(tmp_path, "appointed")
    browser, tenderer, here = room.operator(), tenderer_of(room), room.here
    before = now_stands(room)
    send_wider(room, tenderer)
    assert press(browser, f"{here}/change", f"{here}/change/back").status_code == 422
    answer = press(browser, f"{here}/change", f"{here}/change/back", sure="1")
    assert answer.headers["location"] == f"{here}?done=sent-back", answer.text
    assert now_stands(room) == before
    told = tenderer.get(f"/applications/{room.stage.application_id}").text
    assert "被退回" in told
    assert "继续填写未提交的变更" in told
    english = tenderer.get(f"/applications/{room.stage.application_id}?lang=en").text
    assert "came back on 2026-0" in english


def test_a_lock_makes_a_waiting_change_void_and_the_applicant_reads_it(tmp_path: Path) -> None:
    room = open_room(tmp_path, "entered")
    browser, tenderer, here = room.operator(), tenderer_of(room), room.here
    send_wider(room, tenderer)
    assert press(browser, f"{here}/lock", sure="1").status_code == 303
    assert "现在没有等待三方确认的变更" in browser.get(f"{here}/change?lang=zh").text
    assert "没有生效" in tenderer.get(f"/applications/{room.stage.application_id}").text
