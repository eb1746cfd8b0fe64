"""A selective draw in its room: consent, three parties, numbers and no names (Art. 4(2))."""

from __future__ import annotations

from pathlib import Path

from audit.events import DrawEvent
from draw_service.usecases.supervision.record_consent import record_consent
from tests.usecases.register import RECORDS, TENDERER
from tests.usecases.stage import CHOSEN
from tests.web.draw_room.room import DrawnRoom, open_room, press

NUMBERS = {f"seat_{slot}": "、".join(who for at, who in CHOSEN if at == slot).lower() for slot in range(1, 6)}


def chosen(room: DrawnRoom, **typed: str) -> dict[str, str]:
    return {**NUMBERS, **room.codes(), "sure": "1", **typed}


def test_three_parties_choose_by_number_with_the_consent(tmp_path: Path) -> None:
    room = open_room(tmp_path, "entered", mode="selective")
    browser, here, stage = room.operator(), room.here, room.stage
    assert "共 3 步：核对项目" in browser.get(here).text
    assert f"{here}/select" in browser.get(f"{here}/check").text
    assert f"{here}/lock" not in browser.get(f"{here}/check").text
    assert "监管部门还没有登记同意" in browser.get(f"{here}/select").text
    record_consent(stage.house, stage.draw_id, "C-7", "complex")
    page = browser.get(f"{here}/select").text
    assert "C-7" in page
    assert "技术复杂" in page
    assert "第 4 席：B07 建筑材料" in page
    emitted = [page]
    for typed, status, said in (
        ({"seat_5": ""}, 422, "请填写"),
        ({"seat_5": "E000015"}, 422, "同一编号填了两次"),
        ({"sure": ""}, 422, "请先核对并勾选"),
        ({"code_regulator": "ZZZZZZZZ"}, 403, "entry-code-wrong"),
        # Before three words nothing is told of a number.
        ({"code_regulator": "ZZZZZZZZ", "seat_5": "E999999"}, 403, "entry-code-wrong"),
        ({"seat_5": "E999999"}, 422, "第 5 席：专家库没有这个编号"),
        ({"seat_5": "E000018"}, 422, "第 5 席：专业不符"),
    ):
        answer = press(browser, f"{here}/select", **chosen(room, **typed))
        emitted.append(answer.text)
        assert (answer.status_code, said in answer.text) == (status, True), (typed, answer.text)
        assert stage.draw().selected is None
    assert 'value="e000023"' in emitted[-1]
    answer = press(browser, f"{here}/select", **chosen(room))
    assert answer.headers["location"] == f"{here}?done=selected", answer.text
    event = stage.last()
    assert event.type is DrawEvent.SELECTION_CONFIRMED
    assert (event.body["consent"], event.body["by"]) == ("C-7", ["tenderer", "regulator", "center"])
    after = (f"{here}?done=selected", f"{here}/select", f"{here}/check")
    emitted.extend(browser.get(path).text for path in after)
    assert "共 3 步：逐席通知" in emitted[-3]
    assert "不能再选" in emitted[-2]
    who = [secret for one in RECORDS for secret in (one.name, *one.phones, one.employer.name)]
    who = [secret for secret in who if secret not in ("", TENDERER.name)]
    assert not [secret for secret in who if any(secret in page for page in emitted)]


def test_a_random_draw_has_no_such_page_and_a_selective_one_none_before_the_room(tmp_path: Path) -> None:
    room = open_room(tmp_path / "random", "entered")
    answer = room.operator().get(f"{room.here}/select")
    assert answer.status_code in (403, 409)
    early = open_room(tmp_path / "early", "appointed", mode="selective")
    record_consent(early.stage.house, early.stage.draw_id, "C-7", "complex")
    browser = early.operator()
    assert "三方到齐后才能选定人员" in browser.get(f"{early.here}/select?lang=zh").text
    assert "Experts are chosen once three parties are in." in browser.get(f"{early.here}/select?lang=en").text
