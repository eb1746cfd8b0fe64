"""What wakes the pages that follow a draw: its events, and the receipt that is none."""

from __future__ import annotations

from pathlib import Path

from draw_service.usecases.draws.print_receipt import print_receipt
from draw_service.web.parts import how_far
from tests.web.draw_room.room import open_room


def test_the_printed_receipt_is_due_on_every_screen(tmp_path: Path) -> None:
    room = open_room(tmp_path, "locked")
    house, draw_id = room.town.house, room.stage.draw_id
    seen = [how_far(house, [draw_id, "AP-2026-9999.1"])]
    print_receipt(house, draw_id)
    seen.append(how_far(house, [draw_id]))
    room.stage.reveal("tenderer")
    seen.append(how_far(house, [draw_id]))
    assert [list(one) for one in seen] == [[draw_id]] * 3
    assert seen[0] != seen[1] != seen[2]
