"""Names before the sign-in time: every role at every door of the draw, and the clock set forward."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest
from fastapi.routing import iter_route_contexts
from starlette.testclient import TestClient

from audit.events import DrawEvent
from draw_service.rules.access import Role
from draw_service.rules.refusals import ClockWentBack
from draw_service.usecases.access.sessions import open_session
from draw_service.usecases.platform.clock_check import check_clock
from tests.usecases.register import RECORDS, SIGN_IN
from tests.usecases.stage import stage
from tests.web.draw_room.room import DrawnRoom, open_room

MEMBERS = [text for one in RECORDS for text in (one.name, one.id_card, *one.phones, one.phones[0][3:])]
OPEN = (DrawEvent.ROSTER_UNSEALED, DrawEvent.ROSTER_PRINTED, DrawEvent.ROSTER_REBUILT)


def people(room: DrawnRoom) -> dict[str, TestClient]:
    town, draw = room.town, room.stage.draw_id
    inside = {str(role): town.enter(role, room.stage.application.tenderer.code) for role in Role}
    with town.house.books() as books:
        token = open_session(town.house, books, "witness", "", "testclient", draw=draw, party="tenderer")
        books.commit()
    return {"nobody": town.stranger(), **inside, "witness": town.with_token(token)}


def token_of(browser: TestClient) -> str:
    """The token of its session's forms, from the first page that shows one."""
    texts = (browser.get(page, follow_redirects=True).text for page in ("/account", "/witness"))
    found = (text.partition('name="csrf" value="')[2].partition('"')[0] for text in texts)
    return next(filter(None, found), "")


def doors(room: DrawnRoom) -> list[tuple[str, str]]:
    """Every route that takes the number of a draw, filled with this one's."""
    found = []
    for route in iter_route_contexts(room.town.app.routes):
        path = str(route.path)
        if "{draw_id}" in path and "live" not in path:
            path = path.replace("{draw_id}", room.stage.draw_id).replace("{slot:int}", "1")
            path = path.replace("{what}", "auditor").replace("{project}", room.stage.application_id)
            found += [
                (method, path.replace("{kind}", "result").replace("{act}", "print"))
                for method in route.methods or ()
                if method in ("GET", "POST")
            ]
    return sorted(found)


def test_no_role_gets_a_name_at_any_door_before_the_time(tmp_path: Path) -> None:
    room = open_room(tmp_path, "sealed")
    room.clock.jump(SIGN_IN - timedelta(seconds=1))
    slips, told, asked = room.stage.slips, [], 0
    fields = {
        "party": "tenderer", "camera": "CAM-1", "envelope": "ENV-1", "reason": "lost", "n": "1",
        "entry": slips["tenderer"].entry, "unseal": room.stage.unseal_code(),
        "code_tenderer": slips["tenderer"].entry, "code_regulator": slips["regulator"].entry,
        "center": "1", "draw": room.stage.draw_id,
    }  # fmt: skip
    for who, browser in people(room).items():
        shut, token = set(), token_of(browser)
        for method, path in doors(room):
            if (who, path) in shut:
                continue  # a POST has the door of its page
            data = {**fields, "csrf": token} if method == "POST" else None
            answer = browser.request(method, path, data=data)
            asked += 1
            assert answer.status_code < 500, (who, method, path)
            told += [(who, method, path) for text in MEMBERS if text in answer.text]
            if answer.status_code == 403 or answer.headers.get("location", "").startswith("/enter?"):
                shut.add((who, path))

    assert asked > 300
    assert told == []
    assert [event for event in room.stage.types() if event in OPEN] == []
    room.stage.morning()
    room.stage.unseal()
    page = room.operator().get(f"/unsealing/{room.stage.draw_id}").text
    assert [text for text in MEMBERS if text in page], "the same search finds names once they are open"


def test_a_clock_set_forward_and_back_again_stops_the_draw() -> None:
    """The host's clock is believed where no witness tells the time; whoever set it cannot undo it."""
    s = stage("sealed")
    honest = s.town.clock.time
    s.morning()
    s.sign_in()
    s.unseal()
    s.town.clock.time = honest + timedelta(minutes=5)

    with pytest.raises(ClockWentBack):
        s.close()
    with pytest.raises(ClockWentBack):
        check_clock(s.house)
    assert DrawEvent.DRAW_CLOSED not in s.types()
