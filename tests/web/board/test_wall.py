"""The wall: no login, no name, both languages, live, and gone draws are not there."""

from __future__ import annotations

import asyncio
import json
import re
from threading import Event

import pytest
from anyio.to_thread import current_default_thread_limiter
from fastapi.concurrency import run_in_threadpool
from starlette.testclient import TestClient

from draw_service.usecases.draws.print_receipt import printed_receipt
from draw_service.web.parts import Web
from tests.usecases.stage import Phase, Stage, selected, stage
from tests.web.one_app import app_over

HAN = re.compile(r"[\u4e00-\u9fff]")


def browser(s: Stage) -> TestClient:
    app = app_over(Web(s.house, "Center"))
    return TestClient(app, base_url="https://panel.test")


@pytest.mark.parametrize("phase", ["filed", "entered", "locked", "one-share", "calling", "sealed", "closed"])
def test_every_phase_is_shown_in_both_languages(phase: Phase) -> None:
    s = stage(phase)
    wall = browser(s)
    zh, en = wall.get(f"/board/{s.draw_id}").text, wall.get(f"/board/{s.draw_id}?lang=en").text
    assert s.draw_id in zh
    body = en.partition("<main")[2].partition("</main>")[0]
    assert not HAN.search(body), HAN.findall(body)
    assert "数据截至" in zh


def test_a_draw_that_is_not_there() -> None:
    answer = browser(stage("filed")).get("/board/AP-2026-0999.1")
    assert answer.status_code == 404


def test_without_a_number_the_wall_asks_for_it() -> None:
    s = stage("filed")
    wall = browser(s)
    for lang in ("zh", "en"):
        assert 'name="draw"' in wall.get(f"/board?lang={lang}").text
    asked = wall.get("/board", params={"draw": f" {s.draw_id.lower()} "}, follow_redirects=False)
    assert asked.headers["location"] == f"/board/{s.draw_id}"
    wrong = wall.get("/board", params={"draw": "AP-2026-0999.1"})
    assert wrong.status_code == 404
    assert 'value="AP-2026-0999.1"' in wrong.text


def test_the_wall_shows_the_short_code_of_the_paper_receipt_from_the_lock_on() -> None:
    assert "核对短码" not in browser(s := stage("entered")).get(f"/board/{s.draw_id}").text
    for phase in ("receipt", "ordered"):
        s = stage(phase)  # type: ignore[arg-type]
        short = printed_receipt(s.house, s.draw_id).short
        text = browser(s).get(f"/board/{s.draw_id}").text
        assert " ".join(short[n : n + 4] for n in range(0, 24, 4)) in text


def test_a_selective_draw_is_called_so_before_and_after_the_choice() -> None:
    s = stage("entered", mode="selective")
    before = browser(s).get(f"/board/{s.draw_id}").text
    assert "选择性抽取" in before
    assert "第 1 步 / 共 3 步" in before
    assert "等待三方选定" in before
    assert "封存" not in before
    s = selected()
    after = browser(s).get(f"/board/{s.draw_id}").text
    assert "第 3 步 / 共 3 步" in after
    assert "人员已选定，等待通知" in after
    assert "顺序" not in after


def test_the_seats_have_denominators() -> None:
    s = stage("accepted")
    assert re.search(r"已接受 \d+ / 5 席", browser(s).get(f"/board/{s.draw_id}").text)


def test_the_stream_begins_with_the_whole_board() -> None:
    told = json.loads(asyncio.run(first_of_stream()).decode().removeprefix("data: "))
    assert told["parts"] == {"board": "<p>one</p>"}
    assert re.fullmatch(r"\d{4}-\d\d-\d\d \d\d:\d\d:\d\d", told["at"])


def test_a_board_is_drawn_while_every_thread_of_the_pages_waits() -> None:
    gate = Event()

    async def while_all_wait() -> bytes:
        current_default_thread_limiter().total_tokens = 1
        waiting = asyncio.create_task(run_in_threadpool(gate.wait, 20))
        await asyncio.sleep(0)
        try:
            return await asyncio.wait_for(first_of_stream(), 10)
        finally:
            gate.set()
            await waiting

    assert b"<p>one</p>" in asyncio.run(while_all_wait())


async def first_of_stream() -> bytes:
    s = stage("locked")
    web = Web(s.house, "Center")
    answer = web.feed.stream(s.draw_id, "t", lambda: {"board": "<p>one</p>"}, web.clock)
    async for chunk in answer.body_iterator:
        return bytes(chunk)  # type: ignore[arg-type]
    return b""
