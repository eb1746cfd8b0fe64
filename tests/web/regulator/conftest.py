"""A draw with its regulator before the pages, and others that have no part in it."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from starlette.testclient import TestClient

from draw_service.rules.access import Role
from tests.usecases.register import AUTHORITY
from tests.usecases.stage import Phase, Stage
from tests.web.conftest import Town
from tests.web.draw_room.room import open_room


@dataclass(frozen=True, slots=True)
class Watch:
    """``regulator``: of the authority the application names; ``other``: of another one."""

    town: Town
    stage: Stage
    regulator: TestClient
    other: TestClient

    @property
    def here(self) -> str:
        return f"/supervision/{self.stage.draw_id}"

    def facts(self, type: str) -> list[bytes]:
        return [leaf for leaf in self.stage.facts() if f'"type":"{type}"'.encode() in leaf]


def watch(folder: Path, phase: Phase, **changes: Any) -> Watch:
    room = open_room(folder, phase, **changes)
    return Watch(
        room.town,
        room.stage,
        # Written as somebody else might: the name is compared as names of firms are.
        room.town.enter(Role.REGULATOR, "", f" {AUTHORITY} "),
        room.town.enter(Role.REGULATOR, "", "鹤测市交通运输局"),
    )


@pytest.fixture
def filed(tmp_path: Path) -> Watch:
    return watch(tmp_path, "filed")
