"""The ceremony through its pages: four pressed steps, nothing by itself, nothing twice (ui.md rules 4, 5)."""

from __future__ import annotations

import re
from datetime import timedelta
from pathlib import Path

from draw_service.rules.access import Role
from draw_service.rules.specialties import UPPER_LEVELS
from draw_service.usecases.draws.join_queue import join_queue
from draw_service.web.pages import when
from tests.usecases.register import secrets_of_people
from tests.usecases.stage import PHASES, Phase
from tests.web.draw_room.room import DrawnRoom, hidden, open_room, press


def enter_all(room: DrawnRoom, browser, party_names=("tenderer", "regulator", "center")) -> None:  # type: ignore[no-untyped-def]
    for party in party_names:
        fields = {f"name_{party}": f"某{party}", f"phone_{party}": "1", "party": party}
        if party != "center":
            fields[f"entry_{party}"] = room.stage.slips[party].entry
        answer = press(browser, room.here, f"{room.here}/enter", **fields)
        assert answer.status_code == 303, answer.text


def test_a_whole_ceremony(tmp_path: Path) -> None:
    room = open_room(tmp_path)
    browser, stage, here = room.operator(), room.stage, room.here
    said: list[str] = []

    def see(path: str = here) -> str:
        said.append(browser.get(path).text)
        return said[-1]

    assert "可以抽取" in see("/draw-room")
    queue = browser.get("/draw-room").text.partition('name="csrf" value="')[2].partition('"')[0]
    data = {"csrf": queue, "draw": stage.draw_id, "room": "１"}
    assert browser.post("/draw-room/queue", data=data).headers["location"] == "/draw-room"
    assert "退出队列" in see("/draw-room")

    assert "第 1 步 / 共 4 步" in see()
    enter_all(room, browser)
    assert "三方已到齐" in see()
    assert "某tenderer" in see()
    assert press(browser, here, f"{here}/camera", camera="CAM-3").status_code == 303
    data = {"person": "公证员", "company": "other", "deposited": "1"}
    assert press(browser, here, f"{here}/people", **data).status_code == 303
    assert "公证员" in see()
    assert "核对无误，去封存名单" in see(f"{here}/check")

    answer = press(browser, f"{here}/lock", sure="")
    assert answer.status_code == 422
    assert stage.draw().lock is None
    assert press(browser, f"{here}/lock", sure="1").headers["location"] == f"{here}?done=locked"
    assert "份额码的份额" not in see()
    lock = stage.draw().lock
    assert lock is not None
    assert all(value in see() for value in lock.body["commitments"].values())
    assert f"{here}/share" not in see()

    answer = press(browser, here, f"{here}/receipt")
    assert answer.headers["location"] == f"{here}/receipt"
    paper = see(f"{here}/receipt")
    assert "R-000001" in paper
    assert "<svg" in paper
    for party in ("tenderer", "regulator"):
        fields = {"share": stage.share(party).lower().replace(" ", "  "), "compared": "1"}
        answer = press(browser, here, f"{here}/share", **fields)
        assert answer.headers["location"] == f"{here}?done=share", answer.text
    assert "揭示中心份额" in see()
    assert press(browser, here, f"{here}/share", compared="1").status_code == 303
    assert press(browser, here, f"{here}/order", compared="1").headers["location"] == f"{here}?done=ordered"
    assert "首批席位" in see()
    assert "已接受 0 / 5 席" in see()

    codes = room.codes()
    answer = press(browser, f"{here}/confirm", what="channel", reason="line-failed", **codes)
    assert answer.headers["location"] == f"{here}?done=confirmed", answer.text
    while stage.draw().phase == "calling" and not stage.draw().seating.settled:  # type: ignore[union-attr]
        answer = press(browser, f"{here}/cards", f"{here}/cards/next", sure_next="1")
        assert answer.headers["location"] == f"{here}/cards?done=card", answer.text
        fields = {"number_1": "1", "at_1": when(room.clock.now()), "result_1": "accepted"}
        fields |= {"witness": "regulator", "code_witness": codes["code_regulator"], "center": "1"}
        answer = press(browser, f"{here}/cards", f"{here}/cards/typed", **fields)
        assert answer.headers["location"] == f"{here}/cards?done=typed", answer.text
        see(f"{here}/cards")
    assert "已接受 5 / 5 席" in see()
    assert press(browser, f"{here}/seal", sure="1").headers["location"] == f"{here}?done=sealed"
    assert "结果已锁定" in see()
    assert "结果已锁定" in see("/draw-room")

    room.clock.jump(stage.application.signin_at)
    stage.sign_in()
    stage.unseal()
    browser = room.operator()
    assert press(browser, f"{here}/close", sure="1").headers["location"] == f"{here}?done=closed"
    record = browser.get(f"{here}/record.json")
    assert record.headers["content-disposition"].endswith('.session.json"')
    assert record.json()["cameras"][0]["camera"] == "CAM-3"
    assert "下载会话记录" in see()

    parties = room.stage.application
    bodies = {parties.tenderer.name, *parties.authority, *([parties.agency.name] if parties.agency else [])}
    people = [text for text in secrets_of_people() if text not in bodies]
    assert [text for text in people if any(text in page for page in said)] == []
    assert [text for text in people if text in record.text] == []


