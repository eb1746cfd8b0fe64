"""Keys, pace, media types, sizes, keys of idempotency: what is refused before any rule is asked."""

from __future__ import annotations

import json
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from draw_service.rules.access import Scope
from draw_service.usecases.ports import Answer
from draw_service.web.app import create_app
from draw_service.web.parts import Web
from draw_service.web.shield import LARGEST
from tests.usecases.register import TENDERER
from tests.web.api.conftest import NEW, City, Platform

TEXTS = st.text(max_size=20)
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | TEXTS,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(TEXTS, inner, max_size=3),
    max_leaves=12,
)


@pytest.mark.parametrize("secret", ["", "wrong", "secret ", "\udcff"])
def test_without_a_known_key_nobody_is_answered(city: City, secret: str) -> None:
    platform = city.with_secret(secret.encode("utf-8", "surrogateescape").decode("latin-1"))

    refused = platform.get("/applications")

    assert (refused.status_code, refused.json()["code"]) == (401, "api-key-unknown")
    assert refused.headers["www-authenticate"].startswith("Bearer")


def test_a_revoked_key_is_not_known(city: City) -> None:
    platform = city.platform(TENDERER.code)
    with city.house.books() as books:
        for key in books.access.api_keys():
            books.access.put_api_key(replace(key, revoked_at=city.clock.now()))
        books.commit()

    assert platform.get("/applications").json()["code"] == "api-key-unknown"


def test_a_key_that_reads_does_not_write(city: City) -> None:
    reader = city.platform(TENDERER.code, {Scope.APPLICATIONS_READ})

    refused = reader.post("/applications", NEW)

    assert (refused.status_code, refused.json()["code"]) == (403, "scope-missing")
    assert "insufficient_scope" in refused.headers["www-authenticate"]
    assert reader.get("/applications").status_code == 200


def test_a_session_of_the_pages_is_no_key(city: City) -> None:
    assert city.with_secret("").client.get("/api/v1/applications").status_code == 401


def test_each_key_has_its_pace(city: City, tenderer: Platform) -> None:
    slow = replace(city.house, access=replace(city.house.access, calls_per_minute=6))
    app = create_app(web=Web(slow, "x"))
    one, other = city.platform(TENDERER.code), city.platform(TENDERER.code)
    one, other = (replace(p, client=_client(app, city)) for p in (one, other))
    answers = [one.get("/applications") for _ in range(7)]

    assert [answer.status_code for answer in answers] == [200] * 6 + [429]
    assert answers[-1].json()["code"] == "too-fast"
    assert int(answers[-1].headers["retry-after"]) == 10
    assert other.get("/applications").status_code == 200
    city.clock.wait(seconds=10)
    assert one.get("/applications").status_code == 200
    assert one.get("/applications").status_code == 429


def _client(app: Any, city: City) -> Any:
    return type(city.with_secret("").client)(app, base_url="https://panel.test", follow_redirects=False)


def test_the_same_request_is_answered_again(tenderer: Platform) -> None:
    first = tenderer.post("/applications", NEW, key="8f14e45f-ceea")
    again = tenderer.post("/applications", NEW, key="8f14e45f-ceea")

    assert (again.status_code, again.content) == (first.status_code, first.content)
    assert again.headers["location"] == first.headers["location"]
    assert len(tenderer.get("/applications").json()["items"]) == 1


def test_another_request_under_the_key_is_refused(tenderer: Platform) -> None:
    tenderer.post("/applications", NEW, key="8f14e45f-ceea")

    refused = tenderer.post("/applications", NEW | {"budget_yuan": 1}, key="8f14e45f-ceea")

    assert (refused.status_code, refused.json()["code"]) == (422, "idempotency-key-reused")


def test_the_same_key_at_another_address_is_another_request(tenderer: Platform) -> None:
    number = tenderer.create()
    tenderer.post("/applications", NEW, key="8f14e45f-ceea")
    slip = {"slip": {"commitment": "ab" * 32, "unseal_pk": "cd" * 32, "entry_code": "AAAA-BBBB"}}

    refused = tenderer.post(f"/applications/{number}/attempts", slip, key="8f14e45f-ceea")

    assert refused.json()["code"] == "idempotency-key-reused"


def test_what_another_works_on_is_in_progress(city: City, tenderer: Platform) -> None:
    tenderer.post("/applications", NEW, key="8f14e45f-ceea")
    with city.house.books() as books:
        caller = next(iter(books.access.api_keys())).id
        kept = books.answers.kept(caller, "8f14e45f-ceea")
        assert kept is not None
        assert isinstance(kept.answer, Answer)
        books.answers.begin(caller, "another-key", kept.digest, "somebody", city.clock.now())
        books.commit()

    refused = tenderer.post("/applications", NEW, key="another-key")

    assert (refused.status_code, refused.json()["code"]) == (409, "in-progress")
    assert refused.headers["retry-after"]
    city.clock.wait(minutes=1)
    assert tenderer.post("/applications", NEW, key="another-key").status_code == 201


