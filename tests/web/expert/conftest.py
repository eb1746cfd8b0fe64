"""A house that calls, with its pages: phones in virtual time ring, experts look at their screens."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest
from fastapi import FastAPI
from starlette.testclient import TestClient

from draw_service.usecases.access.sessions import open_session
from draw_service.usecases.calling.start_calling import start_calling
from draw_service.usecases.chain import keys_and_roll
from draw_service.web.cookies import SESSION
from draw_service.web.parts import Web
from tests.usecases.calling.town import Town
from tests.web.one_app import app_over


@dataclass(frozen=True, slots=True)
class Calling:
    """``town``: the house and its phones; ``app``: its pages."""

    town: Town
    app: FastAPI

    def stranger(self) -> TestClient:
        return TestClient(self.app, base_url="https://panel.test", follow_redirects=False)

    def token(self, expert: str, address: str = "testclient") -> str:
        with self.town.house.books() as books:
            token = open_session(self.town.house, books, "expert", expert, address)
            books.commit()
        return token

    def enter(self, expert: str) -> TestClient:
        client = self.stranger()
        client.cookies.set(SESSION, self.token(expert), domain="panel.test")
        return client

    def called(self, slot: int) -> str:
        """The register id of whom the seat belongs to now."""
        seating = self.town.draw().seating
        assert seating is not None
        with self.town.house.books() as books:
            return keys_and_roll(books, self.town.draw_id)[1][seating.holders[slot].handle].id


@pytest.fixture
def calling(tmp_path: Path) -> Callable[..., Calling]:
    """Opens the house with calls under way; by default nobody picks up."""

    def open_house(**options: object) -> Calling:
        town = Town(tmp_path, **{"scripts": lambda _n: "rings-out", **options})  # type: ignore[arg-type]
        start_calling(town.house, town.draw_id)
        town.pass_time(seconds=5)
        return Calling(town, app_over(Web(town.house, "演练中心")))

    return open_house
