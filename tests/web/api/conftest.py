"""Platforms with keys of their own; every answer they get is held against the published document."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from hashlib import sha256
from itertools import count
from pathlib import Path
from typing import Any

import pytest
from fastapi import FastAPI
from openapi_core import Config, OpenAPI
from openapi_core.testing import MockRequest, MockResponse
from starlette.testclient import TestClient

from draw_service.drill.ports import DrillClock
from draw_service.rules.access import Scope
from draw_service.rules.slips import Slip, make_slip
from draw_service.usecases.ports import ApiKey, House
from draw_service.web.parts import Web
from draw_service.wiring import open_drill
from tests.usecases.register import AGENCY, BIDDER, START, TENDERER
from tests.usecases.settled import open_registered
from tests.web.one_app import app_over

ORIGIN = "https://panel.test"
APPLICATION: dict[str, Any] = {
    "project_code": "Ｐ-2026 01",
    "project_name": " 鹤测桥加固 ",
    "procurement": "tendering",
    "budget_yuan": 3000000,
    "authority": ["鹤测市住房建设局"],
    "strata": [{"code": "a08", "quota": 3}, {"code": "B07", "quota": 2}],
    "owner_representatives": 2,
    "bid_opening": "2026-06-12T09:30:00+08:00",
    "signin_at": "2026-06-12T10:00:00+08:00",
    "signin_place": "三楼",
    "expected_minutes": 240,
    "latest_start": "2026-06-12T16:00:00+08:00",
}
NEW: dict[str, Any] = {
    **APPLICATION,
    "tenderer": {"name": TENDERER.name, "code": TENDERER.code},
    "agency": {"name": AGENCY.name, "code": AGENCY.code},
}
_keys = count(1)


@dataclass(frozen=True, slots=True)
class Platform:
    """A program with a key. Each call returns status, body and headers."""

    client: TestClient
    document: OpenAPI
    secret: str

    def call(
        self,
        method: str,
        path: str,
        body: Any = None,
        *,
        key: str = "",
        raw: bytes | None = None,
        kind: str = "application/json",
        query: dict[str, Any] | None = None,
    ) -> Any:
        headers: dict[str, Any] = {}
        if self.secret:
            headers["authorization"] = f"Bearer {self.secret}".encode("latin-1")
        if method == "POST":
            headers["idempotency-key"] = (key or f"key-{next(_keys):08}").encode("latin-1")
        if method in ("POST", "PUT"):
            headers["content-type"] = kind
            raw = json.dumps(body).encode() if raw is None else raw
        answer = self.client.request(
            method, f"/api/v1{path}", content=raw, headers=headers, params=query or {}
        )
        self._conforms(method, f"/api/v1{path}", query or {}, answer)
        return answer

    def get(self, path: str, **query: Any) -> Any:
        return self.call("GET", path, query=query)

    def post(self, path: str, body: Any, **more: Any) -> Any:
        return self.call("POST", path, body, **more)

    def put(self, path: str, body: Any, **more: Any) -> Any:
        return self.call("PUT", path, body, **more)

    def create(self, **changes: Any) -> str:
        made = self.post("/applications", NEW | changes)
        assert made.status_code == 201, made.text
        return str(made.json()["application_id"])

    def file(self, number: str, **more: Any) -> Any:
        """Send the draft with a slip made for its draw."""
        seen = self.get(f"/applications/{number}").json()
        slip = slip_for(seen["next_draw_id"], **more)
        body = {"draft_version": seen["draft_version"], "slip": given(slip)}
        return self.post(f"/applications/{number}/filing", body)

    def _conforms(self, method: str, path: str, query: dict[str, Any], answer: Any) -> None:
        """Status, media type and body are what the document says of this operation."""
        asked = MockRequest(ORIGIN, method.lower(), path, args={k: str(v) for k, v in query.items()})
        kind = answer.headers.get("content-type", "")
        said = MockResponse(
            answer.content, status_code=answer.status_code, headers=dict(answer.headers), content_type=kind
        )
        self.document.validate_response(asked, said)
        assert (kind == "application/problem+json") == (answer.status_code >= 400)


def slip_for(draw_id: str, salt: str = "") -> Slip:
    chance = b"".join(sha256(f"{draw_id} {salt} {n}".encode()).digest() for n in range(3))
    return make_slip("tenderer", draw_id, chance[:72])


def given(slip: Slip) -> dict[str, str]:
    """What a platform sends of a slip."""
    return {"commitment": slip.commitment, "unseal_pk": slip.public_key, "entry_code": slip.entry.lower()}


@dataclass(frozen=True, slots=True)
class City:
    house: House
    clock: DrillClock
    app: FastAPI
    document: OpenAPI
    raw: dict[str, Any]

    def platform(self, organisation: str, scopes: Iterable[Scope] = tuple(Scope)) -> Platform:
        secret = f"secret-{next(_keys)}"
        hashed = sha256(secret.encode()).hexdigest()
        key = ApiKey(f"K{next(_keys)}", "platform", frozenset(scopes), organisation, hashed, START)
        with self.house.books() as books:
            books.access.put_api_key(key)
            books.commit()
        return self.with_secret(secret)

    def with_secret(self, secret: str) -> Platform:
        client = TestClient(self.app, base_url=ORIGIN, follow_redirects=False)
        return Platform(client, self.document, secret)


@pytest.fixture(scope="session")
def raw(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    """The published document."""
    house, _clock, _printer = open_drill(tmp_path_factory.mktemp("document"), 1, START)
    app = app_over(Web(house, "演练中心"))
    found: dict[str, Any] = TestClient(app, base_url=ORIGIN).get("/openapi.json").json()
    return found


@pytest.fixture
def city(tmp_path: Path, raw: dict[str, Any]) -> City:
    house, clock, _printer = open_registered(tmp_path)
    app = app_over(Web(house, "演练中心"))
    return City(house, clock, app, _document(json.dumps(raw)), raw)


@cache
def _document(text: str) -> OpenAPI:
    config = Config(extra_media_type_deserializers={"application/problem+json": json.loads})
    return OpenAPI.from_dict(json.loads(text), config=config)


@pytest.fixture
def tenderer(city: City) -> Platform:
    return city.platform(TENDERER.code)


@pytest.fixture
def agency(city: City) -> Platform:
    return city.platform(AGENCY.code)


@pytest.fixture
def stranger(city: City) -> Platform:
    return city.platform(BIDDER.code)
