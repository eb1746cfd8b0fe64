"""``/terminals``: a room is gone through, confirmed, reminded of and shut; refusals name Art. 7."""

from __future__ import annotations

import re
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from draw_service.drill.terminals import register_rooms
from draw_service.rules.access import Role
from draw_service.rules.refusals import TerminalUnchecked
from draw_service.rules.terminals import CONDITIONS
from draw_service.usecases.draws.join_queue import join_queue
from draw_service.usecases.draws.lock import lock
from draw_service.usecases.oversight.lapse import lapse_all
from tests.web.conftest import Town, post
from tests.web.draw_room.room import open_room

FIELDS: dict[str, Any] = {
    **{"room": "1", "place": "中心三楼"},
    **{f"met_{one}": "1" for one in CONDITIONS},
    **{f"note_{one}": f"已查看 {one}" for one in CONDITIONS},
}


def test_from_four_ticks_to_a_room_in_force(town: Town) -> None:
    admin, operator = town.enter(Role.ADMINISTRATOR), town.enter(Role.OPERATOR)
    for page in ("/admin", "/admin/watch"):
        assert "第七条" in admin.get(page).text
    assert "没有登记抽取终端" in operator.get("/draw-room").text
    half = post(operator, "/terminals", **{**FIELDS, "met_staff": "", "note_place": "院内独立房间"})
    assert half.status_code == 422
    assert "met_staff-error" in half.text
    assert "院内独立房间" in half.text

    assert post(operator, "/terminals", **FIELDS).status_code == 303
    assert "确认四项条件具备" not in operator.get("/terminals").text
    own = post(operator, "/terminals/T-0001/confirm", "/terminals")
    assert own.status_code == 403
    done = post(admin, "/terminals/T-0001/confirm", "/terminals")
    assert done.headers["location"].endswith("told=confirmed")
    assert "2027-03-02" in town.enter(Role.OFFICE).get("/terminals").text
    assert "没有登记抽取终端" not in operator.get("/draw-room").text
    again = post(admin, "/terminals/T-0001/return", "/terminals")
    assert "checklist-decided" in again.text
    english = admin.get("/terminals?lang=en").text.partition("<main")[2].partition("</main")[0]
    assert not re.search(r"[\u4e00-\u9fff]", re.sub("已查看|中心三楼", "", english))


def test_somebody_is_told_before_it_ends(town: Town) -> None:
    register_rooms(town.house, ("1",))
    assert lapse_all(town.house) == 0
    town.clock.jump(town.clock.now() + timedelta(days=340))
    assert (lapse_all(town.house), lapse_all(town.house)) == (1, 0)
    assert "即将到期" in town.enter(Role.ADMINISTRATOR).get("/admin/watch").text
    register_rooms(town.house, ("1",))
    with town.house.books() as books:
        assert not books.post.alarms()
        facts = [leaf for leaf in books.journal.leaves() if b'"type":"terminal.' in leaf]
    assert len(facts) == 5


def test_a_room_without_a_checklist_in_force_is_shut(tmp_path: Path) -> None:
    stage = open_room(tmp_path, "entered").stage
    register_rooms(stage.house, ("elsewhere",))
    with pytest.raises(TerminalUnchecked):
        lock(stage.house, stage.draw_id)
    other = stage.draw_id
    with stage.house.books() as books:
        row = books.draws.draw(other)
    assert row is not None
    with pytest.raises(TerminalUnchecked) as refused:
        join_queue(stage.house, other, "another")
    assert refused.value.article == "Art. 7"
    register_rooms(stage.house, (row.room,))
    lock(stage.house, stage.draw_id)
