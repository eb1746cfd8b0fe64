"""Reload, second tab, restart, lost connection: no step is lost and none is doubled (ui.md rules 4, 5)."""

from __future__ import annotations

from pathlib import Path

import pytest

from draw_service.usecases.draws.confirm import confirm
from draw_service.usecases.draws.join_queue import join_queue
from draw_service.web.app import create_app
from draw_service.web.cookies import SESSION
from draw_service.web.parts import Web
from draw_service.wiring import open_drill
from tests.usecases.stage import Phase
from tests.web.conftest import Town
from tests.web.draw_room.room import DrawnRoom, hidden, open_room

MOVED = "已由另一窗口办理"


def acts(room: DrawnRoom) -> dict[str, tuple[Phase, str, dict[str, str]]]:
    """Every pressed step: where the draw stands before it, its place, what is typed."""
    stage, codes = room.stage, room.codes()
    entry = {"party": "tenderer", "name_tenderer": "某人", "phone_tenderer": "1"}
    return {
        "enter": ("appointed", "enter", {**entry, "entry_tenderer": stage.slips["tenderer"].entry}),
        "people": (
            "entered",
            "people",
            {"person": "某人", "company": "other", "deposited": "1", "place": "1"},
        ),
        "lock": ("entered", "lock", {"sure": "1"}),
        "share": (
            "receipt",
            "share",
            {"party": "tenderer", "share": stage.share("tenderer"), "compared": "1"},
        ),
        "order": ("revealed", "order", {"compared": "1"}),
        "confirm": ("ordered", "confirm", {"what": "channel", "reason": "line-failed", **codes}),
        "abort": ("ordered", "abort", {"ground": "project-stopped", "reason": "in-the-minutes", **codes}),
        "card": ("ordered", "cards/next", {"sure_next": "1"}),
        "kit": ("ordered", "cards/kit", {"per_seat": "2", **codes}),
        "seal": ("accepted", "seal", {"sure": "1"}),
    }


NAMES = ("enter", "people", "lock", "share", "order", "confirm", "abort", "card", "kit", "seal")


@pytest.fixture
def rooms(tmp_path: Path):  # type: ignore[no-untyped-def]
    def at(name: str) -> tuple[DrawnRoom, str, dict[str, str]]:
        phase = acts(open_room(tmp_path / "look", "appointed"))[name][0]
        room = open_room(tmp_path / "room", phase)
        stage = room.stage
        if phase == "appointed":
            join_queue(stage.house, stage.draw_id, "1")
        if name == "card":
            confirm(stage.house, stage.draw_id, "channel", "line-failed", stage.codes())
        _phase, place, typed = acts(room)[name]
        return room, f"{room.here}/{place}", typed

    return at


@pytest.mark.parametrize("name", NAMES)
def test_what_is_sent_twice_is_done_once(rooms, name: str) -> None:  # type: ignore[no-untyped-def]
    """A double click, a second tab, a reload of the sent form, an answer that was lost on the way."""
    room, path, typed = rooms(name)
    browser = room.operator()
    fields = {**hidden(browser.get(f"{room.here}/confirm").text), **typed}
    first = browser.post(path, data=fields)
    assert first.status_code == 303, first.text
    events, facts, sheets = room.stage.events(), room.stage.facts(), list(room.printer.serials)
    again = browser.post(path, data=fields)
    if name in ("card", "kit", "seal"):
        assert again.status_code in (303, 409)
    else:
        assert again.headers["location"] == f"{room.here}?moved=1"
    assert room.stage.events() == events
    assert room.stage.facts() == facts
    assert list(room.printer.serials) == sheets
    assert MOVED in browser.get(f"{room.here}?moved=1").text


def test_a_tab_that_was_left_open_finds_the_present_state(tmp_path: Path) -> None:
    room = open_room(tmp_path, "receipt")
    left, right = room.operator(), room.operator()
    stale = hidden(left.get(room.here).text, f"{room.here}/share")
    fresh = hidden(right.get(room.here).text, f"{room.here}/share")
    right.post(f"{room.here}/share", data={**fresh, "share": room.stage.share("tenderer"), "compared": "1"})
    data = {**stale, "share": room.stage.share("tenderer"), "compared": "1"}
    answer = left.post(f"{room.here}/share", data=data)
    assert answer.headers["location"] == f"{room.here}?moved=1"
    assert "轮到监管部门揭示份额" in left.get(answer.headers["location"]).text
    assert sorted(room.stage.draw().shares) == ["tenderer"]


def test_calls_that_come_in_meanwhile_hold_nobody_up(tmp_path: Path) -> None:
    room = open_room(tmp_path, "calling")
    browser, stage = room.operator(), room.stage
    fields = hidden(browser.get(f"{room.here}/postpone").text)
    stage.answer(1, "declined")
    stage.call()
    data = {"signin_at": "2026-06-12 11:00", "latest_start": "2026-06-12 17:00", "reason": "opening-moved"}
    answer = browser.post(f"{room.here}/postpone", data={**fields, **data, **room.codes()})
    assert answer.headers["location"] == f"{room.here}?done=postponed", answer.text


def test_a_service_that_was_restarted_goes_on_with_the_open_page(tmp_path: Path) -> None:
    room = open_room(tmp_path, "receipt")
    browser = room.operator()
    fields = hidden(browser.get(room.here).text, f"{room.here}/share")
    house, clock, _printer = open_drill(tmp_path, 1, room.clock.now())
    web = Web(house, "演练中心")
    after = Town(house, clock, web, create_app(web=web)).with_token(browser.cookies[SESSION])
    data = {**fields, "share": room.stage.share("tenderer"), "compared": "1"}
    answer = after.post(f"{room.here}/share", data=data)
    assert answer.headers["location"] == f"{room.here}?done=share"
    assert sorted(room.stage.draw().shares) == ["tenderer"]


def test_a_form_of_another_session_is_not_taken(tmp_path: Path) -> None:
    room = open_room(tmp_path, "entered")
    mine, other = room.operator(), room.operator()
    fields = hidden(mine.get(f"{room.here}/lock").text)
    assert other.post(f"{room.here}/lock", data={**fields, "sure": "1"}).status_code == 403
    assert room.stage.draw().lock is None
