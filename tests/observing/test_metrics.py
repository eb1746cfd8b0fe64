"""Figures: what they count, where they are shown, and how few values their labels have."""

from __future__ import annotations

import urllib.request
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from prometheus_client import generate_latest
from prometheus_client.parser import text_string_to_metric_families
from sqlalchemy import Engine
from starlette.testclient import TestClient

from audit.events import HouseEvent
from audit.refusal import Refusal
from draw_service.observing.metrics import METHODS, STATES, Meter, loopback
from draw_service.rules.refusals import AddressUnusable, SettingWrong
from draw_service.store.books import SqlBooks, sequence
from draw_service.store.keyring import Keyring
from draw_service.store.observed import reading
from draw_service.web.app import create_app
from tests.cli.served import free_port
from tests.store.fakes import NOON
from tests.web.conftest import Town, post, town

__all__ = ["town"]
TAINTS = ("张三丰", "13800001111", "110101199003074258", "AP-2026-0001.1")


def figures(meter: Meter) -> dict[tuple[str, tuple[str, ...]], float]:
    """(name, values of its labels by their names) -> value, buckets and ages of series apart."""
    return {
        (sample.name, tuple(sample.labels.values())): sample.value
        for family in text_string_to_metric_families(generate_latest(meter.registry).decode())
        for sample in family.samples
        if not sample.name.endswith(("_bucket", "_created"))
    }


def test_a_page_its_refusal_and_its_time_are_counted(town: Town) -> None:
    meter = Meter()
    client = TestClient(
        create_app(web=town.web, meter=meter), base_url="https://panel.test", follow_redirects=False
    )
    post(client, "/enter", login="nobody", password="wrong wrong wrong")
    client.get("/no-such-room/13800001111")
    client.get("/desk")

    found = figures(meter)
    assert found["panel_refusals_total", ("wrong-credentials",)] == 1
    assert found["panel_refusals_total", ("not-found",)] == 1
    assert found["panel_refusals_total", ("not-signed-in",)] == 1
    assert found["panel_page_seconds_count", ("POST", "enter")] == 1
    assert found["panel_answers_total", ("other", "4xx")] == 1


def test_labels_never_grow_with_what_people_send(town: Town) -> None:
    meter = Meter(channels=["twilio"])
    client = TestClient(
        create_app(web=town.web, meter=meter), base_url="https://panel.test", follow_redirects=False
    )
    client.get("/")
    before = set(figures(meter)) | {("panel_refusals_total", ("not-found",))}
    before |= {(f"panel_{name}", ("other",)) for name in ("refusals_total", "jobs_failed_total")}
    for taint in TAINTS:
        for path in (taint, f"board/{taint}", f"public/draws/{taint}"):
            client.get(f"/{path}")
            client.request(taint if taint.isascii() and taint.isalpha() else "PATCH", f"/{path}")
        meter.refused(taint)
        meter.job_failed(taint)
        meter.called_back(taint, 200)

    text = generate_latest(meter.registry).decode()
    assert not [taint for taint in TAINTS if taint in text]
    rooms = {labels[0] for name, labels in figures(meter) if name == "panel_answers_total"}
    assert rooms <= {"", "other", "board", "public"}
    methods = {labels[0] for name, labels in figures(meter) if name == "panel_page_seconds_count"}
    assert methods <= {*METHODS, "other"}
    assert len(set(figures(meter)) - before) < 40


def test_every_refusal_has_a_code_that_is_counted_under_its_name() -> None:
    meter = Meter()

    def below(kind: type[Refusal]) -> list[type[Refusal]]:
        return [deeper for one in kind.__subclasses__() for deeper in (one, *below(one))]

    codes = {one.code for one in below(Refusal) if isinstance(getattr(one, "code", None), str)}
    for code in codes:
        meter.refused(code)

    assert {labels[0] for name, labels in figures(meter) if name == "panel_refusals_total"} == codes


def test_the_house_says_how_it_is_doing(
    engine: Engine, keyring: Keyring, books_factory: Callable[[], SqlBooks]
) -> None:
    now = NOON
    meter = Meter()
    meter.watch(lambda: reading(engine), lambda: now)
    with books_factory() as books:
        books.journal.note("keys", HouseEvent.KEY_ROTATED, {"key": "c2", "rows": 1}, NOON)
        books.commit()

    now = NOON + timedelta(seconds=7)
    found = figures(meter)
    assert found["panel_database_up", ()] == 1
    assert (found["panel_log_leaves", ()], found["panel_log_pending", ()]) == (0, 1)
    assert found["panel_log_lag_seconds", ()] == 7
    assert {labels[0] for name, labels in found if name == "panel_outbox"} == set(STATES)

    sequence(engine, keyring, now)
    now = NOON - timedelta(seconds=30)
    found = figures(meter)
    assert (found["panel_log_leaves", ()], found["panel_log_pending", ()]) == (1, 0)
    assert found["panel_clock_behind_seconds", ()] == 30


def test_a_database_that_is_away_is_a_figure_too() -> None:
    meter = Meter()
    meter.watch(lambda: None, lambda: NOON)

    assert figures(meter)["panel_database_up", ()] == 0


def test_they_are_shown_on_this_machine_alone() -> None:
    meter = Meter()
    address = f"127.0.0.1:{free_port()}"
    stop = meter.listen(address)
    try:
        answer: Any = urllib.request.urlopen(f"http://{address}/metrics", timeout=10)
        assert b"panel_boards_open 0.0" in answer.read()
        with pytest.raises(AddressUnusable):
            Meter().listen(address)
    finally:
        stop()


@pytest.mark.parametrize(
    "address", ["0.0.0.0:9464", "192.0.2.1:9464", "9464", "127.0.0.1:", "127.0.0.1:99999"]
)
def test_nowhere_else(address: str) -> None:
    with pytest.raises(SettingWrong):
        loopback(address)


def test_health_says_one_word_to_strangers_and_ready_means_that_work_is_done(town: Town) -> None:
    ready = True
    client = TestClient(create_app(web=town.web, ready=lambda: ready), base_url="https://panel.test")

    assert (client.get("/healthz").status_code, client.get("/healthz").text) == (200, "ok")
    assert (client.get("/readyz").status_code, client.get("/readyz").text) == (200, "ok")
    ready = False
    fresh = TestClient(create_app(web=town.web, ready=lambda: ready), base_url="https://panel.test")
    assert (fresh.get("/readyz").status_code, fresh.get("/readyz").text) == (503, "later")
    assert fresh.get("/healthz").status_code == 200
