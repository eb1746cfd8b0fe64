"""The log's feed: every leaf, page by page, for anybody, and nothing about a person."""

from __future__ import annotations

import json
from base64 import b64decode

import pytest
from starlette.testclient import TestClient

from audit import merkle
from audit.checkpoint import read_note
from draw_service.usecases.supervision import export_log
from draw_service.web.parts import Web
from tests.usecases.register import secrets_of_people
from tests.usecases.stage import stage
from tests.web.one_app import app_over

PATH = "/public/log/leaves"


@pytest.fixture
def client() -> TestClient:
    return TestClient(app_over(Web(stage("closed").house, "Center")), base_url="https://panel.test")


def test_the_pages_together_are_the_tree_under_the_checkpoint(
    client: TestClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(export_log, "MOST", 7)
    leaves: list[bytes] = []
    while True:
        answer = client.get(PATH, params={"from": len(leaves)})
        assert answer.status_code == 200
        found = answer.json()
        assert found["from"] == len(leaves)
        assert len(found["leaves"]) <= 7
        if not found["leaves"]:
            break
        leaves += [b64decode(one) for one in found["leaves"]]

    head = read_note(client.get("/public/checkpoint.txt").text)

    assert (len(leaves), merkle.root([merkle.leaf_hash(one) for one in leaves])) == (head.size, head.root)
    assert not [secret for secret in secrets_of_people() if any(secret.encode() in one for one in leaves)]


@pytest.mark.parametrize("words", ["", "?from=-1", "?from=x", f"?from={2**60}"])
def test_a_question_that_is_none(client: TestClient, words: str) -> None:
    assert client.get(PATH + words).status_code in (400, 422)


def test_beyond_the_end_there_is_nothing(client: TestClient) -> None:
    assert json.loads(client.get(PATH, params={"from": 10**6}).content) == {"from": 10**6, "leaves": []}
