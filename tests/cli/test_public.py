"""``panel serve --public`` as a process: strangers' pages, made without a key, on a database it reads."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
from fastapi.routing import iter_route_contexts
from starlette.testclient import TestClient

from draw_service import operations, wiring
from draw_service.rules.refusals import DatabaseUnusable, KeyringDamaged, NoRegister, SettingWrong
from draw_service.settings import Settings
from draw_service.store.books import SqlBooks
from draw_service.usecases.ports import House
from draw_service.web.cookies import SESSION
from draw_service.web.public.alone import create_public_app
from tests.cli.conftest import Panel
from tests.cli.served import Served


@pytest.fixture
def made(panel: Panel, good_roster: Path) -> Settings:
    """The settings of the process for strangers, beside a house that has a roster and a log."""
    assert panel("pool", "import", good_roster, "--data", "house").exit_code == 0
    assert panel("keys", "rotate", "--data", "house").exit_code == 0
    vkey = wiring.key_facts(Settings(data=Path("house")))[0]
    return Settings(data=Path("strangers"), database="sqlite:///house/panel.db", log_vkey=vkey)


@pytest.fixture
def served(made: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Served]:
    monkeypatch.setenv("PANEL_LOG_VKEY", made.log_vkey)
    monkeypatch.setenv("PANEL_DATABASE", made.database)
    (tmp_path / "house" / "keyring.json").rename(tmp_path / "away.json")
    one = Served(tmp_path, "--public", "--data", "strangers")
    yield one
    if one.process.poll() is None:
        one.process.kill()
        one.process.wait()


def _content(database: Path) -> list[str]:
    with closing(sqlite3.connect(database)) as connection:
        return list(connection.iterdump())


def test_it_runs_without_a_keyring_and_changes_nothing(served: Served, tmp_path: Path) -> None:
    database = tmp_path / "house" / "panel.db"
    before = _content(database)
    served.until(lambda: served.get("/healthz")[0] == 200)

    assert served.get("/")[1]["location"] == "/public"
    for path in ("/public", "/public/draws", "/public/policy.json", "/public/checkpoint.txt", "/readyz"):
        status, headers, _text = served.get(path, {"cookie": f"{SESSION}=anything"})
        assert (path, status) == (path, 200), served.said
        assert "set-cookie" not in headers
    assert "panel.invalid/log" in served.get("/public/checkpoint.txt")[2]
    assert '"leaves":["' in served.get("/public/log/leaves?from=0")[2]
    for path in ("/enter", "/expert", "/desk", "/setup", "/api/v1/applications", "/pool", "/public/conduct"):
        assert served.get(path)[0] == 404, path
    code, seconds = served.stop()
    assert (code, seconds < 4) == (0, True), served.said
    assert "Traceback" not in served.said
    assert _content(database) == before
    assert not list(tmp_path.rglob("keyring.json"))
    assert not (tmp_path / "strangers").exists()


def test_experts_are_handed_on_to_the_house_inside(
    made: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    within = Served(tmp_path, "--data", "house", "--behind-proxy")
    outside = None
    try:
        within.ready()
        monkeypatch.setenv("PANEL_LOG_VKEY", made.log_vkey)
        monkeypatch.setenv("PANEL_DATABASE", made.database)
        inside = f"http://127.0.0.1:{within.port}"
        outside = Served(tmp_path, "--public", "--inside", inside, "--data", "strangers")
        outside.until(lambda: outside is not None and outside.get("/healthz")[0] == 200)
        status, headers, text = outside.get("/expert?lang=en")
        assert (status, '<html lang="en">' in text) == (200, True)
        assert "nonce-" in headers["content-security-policy"]
        assert outside.get("/enter")[0] == 404
        assert outside.get("/public/conduct")[0] == 200
        within.stop()
        assert outside.get("/expert")[0] == 503
        assert outside.get("/public")[0] == 200
    finally:
        for one in (within, outside):
            if one is not None and one.process.poll() is None:
                one.process.kill()
                one.process.wait()


@pytest.fixture
def house(made: Settings) -> House:
    return operations.open_public(made)[0]


def test_no_door_of_the_staff_is_in_it(house: House) -> None:
    app = create_public_app(house, "中心", lambda: True)

    paths = {str(one.path) for one in iter_route_contexts(app.routes)}
    methods = {method for one in iter_route_contexts(app.routes) for method in one.methods or ()}
    assert paths == {
        "/",
        "/static/{name}",
        "/public",
        "/public/draws",
        "/public/policy.json",
        "/public/checkpoint.txt",
        "/public/verifier.html",
        "/public/log/leaves",
        "/healthz",
        "/readyz",
    }
    assert methods == {"GET", "HEAD"}


def _run(house: House, statement: str) -> None:
    with house.books() as books:
        assert isinstance(books, SqlBooks)
        books._session.connection().exec_driver_sql(statement)
        books.commit()


def test_it_can_neither_read_a_name_nor_write_a_word(house: House) -> None:
    with pytest.raises(KeyringDamaged), house.books() as books:
        list(books.pool.experts())
    for statement in ("DELETE FROM log_pending", "CREATE TABLE x (y)"):
        with pytest.raises(DatabaseUnusable):
            _run(house, statement)
    client = TestClient(create_public_app(house, "中心", lambda: True), base_url="https://panel.test")
    assert client.get("/public/draws/AP-2026-0001.1.edraw.json").status_code == 404


@pytest.mark.parametrize("vkey", ["", "panel.invalid/log+00000000+AAAA", "no key"])
def test_without_the_logs_key_it_does_not_start(made: Settings, vkey: str) -> None:
    with pytest.raises(SettingWrong):
        operations.open_public(made.model_copy(update={"log_vkey": vkey}))


def test_it_makes_no_database(made: Settings) -> None:
    with pytest.raises(NoRegister):
        operations.open_public(made.model_copy(update={"database": "sqlite:///nowhere/panel.db"}))
    assert not Path("nowhere").exists()
