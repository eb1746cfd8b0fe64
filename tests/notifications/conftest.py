"""A desk on a fresh database of either engine."""

from __future__ import annotations

import pytest
from sqlalchemy import Engine

from tests.notifications.exchange import Exchange
from tests.notifications.house import Clock, Desk


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def exchange(clock: Clock) -> Exchange:
    return Exchange(clock.now)


@pytest.fixture
def desk(engine: Engine, exchange: Exchange, clock: Clock) -> Desk:
    return Desk(engine, exchange, clock)