def test_only_an_operator_comes_in(tmp_path: Path) -> None:
    room = open_room(tmp_path, "entered")
    stranger = room.town.stranger()
    others = [room.town.enter(r) for r in (Role.POOL_KEEPER, Role.TENDERER, Role.REGULATOR)]
    for place in ("", "/check", "/lock", "/receipt", "/cards", "/confirm", "/abort", "/live", "/record.json"):
        answer = stranger.get(room.here + place)
        assert answer.headers["location"].startswith("/enter?next=")
        assert [one.get(room.here + place).status_code for one in others] == [403, 403, 403]
    for place in ("enter", "lock", "share", "order", "seal", "close", "cards/next"):
        assert stranger.post(f"{room.here}/{place}", data={"n": "1"}).status_code == 303
        answer = others[0].post(f"{room.here}/{place}", data={"n": "1"})
        assert answer.status_code == 403
    assert room.stage.draw().lock is None


def test_the_lock_asks_for_the_password_again(tmp_path: Path) -> None:
    room = open_room(tmp_path, "entered")
    browser = room.operator()
    room.clock.wait(minutes=11)
    answer = browser.get(f"{room.here}/lock")
    assert answer.headers["location"].startswith("/enter/again?next=")
    fields = hidden(browser.get(f"{room.here}/confirm").text)
    answer = browser.post(f"{room.here}/lock", data={**fields, "sure": "1"})
    assert answer.headers["location"].startswith("/enter/again")
    assert room.stage.draw().lock is None


def test_no_share_before_the_receipt(tmp_path: Path) -> None:
    room = open_room(tmp_path, "locked")
    browser = room.operator()
    fields = hidden(browser.get(room.here).text)
    data = {**fields, "party": "tenderer", "share": room.stage.share("tenderer"), "compared": "1"}
    answer = browser.post(f"{room.here}/share", data=data)
    assert answer.status_code == 409
    assert "封存回执尚未打印" in answer.text
    assert room.stage.draw().shares == {}


def test_a_share_that_was_refused_is_not_shown_again(tmp_path: Path) -> None:
    """A slip's code typed out of turn is a secret still; the wall may show the operator's screen."""
    room = open_room(tmp_path, "receipt")
    browser = room.operator()
    other = room.stage.share("regulator")
    answer = press(browser, room.here, f"{room.here}/share", share=other, compared="1")
    assert answer.status_code == 422
    assert other not in answer.text
    assert room.stage.draw().shares == {}
    own = room.stage.share("tenderer")
    answer = press(browser, room.here, f"{room.here}/share", share=own)
    assert own not in answer.text
    assert "请先核对并勾选" in answer.text
    assert room.stage.draw().shares == {}


