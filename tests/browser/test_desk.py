"""What only a browser shows of the sign-in desk: a scanner's Enter, live seats, countdowns, no script."""

from __future__ import annotations

import re
import socket
import threading
import time
from collections.abc import Callable, Iterator

import pytest
import uvicorn
from playwright.sync_api import BrowserContext, Page, expect

from draw_service.rules.access import Role
from draw_service.usecases.access.sessions import open_session
from draw_service.web.cookies import SESSION
from tests.web.desk.conftest import Day, day, filed

__all__ = ["day", "filed"]
HERE = "127.0.0.1"


@pytest.fixture
def address(day: Day) -> Iterator[str]:
    """Where the pages of the day are served, in the morning of it."""
    day.morning()
    with socket.create_server((HERE, 0)) as door:
        port = door.getsockname()[1]
        server = uvicorn.Server(uvicorn.Config(day.app, log_config=None, timeout_graceful_shutdown=1))
        thread = threading.Thread(target=server.run, kwargs={"sockets": [door]}, daemon=True)
        thread.start()
        while not server.started:
            time.sleep(0.02)
        yield f"http://{HERE}:{port}"
        server.should_exit = True
        thread.join(10)


def at_desk(day: Day, address: str, context: BrowserContext) -> Page:
    day.enter(Role.DESK)
    with day.house.books() as books:
        account = next(one for one in books.access.accounts() if Role.DESK in one.roles)
        token = open_session(day.house, books, "staff", account.id, HERE)
        books.commit()
    cookie = {
        "name": SESSION,
        "value": token,
        "url": address.replace("http:", "https:") + "/",
        "secure": True,
    }
    context.add_cookies([cookie])  # type: ignore[list-item]
    page = context.new_page()
    page.goto(address + day.desk)
    return page


def test_a_scanner_types_the_card_and_enter(
    day: Day, address: str, context: Callable[..., BrowserContext]
) -> None:
    page = at_desk(day, address, context())
    expect(page.locator("#card")).to_be_focused()
    page.keyboard.type(day.card(2).lower())
    page.keyboard.press("Enter")
    expect(page.locator("#phone")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="是，第 2 席")).to_be_visible()
    expect(page.locator("#card")).to_have_value("")


def test_seats_are_live_and_count_down(
    day: Day, address: str, context: Callable[..., BrowserContext]
) -> None:
    page = at_desk(day, address, context())
    expect(page.locator("#seats .count").first).to_have_text(re.compile("^(还有|已迟到) 00:"))
    day.clock.wait(minutes=3)
    day.stage.sign_in(1)
    expect(page.get_by_text("已签到 1 席 / 共 5 席")).to_be_visible()
    expect(page.locator("#seats .count").first).to_contain_text("已迟到 03:0")


def test_the_desk_works_without_a_script(
    day: Day, address: str, context: Callable[..., BrowserContext]
) -> None:
    page = at_desk(day, address, context(java_script_enabled=False))
    page.fill("#card", day.card(5))
    page.check("#phone")
    page.get_by_role("button", name="签到", exact=True).click()
    expect(page.get_by_role("heading", name="是，第 5 席")).to_be_visible()
