"""The practice city's draw rooms, gone through and confirmed as Art. 7 asks."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import timedelta

from draw_service.rules.access import Role, Who
from draw_service.rules.terminals import CONDITIONS
from draw_service.usecases.oversight.terminals import check_terminal, confirm_checklist
from draw_service.usecases.ports import House


def register_rooms(house: House, rooms: Iterable[str]) -> None:
    """By two administrators of the drill."""
    first, second = (_administrator(house, n) for n in (1, 2))
    for room in rooms:
        notes = {one: f"演练：{word.zh}" for one, word in CONDITIONS.items()}
        confirm_checklist(house, second, check_terminal(house, first, room, f"演练中心抽取室 {room}", notes))


def _administrator(house: House, n: int) -> Who:
    name, until = f"terminals-{n}", house.clock.now() + timedelta(minutes=1)
    return Who(name, name, name, frozenset((Role.ADMINISTRATOR,)), "", "", True, until, "")
