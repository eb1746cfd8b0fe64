"""A house on a real database with its pages, and browsers that are signed in."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from fastapi import FastAPI
from starlette.testclient import TestClient

from draw_service.drill.ports import DrillClock
from draw_service.rules.access import AccountDraft, Role
from draw_service.usecases.access.administer import SERVER
from draw_service.usecases.access.first_account import add_account
from draw_service.usecases.access.sessions import open_session
from draw_service.usecases.ports import House
from draw_service.web.cookies import SESSION
from draw_service.web.parts import Web
from draw_service.wiring import open_drill
from tests.web.one_app import app_over

START = datetime(2026, 3, 2, 1, tzinfo=UTC)
"""Monday, 9 o'clock at the center."""


@dataclass(frozen=True, slots=True)
class Town:
    """``house`` is a drill's: its clock is moved by the test. Nothing is in it."""

    house: House
    clock: DrillClock
    web: Web
    app: FastAPI

    def stranger(self) -> TestClient:
        """A browser nobody is signed in with. Redirects are not followed."""
        return TestClient(self.app, base_url="https://panel.test", follow_redirects=False)

    def enter(self, role: Role, organisation: str = "", name: str = "", login: str = "") -> TestClient:
        """A browser signed in with a new account of that role, the second factor given."""
        with self.house.books() as books:
            login = login or f"{role}-{len(books.access.accounts())}"
            add_account(
                self.house, books, AccountDraft(login, frozenset((role,)), organisation, name), SERVER
            )
            account = books.access.account_by_login(login)
            assert account is not None
            token = open_session(self.house, books, "staff", account.id, "testclient")
            books.commit()
        return self.with_token(token)

    def enter_expert(self, expert_id: str) -> TestClient:
        """A browser an expert is signed in with."""
        with self.house.books() as books:
            token = open_session(self.house, books, "expert", expert_id, "testclient")
            books.commit()
        return self.with_token(token)

    def with_token(self, token: str) -> TestClient:
        client = self.stranger()
        client.cookies.set(SESSION, token, domain="panel.test")
        return client


def csrf_of(client: TestClient, path: str) -> str:
    """The token of the forms on a page."""
    return client.get(path).text.partition('name="csrf" value="')[2].partition('"')[0]


def post(client: TestClient, path: str, page: str = "", **fields: Any) -> Any:
    """Send a form as the page at ``page`` (default: the same path) would: its token and state."""
    text = client.get(page or path).text
    hidden = dict(re.findall(r'<input type="hidden" name="(csrf|n)" value="([^"]*)"', text))
    return client.post(path, data={"csrf": "", **hidden, **fields})


@pytest.fixture
def town(tmp_path: Path) -> Town:
    house, clock, _printer = open_drill(tmp_path, 1, START)
    web = Web(house, "演练中心")
    return Town(house, clock, web, app_over(web))
