"""The first page asks, the second confirms; what comes too late, or from another, changes nothing."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import timedelta

import pytest
from starlette.testclient import TestClient

from audit.events import DrawEvent, HouseEvent
from draw_service.usecases.expert.invitations import invitations
from tests.web.expert.conftest import Calling

Opened = Callable[..., Calling]
SECRETS = ("三楼", "project", "招标")


def fields_of(page: str, action: str) -> dict[str, str]:
    """The hidden fields of a form."""
    form = page.partition(f'action="{action}"')[2].partition("</form>")[0]
    return dict(re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)"', form))


def send(browser: TestClient, page: str, action: str, **more: str) -> str:
    """Send the form and come to the page it leads to."""
    answer = browser.post(action, data={**fields_of(page, action), **more})
    return browser.get(answer.headers["location"]).text if answer.status_code == 303 else answer.text


def outcomes(calling: Calling) -> list[str]:
    return [one["outcome"] for one in calling.town.events(DrawEvent.SEAT_ANSWERED)]


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_the_invitation_tells_what_the_call_tells(calling: Opened, lang: str) -> None:
    here = calling()
    page = here.enter(here.called(1)).get(f"/expert?lang={lang}").text

    assert ("现邀请您参加一次评审" if lang == "zh" else "You are invited to take part") in page
    application = here.town.application
    for never in (
        application.project_name,
        application.signin_place,
        application.tenderer.name,
        here.town.draw_id,
    ):
        assert never not in page
    assert ("参加" if lang == "zh" else "Do not take part") in page
    assert "现邀请您" not in here.enter("E000029").get("/expert").text


def test_yes_needs_two_screens_and_nothing_before_the_second(calling: Opened) -> None:
    here = calling()
    expert = here.called(1)
    browser = here.enter(expert)
    first = browser.get("/expert").text

    second = send(browser, first, "/expert/answer", choice="yes")
    assert "确认参加" in second
    assert outcomes(here) == []

    third = send(browser, second, "/expert/answer/confirm")
    assert outcomes(here) == ["accepted"]
    assert "您已确认参加" in third
    assert here.town.application.signin_place in third
    assert "签到码" in third
    here.town.pass_time(minutes=2)
    (text,) = [body for body in here.town.texts(here.town.number_at(1)) if "签到码" in body]
    code = re.search(r"签到码：(\d{6})", text)
    assert code is not None
    assert code[1] not in browser.get("/expert").text
    assert "用短信送达" in browser.get("/expert").text

    again = send(browser, second, "/expert/answer/confirm")
    assert outcomes(here) == ["accepted"]
    assert "您已答应参加" in again


def test_no_with_a_reason(calling: Opened) -> None:
    here = calling()
    browser = here.enter(here.called(2))
    second = send(browser, browser.get("/expert").text, "/expert/answer", choice="no")
    assert "时间冲突" in second

    third = send(browser, second, "/expert/answer/confirm", reason="other-work")

    assert outcomes(here) == ["declined"]
    assert "已记录您不参加" in third
    assert "现在没有给您的邀请" in third
    assert [one["reason"] for one in here.town.facts(HouseEvent.REASON_GIVEN)] == ["other-work"]


def test_missed_calls_are_counted_and_a_late_answer_hears_it_is_filled(calling: Opened) -> None:
    here = calling()
    expert = here.called(1)
    browser = here.enter(expert)
    second = send(browser, browser.get("/expert").text, "/expert/answer", choice="yes")
    here.town.pass_time(lambda: bool(invitations(here.town.house, expert).offers[0].missed), minutes=30)
    assert "电话未接 1 / 2" in browser.get("/expert").text
    here.town.pass_time(lambda: bool(outcomes(here)), minutes=28)
    count = len(outcomes(here))

    late = send(browser, second, "/expert/answer/confirm")

    assert "名额已满" in late
    assert len(outcomes(here)) == count
    assert "accepted" not in outcomes(here)


def test_another_expert_gets_nothing_with_the_key(calling: Opened) -> None:
    here = calling()
    page = here.enter(here.called(1)).get("/expert").text
    key = fields_of(page, "/expert/answer")["key"]
    other = here.enter(here.called(2))
    csrf = fields_of(other.get("/expert").text, "/expert/answer")["csrf"]

    for path in ("/expert/answer", "/expert/answer/confirm", "/expert/cannot"):
        answer = other.post(path, data={"csrf": csrf, "key": key, "choice": "yes"})
        assert answer.status_code == 404
    assert outcomes(here) == []


def test_i_cannot_come_names_the_consequences_first(calling: Opened) -> None:
    here = calling()
    browser = here.enter(here.called(1))
    page = send(browser, browser.get("/expert").text, "/expert/answer", choice="yes")
    page = send(browser, page, "/expert/answer/confirm")

    asked = send(browser, page, "/expert/cannot")
    assert "签到码立即作废" in asked
    assert "请从所列选项中选择" not in asked
    missing = send(browser, asked, "/expert/cannot/confirm")
    assert "请填写" in missing
    assert outcomes(here) == ["accepted"]
    gone = send(browser, missing, "/expert/cannot/confirm", why="withdrawn")

    assert outcomes(here) == ["accepted", "withdrawn"]
    assert "已记录您不能参加" in gone


def test_when_it_is_time_the_page_says_to_call(calling: Opened) -> None:
    here = calling(scripts=lambda _n: None, accept=1.0)
    here.town.settle()
    browser = here.enter(here.called(1))
    assert "我不能参加" in browser.get("/expert").text
    here.town.network.advance_to(here.town.application.signin_at + timedelta(minutes=1))
    browser = here.enter(here.called(1))
    page = browser.get("/expert").text
    assert "有急事请马上致电中心" in page
    assert "我不能参加" not in page


def test_a_reload_of_the_second_screen_and_a_stranger(calling: Opened) -> None:
    here = calling()
    browser = here.enter(here.called(1))
    assert browser.get("/expert/answer").headers["location"] == "/expert"
    stranger = here.stranger().get("/expert/leave")
    assert (stranger.status_code, stranger.headers["location"]) == (303, "/expert")
