"""The public pages: no login, the same for all, cacheable, and nothing before the result is announced."""

from __future__ import annotations

import pytest
from starlette.testclient import TestClient

from audit.verify import verify
from draw_service.rules.access import Role
from draw_service.usecases.supervision.record_notice import record_notice
from draw_service.web.parts import Web
from tests.usecases.register import secrets_of_people
from tests.usecases.stage import Stage, stage
from tests.web.conftest import Town
from tests.web.one_app import app_over

PAGES = ("/public", "/public/draws", "/public/policy.json", "/public/checkpoint.txt", "/public/verifier.html")


def browser(s: Stage) -> TestClient:
    return TestClient(app_over(Web(s.house, "Center")), base_url="https://panel.test")


@pytest.mark.parametrize("path", PAGES)
def test_anybody_may_look_and_any_cache_may_keep_it(town: Town, path: str) -> None:
    answer = town.stranger().get(path)
    assert answer.status_code == 200
    assert answer.headers["cache-control"] == "public, max-age=60"
    assert "set-cookie" not in answer.headers


def test_who_is_signed_in_changes_nothing(town: Town) -> None:
    def page(client: TestClient) -> str:
        text = client.get("/public").text
        nonce = client.get("/public").headers["content-security-policy"]
        assert "nonce-" in nonce
        return text

    assert page(town.enter(Role.OPERATOR)) == page(town.stranger())


def test_a_bundle_is_there_only_after_the_notice() -> None:
    s = stage("closed")
    client = browser(s)
    path = f"/public/draws/{s.draw_id}.edraw.json"
    assert client.get(path).status_code == 404
    assert s.draw_id not in client.get("/public/draws").text
    record_notice(s.house, s.application_id, "NOTICE-1")
    assert s.draw_id in client.get("/public/draws").text
    bundle = client.get(path)
    assert verify(bundle.content, policy=client.get("/public/policy.json").content).exit_code == 0


def test_no_person_is_on_any_public_page() -> None:
    s = stage("closed")
    record_notice(s.house, s.application_id, "NOTICE-1")
    client = browser(s)
    said = "".join(client.get(path).text for path in (*PAGES, f"/public/draws/{s.draw_id}.edraw.json"))
    assert not [secret for secret in secrets_of_people() if secret in said]


def test_a_list_is_paged(town: Town) -> None:
    assert town.stranger().get("/public/draws?number=3").status_code == 200
    assert town.stranger().get("/public/draws?number=x").status_code == 400
