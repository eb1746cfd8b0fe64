"""What came of a call that read a message out is typed back where its alarm stands (Art. 5(2), 14)."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import datetime
from pathlib import Path

from draw_service.rules.refusals import CardNotNext
from draw_service.usecases.notices import subject_of
from draw_service.web.app import create_app
from draw_service.web.pages import when
from draw_service.web.parts import Web
from tests.web.draw_room.room import DrawnRoom, open_room, press


@dataclass
class Desk:
    """``ports.CallDesk`` with one card out."""

    draw_id: str
    reports: list[tuple[str, str, str]] = field(default_factory=list)

    def draw_of(self, serial: str) -> str:
        if serial not in ("C-000001", "C-000002"):
            raise CardNotNext
        return self.draw_id if serial == "C-000001" else "AP-2026-0009.1"

    def report(self, serial: str, result: str, _at: datetime, told: dict[str, str]) -> None:
        if self.reports:
            raise CardNotNext
        self.reports.append((serial, result, told["countersigned"]))


def with_desk(room: DrawnRoom, desk: Desk) -> DrawnRoom:
    web = Web(room.stage.house, "演练中心", calls=desk)
    return replace(room, town=replace(room.town, web=web, app=create_app(web=web)))


def test_the_alarm_says_what_to_do_and_the_result_is_typed_back(tmp_path: Path) -> None:
    room = open_room(tmp_path, "accepted")
    desk = Desk(room.stage.draw_id)
    room, here, stage = with_desk(room, desk), room.here, room.stage
    with stage.house.books() as books:
        books.post.alarm("no-receipt", subject_of(stage.draw_id, 1, 0), room.clock.now())
        books.commit()
    browser, place = room.operator(), f"{here}/cards/read-out"
    page = browser.get(here).text
    assert f'href="{place}"' in page
    assert "本人凭身份证仍可签到" in page
    typed = {
        "at": when(room.clock.now()),
        "result": "silent",
        "witness": "tenderer",
        "code_witness": stage.slips["tenderer"].entry,
        "center": "1",
    }
    for serial, fields, status in (
        ("C-000009", typed, 409),
        ("C-000002", typed, 409),  # the card of another draw
        ("C-000001", {**typed, "code_witness": "ZZZZZZZZ"}, 403),
        ("C-000001", {**typed, "center": ""}, 422),
        ("C-000001", {**typed, "result": "accepted"}, 422),
        ("C-000001", {**typed, "at": "2030-01-01 09:00"}, 422),
    ):
        answer = press(browser, place, serial=serial, **fields)
        assert (answer.status_code, desk.reports) == (status, []), answer.text
        assert f'value="{serial}"' in answer.text
    answer = press(browser, place, serial="ｃ-000001", **typed)
    assert answer.headers["location"] == f"{here}?done=read-out", answer.text
    assert desk.reports == [("C-000001", "silent", "tenderer")]
    assert press(browser, place, serial="C-000001", **typed).status_code == 409
    assert "Type back what came of a call" in browser.get(f"{place}?lang=en").text


def test_without_a_channel_for_calls_by_hand_the_page_says_so(tmp_path: Path) -> None:
    room = open_room(tmp_path, "accepted")
    browser, place = room.operator(), f"{room.here}/cards/read-out"
    assert "没有开通人工电话渠道" in browser.get(place).text
    assert '<form method="post" novalidate>' not in browser.get(place).text
