"""Beside the row: confirmations, late recusal, postponing, the ends, cards and the kit (Art. 4, 5, 8, 12)."""

from __future__ import annotations

from pathlib import Path

from draw_service.usecases.applications.file_bidders import file_bidders
from draw_service.web.pages import when
from tests.usecases.register import BIDDERS
from tests.web.draw_room.room import hidden, open_room, press

WRONG = "ZZZZZZZZ"


def test_a_wrong_entry_code_confirms_nothing_and_what_was_chosen_stays(tmp_path: Path) -> None:
    room = open_room(tmp_path, "ordered")
    browser, here = room.operator(), room.here
    codes = {**room.codes(), "code_regulator": WRONG}
    answer = press(browser, f"{here}/confirm", what="channel", reason="power-failed", **codes)
    assert answer.status_code == 403
    assert '<option value="power-failed" selected>' in answer.text
    assert WRONG not in answer.text
    assert room.stage.draw().confirmed == set()
    answer = press(browser, f"{here}/confirm", what="channel", **{**room.codes(), "center": ""})
    assert answer.status_code == 422
    assert "请由中心操作员勾选确认" in answer.text


def test_an_attempt_ends_early_by_two_and_later_by_three(tmp_path: Path) -> None:
    room = open_room(tmp_path, "entered")
    browser, here = room.operator(), room.here
    typed = {"ground": "witness-absent", "reason": "in-the-minutes", "center": "1"}
    assert press(browser, f"{here}/abort", **typed).status_code == 403
    code = room.stage.slips["tenderer"].entry
    answer = press(browser, f"{here}/abort", **typed, code_tenderer=code)
    assert answer.headers["location"] == f"{here}?done=aborted", answer.text
    assert "已终止" in browser.get(here).text
    assert "下载会话记录" in browser.get(here).text

    later = open_room(tmp_path / "later", "revealed")
    browser, here = later.operator(), later.here
    assert "witness-absent" not in browser.get(f"{here}/abort").text
    code = later.stage.slips["tenderer"].entry
    typed = {"ground": "share-lost", "reason": "in-the-minutes", "center": "1", "code_tenderer": code}
    assert press(browser, f"{here}/abort", **typed).status_code == 422
    assert later.stage.draw().end is None


def test_an_interest_and_the_bidders_found_late(tmp_path: Path) -> None:
    room = open_room(tmp_path, "accepted")
    browser, here, stage = room.operator(), room.here, room.stage
    codes = {"code_regulator": stage.slips["regulator"].entry, "center": "1"}
    who = stage.holder(2)
    page = f"{here}/interest"
    answer = press(browser, page, expert=who, **codes)
    assert "请选择扫描件" in answer.text
    fields = {"expert": who, **codes}
    fields |= hidden(browser.get(page).text)
    answer = browser.post(page, data=fields, files={"evidence": ("a.pdf", b"declaration")})
    assert answer.headers["location"] == f"{here}?done=stopped", answer.text
    assert 2 in stage.draw().seating.queue  # type: ignore[union-attr]
    file_bidders(stage.house, stage.application_id, BIDDERS)
    fields = {**codes, **hidden(browser.get(f"{here}/bidders").text)}
    answer = browser.post(f"{here}/bidders", data=fields, files={"evidence": ("b.pdf", b"list")})
    assert answer.headers["location"] == f"{here}?done=stopped", answer.text


def test_closing_waits_for_everybody_and_says_so(tmp_path: Path) -> None:
    room = open_room(tmp_path, "sealed")
    answer = press(room.operator(), f"{room.here}/close", sure="1")
    assert answer.status_code == 409
    assert "第九条" in answer.text or "Art. 9" in answer.text


def test_the_kit_is_printed_typed_back_and_destroyed(tmp_path: Path) -> None:
    room = open_room(tmp_path, "ordered")
    browser, here, codes = room.operator(), room.here, room.codes()
    assert press(browser, f"{here}/confirm", what="channel", reason="line-failed", **codes).status_code == 303
    answer = press(browser, f"{here}/cards/kit", per_seat="2", **codes)
    assert answer.headers["location"] == f"{here}/cards?done=kit", answer.text
    page = browser.get(f"{here}/cards").text
    assert "K-000001" in page
    assert "未用 10 张" in page
    call = {"number_1": "1", "at_1": when(room.clock.now()), "result_1": "accepted"}
    answer = press(browser, f"{here}/cards/kit-typed", label="１-1", **call, **codes)
    assert answer.headers["location"] == f"{here}/cards?done=typed", answer.text
    answer = press(browser, f"{here}/cards/kit-typed", label="1-05", **call, **codes)
    assert answer.status_code == 409
    assert 'value="1-05"' in answer.text
    counted = {"witness": "tenderer", "code_witness": codes["code_tenderer"], "center": "1"}
    wrong = press(browser, f"{here}/cards/kit-destroyed", unused="8", **counted)
    assert wrong.status_code == 422
    assert "应当是 9 张" in wrong.text
    answer = press(browser, f"{here}/cards/kit-destroyed", unused="9", **counted)
    assert answer.headers["location"] == f"{here}/cards?done=destroyed", answer.text
    assert "打印备用件" in browser.get(f"{here}/cards").text


def test_a_spoilt_card_is_printed_again_by_three(tmp_path: Path) -> None:
    room = open_room(tmp_path, "ordered")
    browser, here, codes = room.operator(), room.here, room.codes()
    press(browser, f"{here}/confirm", what="channel", reason="line-failed", **codes)
    assert press(browser, f"{here}/cards", f"{here}/cards/next").status_code == 422
    assert press(browser, f"{here}/cards", f"{here}/cards/next", sure_next="1").status_code == 303
    assert press(browser, f"{here}/cards/reprint", **codes).status_code == 303
    page = browser.get(f"{here}/cards").text
    assert "C-000002" in page
    typed = {"number_1": "1", "at_1": "昨天", "result_1": "declined", "reason_1": "leave"}
    answer = press(browser, f"{here}/cards", f"{here}/cards/typed", **typed, **codes)
    assert answer.status_code == 422
    assert 'value="昨天"' in answer.text
    assert room.printer.serials == ["C-000001", "C-000002"]


def test_a_project_leaves_the_queue(tmp_path: Path) -> None:
    room = open_room(tmp_path, "appointed")
    browser = room.operator()
    csrf = browser.get("/draw-room").text.partition('name="csrf" value="')[2].partition('"')[0]
    data = {"csrf": csrf, "draw": room.stage.draw_id, "room": "1"}
    assert browser.post("/draw-room/queue", data=data).status_code == 303
    assert browser.post("/draw-room/queue", data=data).status_code == 303
    assert browser.get("/draw-room").text.count("退出队列") == 1
    assert browser.post("/draw-room/unqueue", data=data).status_code == 303
    answer = browser.post("/draw-room/unqueue", data=data)
    assert answer.status_code == 409
    assert "/draw-room/queue" in answer.text
