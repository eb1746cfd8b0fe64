"""The draw room in a browser: the whole ceremony by keyboard, two screens that follow it, and the paper.

Nothing is clicked: keys alone (ui.md rule 12). Each step ends in its verb, after a tick.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
import uvicorn
from playwright.sync_api import BrowserContext, Page, expect

from draw_service.rules.access import Role
from draw_service.usecases.access.sessions import open_session
from draw_service.usecases.draws.join_queue import join_queue
from draw_service.usecases.room.look_at_session import look_at_session
from draw_service.web.cookies import SESSION
from draw_service.web.pages import when
from tests.browser.practice import free_port
from tests.web.draw_room.room import DrawnRoom, open_room

HERE = "127.0.0.1"
Contexts = Callable[..., BrowserContext]


@contextmanager
def served(room: DrawnRoom, port: int = 0) -> Iterator[str]:
    """The room's pages on this machine, until the block ends."""
    config = uvicorn.Config(
        room.town.app,
        host=HERE,
        port=port or free_port(),
        log_config=None,
        timeout_graceful_shutdown=1,
    )
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


def operator(room: DrawnRoom, context: BrowserContext, url: str) -> Page:
    """A page signed in as a new operator from this machine."""
    room.town.enter(Role.OPERATOR)
    with room.town.house.books() as books:
        account = books.access.accounts()[-1]
        token = open_session(room.town.house, books, "staff", account.id, HERE)
        books.commit()
    context.add_cookies(
        [{"name": SESSION, "value": token, "url": url.replace("http", "https"), "secure": True}]
    )
    return context.new_page()


def keys(page: Page, *pressed: str) -> None:
    """Each a key, or words to type when it begins with a quotation mark."""
    for key in pressed:
        if key.startswith("'"):
            page.keyboard.type(key[1:])
        else:
            page.keyboard.press(key)


def keys_at(page: Page, verb: str, *pressed: str) -> None:
    """Press keys once what says ``verb`` has the focus by itself or by the keys before."""
    expect(page.locator(":focus")).to_have_text(verb)
    keys(page, *pressed)


