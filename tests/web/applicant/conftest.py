"""Browsers of a tenderer, its agency and others, and an application as it is typed."""

from __future__ import annotations

import re
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest
from starlette.testclient import TestClient

from draw_service.rules.access import Role
from draw_service.rules.slips import Slip, make_slip
from draw_service.web.parts import Web
from tests.usecases.register import AGENCY, BIDDER, TENDERER
from tests.usecases.settled import open_registered
from tests.web.conftest import START, Town, post
from tests.web.one_app import app_over

PROJECT = {
    "project_code": "Ｐ-2026 01",
    "section_code": "",
    "project_name": " 鹤测桥加固 ",
    "procurement": "tendering",
    "budget": "3,000,000",
    "catalogue": "A01",
    "authority": "鹤测市住房建设局",
    "mode": "random",
}
EXPERTS = {
    "rows": "4",
    "code_1": "a08",
    "quota_1": "3",
    "code_2": "B07 建筑材料",
    "quota_2": "2",
    "owner_representatives": "2",
}
TIMES = {
    "bid_opening": "2026-03-04T09:30",
    "signin_at": "2026-03-04T10:00",
    "signin_place": "三楼",
    "expected_minutes": "240",
    "latest_start": "2026-03-04T16:00",
}


@dataclass(frozen=True, slots=True)
class Desk:
    """A town with experts in its register, and who sits before the pages."""

    town: Town
    tenderer: TestClient
    agency: TestClient
    stranger: TestClient

    def begin(self, browser: TestClient) -> str:
        """A new application; its number."""
        place = post(browser, "/applications").headers["location"]
        found = re.fullmatch(r"/applications/(AP-2026-\d{4})/draft", place)
        assert found, place
        return found[1]

    def write(self, browser: TestClient, number: str) -> None:
        """Every step but the parties'."""
        for step, fields in (("project", PROJECT), ("experts", EXPERTS), ("times", TIMES)):
            assert post(browser, f"/applications/{number}/draft/{step}", **fields).status_code == 303

    def slip(self, number: str, attempt: int = 1, salt: str = "") -> Slip:
        chance = b"".join(sha256(f"{number} {attempt} {salt} {n}".encode()).digest() for n in range(3))
        return make_slip("tenderer", f"{number}.{attempt}", chance[:72])

    def send(self, number: str, slip: Slip, **fields: Any) -> Any:
        """What the tenderer enters of a slip and sends."""
        path = f"/applications/{number}/send"
        page = self.tenderer.get(path).text
        n = page.partition('name="n" value="')[2].partition('"')[0]
        given = {
            "commitment": slip.commitment,
            "unseal_pk": slip.public_key,
            "entry": slip.entry.lower(),
            "kept": "1",
            "n": n,
        }
        return post(self.tenderer, path, **(given | fields))

    def filed(self) -> str:
        """An application of the tenderer with its agency, sent."""
        number = self.begin(self.tenderer)
        self.write(self.tenderer, number)
        path = f"/applications/{number}/draft/parties"
        assert post(self.tenderer, path, other_name=AGENCY.name, other_code=AGENCY.code).status_code == 303
        assert self.send(number, self.slip(number)).status_code == 303
        return number


@pytest.fixture
def town(tmp_path: Path) -> Town:
    """With experts in its register."""
    house, clock, _printer = open_registered(tmp_path, START)
    web = Web(house, "演练中心")
    return Town(house, clock, web, app_over(web))


@pytest.fixture
def desk(town: Town) -> Desk:
    return Desk(
        town,
        town.enter(Role.TENDERER, TENDERER.code, TENDERER.name),
        town.enter(Role.AGENCY, AGENCY.code, AGENCY.name),
        town.enter(Role.TENDERER, BIDDER.code, BIDDER.name),
    )