def test_a_phone_that_is_not_deposited_keeps_its_owner_out(tmp_path: Path) -> None:
    room = open_room(tmp_path)
    browser = room.operator()
    join_queue(room.town.house, room.stage.draw_id, "1")
    entry = room.stage.slips["tenderer"].entry
    fields = {"party": "tenderer", "name_tenderer": "某人", "entry_tenderer": entry}
    answer = press(browser, room.here, f"{room.here}/enter", **fields)
    assert answer.status_code == 409
    assert "某人" in answer.text
    assert entry not in answer.text
    assert room.stage.draw().entered == set()


PLACES = (
    "",
    "/check",
    "/confirm",
    "/change",
    "/postpone",
    "/interest",
    "/bidders",
    "/abort",
    "/seal",
    "/close",
    "/cards",
)
PAPERS = ("/cards/kit", "/cards/kit-typed", "/cards/kit-destroyed", "/cards/reprint")


def _names_of_specialties() -> list[str]:
    """Data of the table, in its own language; the longest first, for one holds another."""
    return sorted(dict(UPPER_LEVELS).values(), key=len, reverse=True)


def test_every_page_at_every_step_in_both_languages(tmp_path: Path) -> None:
    room = open_room(tmp_path, "appointed")
    browser, stage = room.operator(), room.stage
    filed = stage.application
    own = [filed.project_name, filed.signin_place, filed.tenderer.name, *_names_of_specialties()]
    own += [filed.agency.name] if filed.agency else []
    before: Phase = "appointed"
    phases: tuple[Phase, ...] = (
        "appointed",
        "entered",
        "locked",
        "receipt",
        "one-share",
        "ordered",
        "sealed",
        "aborted",
    )
    for phase in phases:
        if phase == "entered":
            stage.enter()
        elif phase == "aborted":
            stage.abort()
        elif phase != "appointed":
            stage._walk(PHASES[PHASES.index(before) + 1 : PHASES.index(phase) + 1])
        before = phase
        for lang in ("zh", "en"):
            for place in ("/lock", *PLACES, *PAPERS):
                page = browser.get(f"{room.here}{place}?lang={lang}")
                assert page.status_code == 200, (phase, place)
                assert len(page.content) < 60_000
                body = page.text.partition("<main")[2].partition("</main>")[0]
                for name in own:
                    body = body.replace(name, "")
                assert lang == "zh" or not re.search("[\u4e00-\u9fff]", body.replace("中文", "")), (
                    phase,
                    place,
                )


def test_a_project_past_its_last_time_is_not_offered_as_ready(tmp_path: Path) -> None:
    room = open_room(tmp_path, "appointed")
    browser = room.operator()
    assert "抽取时间已过" not in browser.get("/draw-room").text
    room.clock.jump(room.stage.application.bid_opening + timedelta(minutes=1))
    browser = room.operator()  # sessions ended meanwhile
    page = browser.get("/draw-room").text
    assert "抽取时间已过" in page
    assert f'href="{room.here}/postpone"' in page
    assert "加入队列" not in page
    join_queue(room.stage.house, room.stage.draw_id, "1")
    page = browser.get("/draw-room").text
    assert "抽取时间已过" in page
    assert "进入抽取室" not in page


def test_where_the_regulator_named_nobody_the_room_says_so_and_asks_for_no_code(tmp_path: Path) -> None:
    room = open_room(tmp_path, "filed")
    browser, missing = room.operator(), "监管部门见证人未指定"
    assert missing in browser.get("/draw-room").text
    join_queue(room.stage.house, room.stage.draw_id, "1")
    assert missing in browser.get("/draw-room").text
    page = browser.get(room.here).text
    assert "监管部门还没有指定见证人" in page
    assert 'name="entry_regulator"' not in page
    assert 'name="entry_tenderer"' in page
    room.stage.appoint()
    assert 'name="entry_regulator"' in browser.get(room.here).text


def test_seats_are_told_with_the_name_of_their_specialty(tmp_path: Path) -> None:
    room = open_room(tmp_path, "ordered")
    board = room.town.stranger().get(f"/board/{room.stage.draw_id}").text
    for page in (room.operator().get(room.here).text, board):
        assert "A08 工程施工" in page
        assert "B07 建筑材料" in page
