"""Three experts in the register, two keepers, one regulator."""

from __future__ import annotations

from dataclasses import dataclass, replace

import pytest
from starlette.testclient import TestClient

from draw_service.rules.access import Role
from draw_service.rules.people import ExpertRecord
from tests.usecases.register import record
from tests.web.conftest import Town

REGULATOR = "91220800MA0000001X"
PDF = b"%PDF-1.7 the regulator's paper"


def person(number: int) -> ExpertRecord:
    """As ``register.record``, with a name and a sex that a roster takes."""
    name = f"鹤测{'甲乙丙丁戊己'[number - 1]}"
    return replace(record(number), name=name, sex="1" if number % 2 else "2")


@dataclass(frozen=True, slots=True)
class Keepers:
    town: Town
    ann: TestClient
    ben: TestClient
    rose: TestClient


@pytest.fixture
def keepers(town: Town) -> Keepers:
    with town.house.books() as books:
        for number in (1, 2, 3):
            books.pool.add(person(number), at=town.clock.now())
        books.commit()
    return Keepers(
        town,
        town.enter(Role.POOL_KEEPER, login="ann"),
        town.enter(Role.POOL_KEEPER, login="ben"),
        town.enter(Role.REGULATOR, REGULATOR, "市住房和城乡建设局", login="rose"),
    )
