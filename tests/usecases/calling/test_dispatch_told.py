"""Who goes out by the dispatch service reads so with the place, in the same message (Art. 15)."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from pathlib import Path

from draw_service.rules.applications import Dispatch
from draw_service.rules.dispatch import DispatchPaper
from draw_service.usecases.manual.next_card import next_card
from draw_service.usecases.manual.type_back import type_back
from notifications.channels.manual import Tried
from tests.usecases.calling.town import NINE, Town


def test_the_message_with_the_place_is_marked(tmp_path: Path) -> None:
    town = Town(tmp_path)
    at_home = town.application
    with town.house.books() as books:
        for n in range(1, 9):
            books.oversight.put(DispatchPaper(f"AP-2026-000{n}", "00" * 32, "00" * 16, 1, NINE, "JVBERg=="))
        books.commit()
    booked = NINE - timedelta(days=9)
    asked = Dispatch("乙县医院", booked, booked + timedelta(days=1), "函1号", True, True)
    town.draw_id = town.ceremony(replace(at_home, dispatch=asked), "room-2")
    serial = next_card(town.house, town.draw_id)
    codes = {"center": "operator-1", "tenderer": town.slips["tenderer"].entry}
    tried = [Tried(0, "accepted", town.house.clock.now())]
    type_back(town.house, town.draw_id, serial, tried, "tenderer", codes)

    town.pass_time(minutes=5)

    (text,) = town.texts(town.number_at(1))
    assert f"{at_home.signin_place}（外派）" in text
    assert "乙县医院" not in text
