"""A drill house with a draw before the room, and what people press there."""

from __future__ import annotations

import re
from dataclasses import dataclass
from html import unescape
from pathlib import Path
from typing import Any

from pwdlib.hashers.argon2 import Argon2Hasher
from starlette.testclient import TestClient

from draw_service.drill.ports import DrillClock, DrillPrinter
from draw_service.rules.access import Role
from draw_service.web.app import create_app
from draw_service.web.parts import Web
from draw_service.wiring import open_drill
from tests.usecases.register import RECORDS, START, application
from tests.usecases.stage import Phase, Stage
from tests.web.conftest import Town


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
    """A drill with the invented register, its draw brought to ``phase`` by acts."""
    house, clock, printer = open_drill(folder, 1, START)
    house.keyring._argon2 = Argon2Hasher(time_cost=1, memory_cost=8, parallelism=1)  # type: ignore[attr-defined]
    with house.books() as books:
        for record in RECORDS:
            books.pool.add(record, at=START)
        books.commit()
    web = Web(house, "演练中心")
    stage = Stage(house, clock, application(**changes)).go(phase)
    return DrawnRoom(Town(house, clock, web, create_app(web=web)), stage, clock, printer)


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