@pytest.mark.timeout(180)
def test_the_whole_ceremony_by_keyboard_with_a_witness_at_an_own_screen(
    tmp_path: Path, context: Contexts
) -> None:
    room = open_room(tmp_path, "appointed")
    stage = room.stage
    join_queue(stage.house, stage.draw_id, "1")
    with served(room) as url:
        page, witness = operator(room, context(), url), context().new_page()
        page.goto(url + room.here)
        for party in ("tenderer", "regulator"):
            expect(page.locator(f"#name_{party}")).to_be_focused()
            keys(page, f"'某{party}", "Tab", f"'{stage.slips[party].entry}", "Tab", "Space", "Tab", "Enter")
        expect(page.locator("#name_center")).to_be_focused()
        keys(page, "'操作员", "Tab", "Space", "Tab", "Enter")

        witness.goto(f"{url}/witness?draw={stage.draw_id}")
        expect(witness.locator("#draw")).to_be_focused()
        keys(witness, "Tab", "Space", "Tab", f"'{stage.slips['tenderer'].entry}", "Tab", "Enter")
        expect(witness.locator("#now")).to_contain_text("正在核对项目")

        keys_at(page, "核对项目", "Enter")
        keys_at(page, "核对无误，去封存名单", "Enter")
        expect(page.locator("#sure")).to_be_focused()
        keys(page, "Enter")  # without the tick nothing is locked
        expect(page.locator("#sure-error")).to_be_visible()
        assert stage.draw().lock is None
        keys(page, "Space", "Tab")
        keys_at(page, "封存名单", "Enter")
        expect(witness.locator("#now")).to_contain_text("请等拿到回执")
        keys_at(page, "打印封存回执", "Enter")
        expect(page.get_by_role("button", name="打印")).to_be_focused()
        page.emulate_media(media="print")
        assert page.locator(".top").is_hidden()
        assert page.locator(".short-code").is_visible()
        assert page.pdf(prefer_css_page_size=True).count(b"/Type /Page\n") == 1  # one A5 sheet
        page.emulate_media(media="screen")
        keys(page, "Tab", "Enter")

        expect(page.locator("#compared")).to_be_focused()
        expect(witness.locator("#compared")).to_be_focused(timeout=8000)
        keys(witness, "Space", "Tab", f"'{stage.share('tenderer')}", "Tab", "Enter")
        expect(witness.locator("#now")).to_contain_text("轮到监管部门")
        # The operator's page follows by itself, because nothing had been typed into it.
        expect(page.get_by_text("轮到监管部门揭示份额")).to_be_visible()
        expect(page.locator("#compared")).to_be_focused()
        keys(page, "Space", "Tab", f"'{stage.share('regulator')}", "Tab", "Enter")
        expect(page.get_by_role("button", name="揭示中心份额")).to_be_visible()
        expect(page.locator("#compared")).to_be_focused()
        keys(page, "Space", "Tab", "Enter")
        expect(page.get_by_role("button", name="抽取：产生通知顺序")).to_be_visible()
        expect(page.locator("#compared")).to_be_focused()
        keys(page, "Space", "Tab", "Enter")
        expect(page.locator(".seats tbody tr")).to_have_count(5)
        expect(witness.locator("#now")).to_contain_text("已接受 0 / 5 席")
        assert stage.draw().phase == "calling"
        present = look_at_session(stage.house, stage.draw_id).present
        assert [one.name for one in present.entries] == ["某tenderer", "某regulator", "操作员"]

        keys_at(page, "三方确认", "Enter")
        expect(page.locator("#what")).to_be_focused()
        keys(page, "ArrowDown", "Tab", "ArrowDown", "Tab")
        keys(page, f"'{stage.slips['tenderer'].entry}", "Tab", f"'{stage.slips['regulator'].entry}")
        keys(page, "Tab", "Space", "Tab", "Enter")
        expect(page.get_by_text("已由三方确认并记录")).to_be_visible()
        keys_at(page, "人工通知卡", "Enter")
        expect(page.locator("#sure_next")).to_be_focused()
        keys(page, "Space", "Tab", "Enter")
        expect(page.get_by_text("通知卡已送往打印机")).to_be_visible()
        page.locator("#at_1").focus()
        keys(
            page,
            f"'{when(room.clock.now())}",
            "Tab",
            "ArrowDown",
            "Tab",
            "Tab",
            "Tab",
            "Tab",
            "Tab",
            "Tab",
            "Tab",
        )
        keys(page, "Space", "Tab", f"'{stage.slips['tenderer'].entry}", "Tab", "Space", "Tab", "Enter")
        expect(page.get_by_text("已接受 1 / 5 席")).to_be_visible()
        expect(witness.locator("#now")).to_contain_text("已接受 1 / 5 席")
        while stage.by_card():
            if stage.draw().seating.settled:  # type: ignore[union-attr]
                break
        page.goto(url + room.here)
        keys_at(page, "锁定结果", "Enter")
        expect(page.locator("#sure")).to_be_focused()
        keys(page, "Space", "Tab", "Enter")
        expect(page.get_by_text("结果已锁定，抽取室已空出")).to_be_visible()
        expect(witness.locator("#now")).to_contain_text("结果已锁定")
        assert stage.draw().phase == "sealed"


@pytest.mark.timeout(120)
def test_what_is_being_typed_is_never_lost_and_a_silence_is_loud(tmp_path: Path, context: Contexts) -> None:
    room = open_room(tmp_path, "receipt")
    stage, port = room.stage, free_port()
    with served(room, port) as url:
        page = operator(room, context(), url)
        page.clock.install()
        page.goto(url + room.here)
        page.locator("#share").focus()
        keys(page, "'ABCDE FGHJK")
        stage.reveal("tenderer")
        expect(page.locator(".news")).to_be_visible()
        assert page.locator("#share").input_value() == "ABCDE FGHJK"
        page.locator("#compared").check()
        page.get_by_role("button", name="揭示招标人份额").press("Enter")
        expect(page.get_by_role("heading", name="已由另一窗口办理")).to_be_visible()
        assert sorted(stage.draw().shares) == ["tenderer"]
    page.clock.fast_forward(25_000)
    expect(page.locator(".lost")).to_be_visible()
    with served(room, port):
        stage.reveal("regulator")
        page.clock.fast_forward(10_000)
        expect(page.get_by_role("button", name="揭示中心份额")).to_be_visible(timeout=20_000)
        expect(page.locator(".lost")).to_be_hidden()


def test_back_and_reload_after_a_refused_form_show_the_page_of_the_form(
    tmp_path: Path, context: Contexts
) -> None:
    """The browser never asks whether to send a form again, and a code that was typed is gone."""
    room = open_room(tmp_path, "receipt")
    with served(room) as url:
        page = operator(room, context(), url)
        page.goto(url + room.here)
        page.check("[name=compared]")
        page.fill("[name=share]", room.stage.share("regulator"))
        page.press("[name=compared]", "Enter")
        expect(page.locator("main [role=alert]").first).to_contain_text("份额码")
        page.goto(url + "/draw-room")
        page.go_back()
        expect(page).to_have_url(url + room.here)
        expect(page.locator("[name=share]")).to_have_value("")
        page.reload()
        expect(page).to_have_url(url + room.here)
