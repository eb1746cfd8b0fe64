"""An expert answers on a small phone without JavaScript, as in a chat's own browser (Art. 5)."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
import uvicorn
from fastapi import FastAPI
from playwright.sync_api import BrowserContext, Page, expect

from audit.events import DrawEvent
from draw_service.usecases.calling.start_calling import start_calling
from draw_service.web.cookies import SESSION
from draw_service.web.parts import Web
from tests.browser.practice import free_port
from tests.usecases.calling.town import Town
from tests.web.expert.conftest import Calling
from tests.web.one_app import app_over

HERE = "127.0.0.1"
WIDTH, HEIGHT = 360, 740
THUMB = 56
"""Least height of a button, in CSS pixels."""


@contextmanager
def served(app: FastAPI) -> Iterator[str]:
    config = uvicorn.Config(app, host=HERE, port=free_port(), log_config=None, timeout_graceful_shutdown=1)
    server = uvicorn.Server(config)
    thread = threading.Thread(target=server.run)
    thread.start()
    while not server.started:
        time.sleep(0.02)
    try:
        yield f"http://{HERE}:{config.port}"
    finally:
        server.should_exit = True
        thread.join(10)


@pytest.fixture
def calling(tmp_path: Path) -> Calling:
    town = Town(tmp_path, scripts=lambda _n: "rings-out")
    start_calling(town.house, town.draw_id)
    town.pass_time(seconds=5)
    return Calling(town, app_over(Web(town.house, "演练中心")))


@pytest.fixture
def phone(calling: Calling, context: Callable[..., BrowserContext]) -> Iterator[Callable[[str], Page]]:
    """Opens the first page for an expert; scripts are off."""
    with served(calling.app) as url:

        def open_page(expert: str) -> Page:
            opened = context(
                viewport={"width": WIDTH, "height": HEIGHT}, java_script_enabled=False, has_touch=True
            )
            at = url.replace("http", "https")
            opened.add_cookies(
                [{"name": SESSION, "value": calling.token(expert, HERE), "url": at, "secure": True}]
            )
            page = opened.new_page()
            page.goto(f"{url}/expert")
            return page

        yield open_page


def test_two_taps_accept_and_both_buttons_are_under_the_thumb(
    calling: Calling, phone: Callable[[str], Page]
) -> None:
    expert = calling.called(1)
    page = phone(expert)
    for name in ("参加", "不参加"):
        box = page.get_by_role("button", name=name, exact=True).bounding_box()
        assert box is not None
        assert box["height"] >= THUMB
        assert box["width"] > WIDTH / 2
        assert box["y"] + box["height"] <= HEIGHT, "seen without scrolling"

    page.get_by_role("button", name="参加", exact=True).tap()
    expect(page.get_by_role("heading", level=1)).to_have_text("确认参加？")
    assert calling.town.events(DrawEvent.SEAT_ANSWERED) == []
    page.get_by_role("button", name="确认参加").tap()

    expect(page.get_by_role("status")).to_contain_text("您已确认参加")
    expect(page.locator(".ask.held")).to_contain_text(calling.town.application.signin_place)
    page.reload()
    (answer,) = calling.town.events(DrawEvent.SEAT_ANSWERED)
    assert (answer["slot"], answer["outcome"]) == (1, "accepted")
    assert calling.called(1) == expert


def test_no_with_a_reason_and_the_way_back(calling: Calling, phone: Callable[[str], Page]) -> None:
    page = phone(calling.called(2))
    page.get_by_role("button", name="不参加", exact=True).tap()
    page.get_by_role("link", name="返回，再想一想").tap()
    page.get_by_role("button", name="不参加", exact=True).tap()
    page.get_by_label("时间冲突").check()
    page.get_by_role("button", name="确认不参加").tap()

    expect(page.get_by_role("status")).to_contain_text("已记录您不参加")
    assert [one["outcome"] for one in calling.town.events(DrawEvent.SEAT_ANSWERED)] == ["declined"]


def test_saying_that_one_cannot_come(calling: Calling, phone: Callable[[str], Page]) -> None:
    page = phone(calling.called(3))
    page.get_by_role("button", name="参加", exact=True).tap()
    page.get_by_role("button", name="确认参加").tap()
    page.get_by_role("button", name="我不能参加").tap()
    expect(page.locator(".warn")).to_contain_text("签到码立即作废")
    page.get_by_label("因故不能到场").check()
    page.get_by_role("button", name="确认我不能参加").tap()

    expect(page.get_by_role("status")).to_contain_text("已记录您不能参加")
    outcomes = [one["outcome"] for one in calling.town.events(DrawEvent.SEAT_ANSWERED)]
    assert outcomes == ["accepted", "withdrawn"]
