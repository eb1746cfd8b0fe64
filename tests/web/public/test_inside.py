"""What the process without keys hands on: these paths and no other, to a house that judges."""

from __future__ import annotations

import re

import httpx2
import pytest
from fastapi import FastAPI, Request, Response
from starlette.testclient import TestClient

from draw_service.rules.refusals import SettingWrong
from draw_service.web.errors import answer_errors
from draw_service.web.gates import require_gates
from draw_service.web.public.inside import address_inside, router
from tests.web.conftest import Town


class Within(httpx2.BaseTransport):
    """The house inside, without a network; what it was asked is kept."""

    def __init__(self, house: TestClient) -> None:
        self.house = house
        self.asked: list[httpx2.Request] = []

    def handle_request(self, request: httpx2.Request) -> httpx2.Response:
        self.asked.append(request)
        request.read()
        self.house.cookies.clear()
        answer = self.house.request(
            request.method,
            request.url.raw_path.decode(),
            headers=[(name, value) for name, value in request.headers.items() if name != "content-length"],
            content=request.content,
        )
        return httpx2.Response(answer.status_code, headers=answer.headers.raw, content=answer.content)


@pytest.fixture
def within(town: Town) -> Within:
    return Within(town.stranger())


@pytest.fixture
def outside(town: Town, within: Within) -> TestClient:
    app = FastAPI(openapi_url=None, docs_url=None, redoc_url=None)
    app.include_router(router("https://inside.test", httpx2.Client(transport=within)))
    answer_errors(app, town.web.pages, lambda size: bytes(size))
    require_gates(app.routes)
    return TestClient(app, base_url="https://panel.test", follow_redirects=False)


def test_an_experts_page_comes_whole_with_its_own_policy(outside: TestClient, within: Within) -> None:
    page = outside.get("/expert?lang=en")

    assert page.status_code == 200
    assert '<html lang="en">' in page.text
    nonces = set(re.findall(r'nonce="([^"]+)"', page.text))
    policy = page.headers["content-security-policy"]
    assert all(f"'nonce-{nonce}'" in policy for nonce in nonces)
    assert page.headers["x-content-type-options"] == "nosniff"
    assert "x-policy-kept" not in page.headers
    assert [str(one.url) for one in within.asked] == ["https://inside.test/expert?lang=en"]
    assert within.asked[0].headers["host"] == "panel.test"
    assert within.asked[0].headers["x-forwarded-for"] == "testclient"


def without_nonces(answer: httpx2.Response) -> str:
    """The page but for what is drawn anew for each answer."""
    return re.sub('nonce="[^"]+"', "nonce", answer.text)


def test_a_form_goes_in_and_its_refusal_comes_back(outside: TestClient, within: Within) -> None:
    answer = outside.post("/expert/code", data={"phone": "123"}, headers={"origin": "https://panel.test"})
    strange = outside.post("/expert/code", data={"phone": "123"}, headers={"origin": "https://evil.test"})

    alone = within.house.post("/expert/code", data={"phone": "123"}, headers={"origin": "https://panel.test"})
    assert (answer.status_code, without_nonces(answer)) == (alone.status_code, without_nonces(alone))
    assert "strange-origin" in strange.text
    assert [one.method for one in within.asked] == ["POST", "POST"]
    assert within.asked[0].content == b"phone=123"


@pytest.mark.parametrize(
    "path",
    [
        "/admin",
        "/enter",
        "/desk",
        "/api/v1/applications",
        "/expert/../admin",
        "/expert/%2e%2e/admin",
        "/expert/..%2fadmin",
        "/expert//admin",
        "/expert/%5c..%5cadmin",
        "/expert/%252e%252e/admin",
        "/public/draws/..%2f..%2fadmin.edraw.json",
    ],
)
def test_no_other_path_is_handed_on(outside: TestClient, within: Within, path: str) -> None:
    answer = outside.request("GET", httpx2.URL("https://panel.test").copy_with(raw_path=path.encode()))
    assert answer.status_code == 404
    assert within.asked == []


def test_internal_headers_are_not_taken_from_strangers(outside: TestClient, within: Within) -> None:
    outside.get(
        "/expert", headers={"x-forwarded-for": "192.0.2.9", "authorization": "Bearer x", "x-own-policy": "1"}
    )
    headers = within.asked[0].headers
    assert headers["x-forwarded-for"] == "testclient"
    assert "authorization" not in headers
    assert "x-own-policy" not in headers


def test_a_house_that_is_not_there_is_said_so(town: Town) -> None:
    def gone(_request: httpx2.Request) -> httpx2.Response:
        raise httpx2.ConnectError("no")

    app = FastAPI()
    app.include_router(router("https://inside.test", httpx2.Client(transport=httpx2.MockTransport(gone))))
    answer_errors(app, town.web.pages, lambda size: bytes(size))
    answer = TestClient(app, base_url="https://panel.test").get("/expert")
    assert (answer.status_code, "later" in answer.text) == (503, True)


def test_the_session_of_an_expert_passes_both_ways(town: Town) -> None:
    seen: list[str] = []
    inner = FastAPI()

    def sets(request: Request) -> Response:
        seen.append(request.headers.get("cookie", ""))
        answer = Response("ok")
        answer.set_cookie("__Host-panel", "T", secure=True, httponly=True, path="/")
        answer.set_cookie("__Host-lang", "en", secure=True, path="/")
        answer.headers["server"] = "inner"
        return answer

    inner.add_api_route("/expert", sets)
    app = FastAPI()
    within = Within(TestClient(inner, base_url="https://inside.test"))
    app.include_router(router("https://inside.test", httpx2.Client(transport=within)))
    answer_errors(app, town.web.pages, lambda size: bytes(size))
    answer = TestClient(app, base_url="https://panel.test").get(
        "/expert", headers={"cookie": "__Host-panel=S"}
    )
    assert seen == ["__Host-panel=S"]
    assert len(answer.headers.get_list("set-cookie")) == 2
    assert "server" not in answer.headers


@pytest.mark.parametrize(
    "url", ["", "http://10.0.0.1", "ftp://x", "https://x/inner", "https://", "x", "https://x?y=1"]
)
def test_an_address_in_the_open_or_with_a_path_is_refused(url: str) -> None:
    with pytest.raises(SettingWrong):
        address_inside(url)


@pytest.mark.parametrize(
    ("url", "base"),
    [("http://127.0.0.1:8080/", "http://127.0.0.1:8080"), ("https://inside.test", "https://inside.test")],
)
def test_an_address_it_takes(url: str, base: str) -> None:
    assert address_inside(url) == base
