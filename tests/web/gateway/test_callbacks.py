"""A malformed, foreign, forged or oversized callback gets its status, is counted, and changes no seat."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from fastapi.testclient import TestClient
from sqlalchemy import Engine, select
from sqlmodel import Session
from twilio.request_validator import RequestValidator

from draw_service import wiring
from draw_service.settings import Settings
from draw_service.store.engine import open_engine
from draw_service.web.app import create_app
from draw_service.web.gateway.callbacks import LARGEST, Door
from draw_service.worker import Worker
from notifications.channels.port import Callback, Reply
from notifications.inbox import INBOX
from notifications.policy import Policy
from notifications.post import Post
from notifications.records import ATTEMPT
from notifications.throttles import THROTTLE

PUBLIC = "https://panel.example/base"
TOKEN = "token"
ACCOUNT = {"sid": "AC" + "0" * 32, "token": TOKEN, "caller": "+85230000000", "api": "http://127.0.0.1:9"}
STEP = "/gateway/twilio/{}/status"
CALL = {
    "CallSid": "CA" + "1" * 32,
    "CallStatus": "ringing",
    "SequenceNumber": "1",
    "AccountSid": ACCOUNT["sid"],
}


@pytest.fixture
def works(tmp_path: Path) -> Iterator[wiring.Works]:
    settings = Settings(
        data=tmp_path, voice="twilio", channels={"twilio": dict(ACCOUNT)}, public_url=PUBLIC, _env_file=None
    )  # type: ignore[call-arg]
    found = wiring.open_works(settings)
    yield found
    found.pool.shutdown()


@pytest.fixture
def engine(tmp_path: Path, works: wiring.Works) -> Engine:
    return open_engine(f"sqlite:///{tmp_path / 'panel.db'}")


@pytest.fixture
def client(works: wiring.Works) -> TestClient:
    worker = Worker(works.dispatcher, lambda: None, lambda: 0, works.pool, works.count)
    return TestClient(create_app(Door(worker, works.bases, works.now)))


@pytest.fixture
def attempt(engine: Engine, works: wiring.Works) -> str:
    """One that is under way."""
    with works.house.books() as books:
        post: Post = books.post._post  # type: ignore[attr-defined]
        post.open(
            subject="AP-1.1/1/0",
            callee="somebody",
            kind="voice",
            numbers=["+85255550001"],
            template="invitation",
            params={"signin_at": "2026-03-03T01:30:00+00:00", "minutes": "240", "center": "交易中心"},
            channel="twilio",
            policy=Policy(opens="00:00", closes="00:00"),
            at=datetime(2026, 3, 2, 2, tzinfo=UTC),
        )
        books.commit()
    (row,) = rows(engine, ATTEMPT)
    return str(row.id)


def rows(engine: Engine, table: Any) -> list[Any]:
    with Session(engine) as session:
        return list(session.execute(select(table)).all())


def counted(engine: Engine) -> set[str]:
    return {row.key for row in rows(engine, THROTTLE) if row.key.startswith("refused:")}


def signed(path: str, form: dict[str, str], token: str = TOKEN) -> dict[str, str]:
    url = PUBLIC + path
    return {"X-Twilio-Signature": RequestValidator(token).compute_signature(url, form)}


def test_a_signed_callback_is_kept_and_answered(client: TestClient, engine: Engine, attempt: str) -> None:
    path = STEP.format(attempt)

    answer = client.post(path, data=CALL, headers=signed(path, CALL))

    assert answer.status_code == 204 or answer.status_code == 200
    (kept,) = rows(engine, INBOX)
    assert (kept.attempt_id, kept.refused) == (attempt, "")
    assert kept.applied_at is not None
    assert b"ringing" not in kept.raw


def test_a_wrong_signature_is_refused_and_counted(client: TestClient, engine: Engine, attempt: str) -> None:
    path = STEP.format(attempt)
    before = rows(engine, ATTEMPT)

    for headers in ({}, signed(path, CALL, "another"), signed("/gateway/twilio/x/status", CALL)):
        assert client.post(path, data=CALL, headers=headers).status_code == 403

    assert counted(engine) == {"refused:twilio:bad-signature", "refused:twilio:no-signature"}
    assert rows(engine, INBOX) == []
    assert rows(engine, ATTEMPT) == before


def test_an_unknown_attempt_is_kept_with_its_reason(client: TestClient, engine: Engine) -> None:
    path = STEP.format("aaaaaaaaaaaaa")

    answer = client.post(path, data=CALL, headers=signed(path, CALL))

    assert answer.status_code == 404
    assert [row.refused for row in rows(engine, INBOX)] == ["unknown-attempt"]


def test_an_unknown_channel_is_counted_without_its_name(client: TestClient, engine: Engine) -> None:
    assert client.post("/gateway/nobody/x/status", data=CALL).status_code == 404
    assert counted(engine) == {"refused:unknown:unknown-channel"}


def test_a_body_over_the_limit_is_not_read(client: TestClient, engine: Engine, attempt: str) -> None:
    answer = client.post(STEP.format(attempt), content=b"x" * (LARGEST + 1))

    assert answer.status_code == 413
    assert counted(engine) == {"refused:twilio:too-large"}


@pytest.mark.parametrize(
    "body",
    [b"\xff\xfe=1", b"a=%ff", b"&".join(b"a%d=1" % n for n in range(300))],
    ids=["bytes", "escape", "many"],
)
def test_a_form_that_cannot_be_read_is_malformed(
    client: TestClient, engine: Engine, attempt: str, body: bytes
) -> None:
    headers = {"content-type": "application/x-www-form-urlencoded"}

    assert client.post(STEP.format(attempt), content=body, headers=headers).status_code == 400
    assert counted(engine) == {"refused:twilio:malformed"}


@pytest.mark.parametrize(
    "path", ["/", "/gateway", "/gateway/twilio", "/docs", "/openapi.json", "/gateway/a/b/c/d"]
)
def test_there_is_nothing_else(client: TestClient, path: str) -> None:
    assert client.get(path).status_code == 404


def test_what_goes_wrong_inside_is_said_to_nobody(works: wiring.Works, caplog: Any) -> None:
    class Broken:
        def receive(self, _name: str, callback: Callback) -> Reply:
            raise ValueError(f"+85255550001 {callback.body!r}")

        def tick(self) -> int:
            return 0

        def sweep(self) -> int:
            return 0

    worker = Worker(Broken(), lambda: None, lambda: 0, works.pool, works.count)
    client = TestClient(create_app(Door(worker, works.bases, works.now)))

    answer = client.post(STEP.format("aaaaaaaaaaaaa"), data={"To": "+85255550001"})

    assert (answer.status_code, answer.text) == (503, "later")
    assert "ValueError" in [getattr(record, "kind", "") for record in caplog.records]
    assert "5555" not in caplog.text
