"""A drawn and locked panel on the morning of its evaluation."""

from __future__ import annotations

import shutil
from dataclasses import dataclass
from pathlib import Path

import pytest

from draw_service.drill.ports import DrillPrinter
from draw_service.web.parts import Web
from draw_service.wiring import open_drill
from tests.usecases.register import RECORDS, SIGN_IN, application
from tests.usecases.settled import open_registered
from tests.usecases.stage import Stage
from tests.web.conftest import Town
from tests.web.one_app import app_over


@dataclass(frozen=True)
class Day(Town):
    """``stage``: the draw and its people; ``printer`` of the house."""

    stage: Stage
    printer: DrillPrinter

    @property
    def desk(self) -> str:
        return f"/desk/{self.stage.draw_id}"

    @property
    def unsealing(self) -> str:
        return f"/unsealing/{self.stage.draw_id}"

    def card(self, slot: int) -> str:
        """The identity number of who holds a seat."""
        return self.stage.card_of(self.stage.holder(slot))

    def name(self, slot: int) -> str:
        return RECORDS[int(self.stage.holder(slot)[1:]) - 1].name

    def morning(self) -> None:
        self.clock.jump(SIGN_IN)


@pytest.fixture(scope="session")
def filed(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Stage]:
    """One locked draw, made once; tests work on copies."""
    folder = tmp_path_factory.mktemp("sealed")
    house, clock, _printer = open_registered(folder)
    return folder, Stage(house, clock, application()).go("sealed")


@pytest.fixture
def day(filed: tuple[Path, Stage], tmp_path: Path) -> Day:
    folder, made = filed
    here = tmp_path / "house"
    shutil.copytree(folder, here)
    house, clock, printer = open_drill(here, 3, made.clock.now())
    web = Web(house, "演练中心")
    stage = Stage(house, clock, made.application, made.application_id, made.draw_id, dict(made.slips))
    return Day(house, clock, web, app_over(web), stage, printer)
