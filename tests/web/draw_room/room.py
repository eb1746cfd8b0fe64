"""A drill house with a draw before the room, and what people press there."""

from __future__ import annotations

import re
import shutil
from dataclasses import dataclass, replace
from functools import cache
from html import unescape
from pathlib import Path
from typing import Any

from starlette.testclient import TestClient

from draw_service.drill.ports import DrillClock, DrillPrinter
from draw_service.rules.access import Role
from draw_service.web.parts import Web
from draw_service.wiring import open_drill
from tests.usecases.register import application
from tests.usecases.settled import folder_to_copy, leave, open_registered
from tests.usecases.stage import Phase, Stage
from tests.web.conftest import Town
from tests.web.one_app import app_over


@dataclass(frozen=True, slots=True)
class DrawnRoom:
    """``town``: the house and its browsers; ``stage``: the draw and its people's codes."""

    town: Town
    stage: Stage
    clock: DrillClock
    printer: DrillPrinter

    @property
    def here(self) -> str:
        return f"/draw-room/{self.stage.draw_id}"

    def operator(self) -> TestClient:
        return self.town.enter(Role.OPERATOR)

    def codes(self, *, regulator: bool = True) -> dict[str, str]:
        """What three parties type on a check page."""
        given = {"code_tenderer": self.stage.slips["tenderer"].entry, "center": "1"}
        return {**given, "code_regulator": self.stage.slips["regulator"].entry} if regulator else given


def open_room(folder: Path, phase: Phase = "appointed", **changes: Any) -> DrawnRoom:
    """A drill with the invented register, its draw brought to ``phase`` by acts. That is done
    once; what is opened is a copy, with other chance from here on."""
    made = _walked(phase, *sorted(changes.items()))
    shutil.copytree(made.folder, folder, dirs_exist_ok=True)
    house, clock, printer = open_drill(folder, 3, made.stage.clock.now())
    printer.serials += made.serials
    stage = replace(made.stage, house=house, clock=clock, slips=dict(made.stage.slips))
    web = Web(house, "演练中心")
    return DrawnRoom(Town(house, clock, web, app_over(web)), stage, clock, printer)


@dataclass(frozen=True, slots=True)
class _Walked:
    """A house that was left: its files, the draw and what came out of the printer."""

    folder: Path
    stage: Stage
    serials: list[str]


@cache
def _walked(phase: Phase, *changes: tuple[str, Any]) -> _Walked:
    folder = folder_to_copy()
    house, clock, printer = open_registered(folder)
    stage = Stage(house, clock, application(**dict(changes))).go(phase)
    leave(house)
    return _Walked(folder, stage, printer.serials)


def hidden(page: str, action: str = "") -> dict[str, str]:
    """The hidden fields of the form with this action (the first form with ``n`` when none is named)."""
    for head, body in re.findall(r"<form([^>]*)>(.*?)</form>", page, re.S):
        where = re.search(r'action="([^"]*)"', head)
        fields = re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)"', body)
        found = {name: unescape(value) for name, value in fields}
        if "n" in found and action in ("", where.group(1) if where else ""):
            return found
    raise AssertionError(f"no form {action}")


def press(browser: TestClient, page: str, action: str = "", **fields: Any) -> Any:
    """Open ``page``, fill the form for ``action`` and send it."""
    found = hidden(browser.get(page).text, action)
    return browser.post(action or page, data={**found, **fields})