def test_sent_side_by_side_it_is_made_once(city: City, tenderer: Platform) -> None:
    def send(_number: int) -> Any:
        client = _client(city.app, city)
        return replace(tenderer, client=client).post("/applications", NEW, key="side-by-side")

    with ThreadPoolExecutor(4) as pool:
        answers = list(pool.map(send, range(4)))

    assert {answer.status_code for answer in answers} <= {201, 409}
    assert len(tenderer.get("/applications").json()["items"]) == 1


@pytest.mark.parametrize("key", ["short", "with blank key", "x" * 65, "键键键键键键键键"])
def test_a_malformed_key_is_refused(tenderer: Platform, key: str) -> None:
    key = key.encode().decode("latin-1")

    assert tenderer.post("/applications", NEW, key=key).json()["code"] == "idempotency-key-missing"


def test_every_post_needs_a_key(city: City, tenderer: Platform) -> None:
    for path, methods in city.raw["paths"].items():
        if "post" in methods:
            answer = tenderer.client.post(
                path.replace("{application_id}", "AP-2026-0001"),
                json={},
                headers={"authorization": f"Bearer {tenderer.secret}"},
            )
            assert answer.json()["code"] == "idempotency-key-missing"


@pytest.mark.parametrize(
    ("content", "kind", "status", "code"),
    [
        (b"{", "application/json", 400, "malformed"),
        (b'{"project_name": "\xff"}', "application/json", 400, "malformed"),
        (b"[" * 100_000, "application/json", 400, "malformed"),
        (b"", "application/json", 422, "fields-wrong"),
        (b"null", "application/json", 422, "fields-wrong"),
        (b"[]", "application/json", 422, "fields-wrong"),
        (b"a=b", "application/x-www-form-urlencoded", 415, "not-json"),
        (b"{}", "text/plain", 415, "not-json"),
        (b"{}", "", 415, "not-json"),
        (b" " * (LARGEST + 1), "application/json", 413, "too-large"),
    ],
    ids=["cut", "no utf-8", "deep", "empty", "null", "list", "form", "text", "nothing", "large"],
)
def test_what_cannot_be_read_is_said_to_be_so(
    tenderer: Platform, content: bytes, kind: str, status: int, code: str
) -> None:
    refused = tenderer.post("/applications", None, raw=content, kind=kind)

    assert (refused.status_code, refused.json()["code"]) == (status, code)


@pytest.mark.parametrize("path", ["/applications/AP-1", "/applications/%00", "/draws/AP-2026-1/roster", "/x"])
def test_what_is_no_number_is_not_there(tenderer: Platform, path: str) -> None:
    answer = tenderer.client.get(f"/api/v1{path}", headers={"authorization": f"Bearer {tenderer.secret}"})

    assert (answer.status_code, answer.json()["code"]) == (404, "not-found")
    assert answer.headers["content-type"] == "application/problem+json"


def test_a_wrong_method_is_told_the_right_ones(tenderer: Platform) -> None:
    answer = tenderer.client.patch("/api/v1/applications")

    assert (answer.status_code, answer.json()["code"]) == (405, "wrong-way")
    assert answer.headers["allow"] == "GET, POST"


@pytest.mark.parametrize("query", [{"limit": 0}, {"limit": 101}, {"limit": "x"}, {"cursor": "' OR 1"}])
def test_a_query_that_cannot_stand_is_pointed_to(tenderer: Platform, query: dict[str, Any]) -> None:
    refused = tenderer.get("/applications", **query)

    assert refused.status_code == 422
    assert refused.json()["errors"][0]["pointer"] == f"?{next(iter(query))}"


def test_what_broke_inside_says_nothing_of_it(
    city: City, tenderer: Platform, monkeypatch: pytest.MonkeyPatch
) -> None:
    from draw_service.web.api import applications

    def fail(*_given: Any) -> None:
        raise ValueError("张三 13800000000")

    monkeypatch.setattr(applications, "save_draft", fail)

    refused = tenderer.post("/applications", NEW, key="broken-once")

    assert (refused.status_code, refused.json()["code"]) == (503, "later")
    assert "张三" not in refused.text
    monkeypatch.undo()
    assert tenderer.post("/applications", NEW, key="broken-once").status_code == 201
    assert len(tenderer.get("/applications").json()["items"]) == 1


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(field=st.sampled_from(sorted(NEW)), value=JSON)
def test_nothing_that_is_sent_breaks_it(city: City, field: str, value: Any) -> None:
    platform = city.platform(TENDERER.code)
    body = json.dumps(NEW | {field: value}).encode()

    answer = platform.post("/applications", None, raw=body)

    assert answer.status_code in (201, 422)


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(body=JSON, path=st.sampled_from(["filing", "versions", "slips", "attempts"]))
def test_nothing_sent_for_a_draft_breaks_it(city: City, body: Any, path: str) -> None:
    platform = city.platform(TENDERER.code)
    number = platform.create()

    answer = platform.post(f"/applications/{number}/{path}", body)

    assert answer.status_code in (400, 404, 422)
