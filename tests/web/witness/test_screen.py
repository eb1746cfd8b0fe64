"""The witness at a terminal of the center: entry code, the paper to compare, one's own share (Art. 8(2))."""

from __future__ import annotations

import asyncio
import json
import re
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from starlette.testclient import TestClient

from draw_service.rules.access import Role
from draw_service.usecases.room.look_at_session import look_at_session
from draw_service.web.cookies import SESSION
from draw_service.web.staff import draw_room_ceremony
from draw_service.web.witness import screen
from tests.usecases.register import secrets_of_people
from tests.web.draw_room.room import DrawnRoom, hidden, open_room


def sign_in(room: DrawnRoom, party: str = "tenderer", code: str = "") -> Any:
    browser = room.town.stranger()
    entry = code or room.stage.slips[party].entry.lower()  # type: ignore[index]
    draw_id = room.stage.draw_id if code else f" {room.stage.draw_id.lower()} "
    data = {"draw": draw_id, "party": party, "entry": entry}
    answer = browser.post("/witness", data=data)
    if answer.status_code == 303:
        browser.cookies.set(SESSION, answer.cookies[SESSION], domain="panel.test")
    return browser, answer


def seen(browser: TestClient, room: DrawnRoom) -> str:
    return browser.get(f"/witness/{room.stage.draw_id}").text


def test_the_entry_code_opens_one_draw_for_one_party(tmp_path: Path) -> None:
    room = open_room(tmp_path, "entered")
    other = room.stage.sibling("appointed")
    browser, answer = sign_in(room)
    assert answer.headers["location"] == f"/witness/{room.stage.draw_id}"
    assert "见证屏：招标人" in seen(browser, room)
    assert browser.get(f"/witness/{other.draw_id}").status_code == 404
    assert browser.get("/witness").headers["location"] == f"/witness/{room.stage.draw_id}"
    assert browser.get(room.here).status_code == 403
    stranger = room.town.stranger().get(f"/witness/{room.stage.draw_id}")
    assert stranger.headers["location"].startswith("/enter")
    assert room.town.enter(Role.OPERATOR).get(f"/witness/{room.stage.draw_id}").status_code == 403


def test_a_wrong_code_says_how_many_tries_are_left(tmp_path: Path) -> None:
    room = open_room(tmp_path, "entered")
    _browser, answer = sign_in(room, code="ZZZZZZZZ")
    assert answer.status_code == 403
    assert f'value="{room.stage.draw_id}"' in answer.text
    assert "ZZZZZZZZ" not in answer.text
    assert SESSION not in answer.cookies
    answer = room.town.stranger().post("/witness", data={"draw": room.stage.draw_id})
    assert answer.status_code == 422


def test_own_turn_after_the_receipt_and_never_before(tmp_path: Path) -> None:
    room = open_room(tmp_path, "locked")
    (tenderer, _), (regulator, _) = sign_in(room), sign_in(room, "regulator")
    stage, path = room.stage, f"/witness/{room.stage.draw_id}"
    assert "请等拿到回执" in seen(tenderer, room)
    assert f'action="{path}/share"' not in seen(tenderer, room)
    room.stage._walk(["receipt"])
    short = look_at_session(stage.house, stage.draw_id).committed.short  # type: ignore[union-attr]
    for browser in (tenderer, regulator):
        assert short[:4] in seen(browser, room)
        assert "R-000001" in seen(browser, room)
    assert f'action="{path}/share"' not in seen(regulator, room)

    fields = hidden(seen(tenderer, room), f"{path}/share")
    answer = tenderer.post(f"{path}/share", data={**fields, "share": stage.share("tenderer")})
    assert "请先核对并勾选" in answer.text
    assert stage.share("tenderer") not in answer.text
    data = {**fields, "share": stage.share("tenderer"), "compared": "1"}
    assert tenderer.post(f"{path}/share", data=data).headers["location"] == path
    assert tenderer.post(f"{path}/share", data=data).headers["location"] == f"{path}?moved=1"
    assert "轮到监管部门揭示份额" in seen(tenderer, room)
    fields = hidden(seen(regulator, room), f"{path}/share")
    data = {**fields, "share": stage.share("tenderer"), "compared": "1"}
    assert regulator.post(f"{path}/share", data=data).status_code == 422
    data["share"] = stage.share("regulator")
    assert regulator.post(f"{path}/share", data=data).headers["location"] == path
    assert sorted(stage.draw().shares) == ["regulator", "tenderer"]


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_what_a_witness_reads_from_the_order_to_the_end(tmp_path: Path, lang: str) -> None:
    room = open_room(tmp_path, "ordered")
    browser, _ = sign_in(room)
    path = f"/witness/{room.stage.draw_id}?lang={lang}"
    for phases in ([], ["calling", "accepted"], ["sealed"]):
        room.stage._walk(phases)  # type: ignore[arg-type]
        page = browser.get(path).text
        assert room.stage.draw().seed.hex() in page
        assert ("怎样核验" if lang == "zh" else "How to verify") in page
        body = page.partition("<main")[2].partition("</main>")[0]
        body = body.replace(room.stage.application.project_name, "")
        assert lang == "zh" or not re.search("[\u4e00-\u9fff]", body)
        assert [text for text in secrets_of_people() if text in page] == []
    room.stage.abort()
    answer = browser.get(path)
    assert answer.status_code in (200, 303)


LIVE = {"operator": draw_room_ceremony.live_parts, "witness": screen.live_parts}


@pytest.mark.parametrize("who", LIVE)
def test_both_screens_follow_the_draw(tmp_path: Path, who: str) -> None:
    room = open_room(tmp_path, "ordered")
    stage, web = room.stage, room.town.web

    async def follow() -> list[dict[str, Any]]:
        parts = partial(LIVE[who], web, stage.draw_id, "zh")
        stream = web.feed.stream(stage.draw_id, who, parts, web.clock).body_iterator
        heard: list[dict[str, Any]] = []
        async for chunk in stream:
            heard.append(json.loads(bytes(chunk).decode().removeprefix("data: ")))  # type: ignore[arg-type]
            if len(heard) > 1:
                break
            await asyncio.to_thread(stage.call)
        await stream.aclose()  # type: ignore[attr-defined]
        return heard

    first, second = asyncio.run(asyncio.wait_for(follow(), 4))
    assert "通知中" not in first["parts"]["status"]
    assert "通知中" in second["parts"]["status"]
    assert first["parts"]["stage"] != second["parts"]["stage"]
    assert 'name="csrf"' not in first["parts"]["status"]


def test_a_selective_draw_has_three_steps_and_no_lists_to_lock(tmp_path: Path) -> None:
    room = open_room(tmp_path, "entered", mode="selective")
    page = seen(sign_in(room)[0], room)
    assert "第 1 步 / 共 3 步" in page
    assert "三方选定人员" in page
    assert "人员尚未选定" in page
    assert "封存名单" not in page
