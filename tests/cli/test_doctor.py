"""``panel doctor``: what is missing is said with what to do; looking changes nothing."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import text

from audit.witness.keyfile import WitnessKey
from draw_service.operations.server_findings import server_findings
from draw_service.rules.refusals import WitnessSilent
from draw_service.settings import Settings
from draw_service.store.engine import open_engine
from draw_service.usecases.access.accept_invitation import accept_invitation
from draw_service.usecases.access.first_account import first_account
from draw_service.wiring import open_house
from tests.cli.conftest import Panel, said


def checks(panel: Panel, *words: object) -> dict[str, dict[str, str]]:
    found: dict[str, Any] = json.loads(panel("doctor", "--json", *words).stdout)
    assert found["ok"] is all(one["state"] != "missing" for one in found["checks"])
    return {one["check"]: one for one in found["checks"]}


def test_an_empty_place_lacks_everything_and_stays_empty(panel: Panel) -> None:
    result = panel("doctor", "--data", "house")

    assert result.exit_code == 1
    for check in ("data-folder", "keyring", "database"):
        assert f"✗ {check} [missing]" in said(result)
    assert list(Path().iterdir()) == []


def test_a_house_with_a_roster_still_needs_an_administrator(panel: Panel, good_roster: Path) -> None:
    assert panel("pool", "import", good_roster, "--data", "house").exit_code == 0
    before = sorted(Path("house").iterdir())

    found = checks(panel, "--data", "house")

    states = {name: one["state"] for name, one in found.items()}
    assert {name for name, state in states.items() if state == "missing"} == {"administrator", "specialties"}
    assert {states[name] for name in ("keyring", "database", "clock", "roster", "data-folder")} == {"ok"}
    assert {states[name] for name in ("site", "witness", "backup", "printer", "lines", "keyring-apart")} == {
        "warning"
    }
    assert sorted(Path("house").iterdir()) == before


def test_an_administrator_is_seen(panel: Panel) -> None:
    house = open_house(Settings(data=Path("house"), _env_file=None))  # type: ignore[call-arg]
    code = first_account(house)
    assert code is not None

    assert checks(panel, "--data", "house")["administrator"]["state"] == "missing"
    accept_invitation(house, code, "a long and lasting phrase 7", "127.0.0.1")
    assert checks(panel, "--data", "house")["administrator"]["state"] == "ok"


def test_everything_not_ok_says_what_to_do_in_both_languages(panel: Panel, good_roster: Path) -> None:
    assert panel("pool", "import", good_roster, "--data", "house").exit_code == 0

    for data in ("house", "nothing"):
        for one in checks(panel, "--data", data).values():
            assert one["zh"]
            assert one["en"].isascii()
            # A refusal says what to do in its own words.
            assert one["state"] == "ok" or one["todo_zh"] or one["zh"].count("。") >= 2
            assert one["state"] == "ok" or one["todo_en"] or one["en"].count(".") >= 2


def test_a_setting_that_was_made_is_seen(
    panel: Panel, good_roster: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert panel("pool", "import", good_roster, "--data", "house").exit_code == 0
    assert panel("backup", "--to", "backups", "--data", "house").exit_code == 0
    Path("elsewhere").mkdir()
    Path("house/keyring.json").rename("elsewhere/keyring.json")
    for name, value in {
        "KEYRING": "elsewhere/keyring.json",
        "SITE": "https://panel.center.example",
        "SECOND_FACTOR": "true",
        "TERMINALS": "10.1.2.0/24",
        "METRICS": "127.0.0.1:9464",
    }.items():
        monkeypatch.setenv(f"PANEL_{name}", value)

    found = checks(panel, "--data", "house", "--backups", "backups")

    for check in ("site", "second-factor", "terminals", "metrics", "backup", "keyring"):
        assert found[check]["state"] == "ok", found[check]
    assert "keyring-apart" not in found


def test_what_cannot_be_read_is_named(panel: Panel, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PANEL_IDLE_MINUTES", "soon")
    assert "PANEL_IDLE_MINUTES" in checks(panel)["settings"]["en"]
    monkeypatch.delenv("PANEL_IDLE_MINUTES")
    Path("house").mkdir()
    Path("house/keyring.json").write_text("{}")
    Path("house/keyring.json").chmod(0o600)
    found = checks(panel, "--data", "house")
    assert found["keyring"]["state"] == "missing"
    assert found["database"]["state"] == "missing"


@pytest.mark.parametrize("name", ["CHANNELS", "WITNESSES"])
def test_a_setting_that_is_no_json_is_named_and_not_quoted(
    panel: Panel, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    monkeypatch.setenv(f"PANEL_{name}", '{"token": "hush')
    found = checks(panel)["settings"]
    assert f"PANEL_{name}" in found["en"]
    for result in (panel("doctor"), panel("keys", "show"), panel("worker")):
        assert result.exit_code
        assert f"PANEL_{name}" in said(result)
        assert "hush" not in said(result)


def test_a_keyring_older_than_the_database_is_found_out(panel: Panel, good_roster: Path) -> None:
    assert panel("pool", "import", good_roster, "--data", "house").exit_code == 0
    older = Path("house/keyring.json").read_bytes()
    assert panel("keys", "rotate", "--data", "house").exit_code == 0
    Path("house/keyring.json").write_bytes(older)

    found = checks(panel, "--data", "house")

    assert found["keyring"]["state"] == "ok"
    assert found["keyring-fits"]["state"] == "missing"
    assert "older than the database" in found["keyring-fits"]["en"]


def test_what_this_user_may_not_open_is_said(panel: Panel, monkeypatch: pytest.MonkeyPatch) -> None:
    Path("house").mkdir()
    Path("house/keyring.json").touch(0o600)

    def forbidden(_settings: Settings) -> None:
        raise PermissionError(13, "Permission denied", "house/keyring.json")

    monkeypatch.setattr("draw_service.operations.doctor.wiring.key_facts", forbidden)

    found = checks(panel, "--data", "house")["rights"]

    assert found["state"] == "missing"
    assert "house/keyring.json" in found["en"]
    assert "0600" in found["todo_en"]


def test_an_address_that_is_none_is_said(panel: Panel, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PANEL_DATABASE", "panel")
    found = checks(panel, "--data", "house")["database"]
    assert (found["state"], "no address" in found["en"]) == ("missing", True)


@pytest.mark.postgres
def test_a_server_that_forgets_when_the_power_fails_is_found_out(
    panel: Panel, monkeypatch: pytest.MonkeyPatch, postgres_address: str
) -> None:
    monkeypatch.setenv("PANEL_DATABASE", postgres_address)
    engine = open_engine(postgres_address)
    with engine.connect() as connection:
        safe = connection.execute(text("SHOW fsync")).scalar_one() == "on"
    found = {one.check: one for one in server_findings(engine)}
    assert found["durability"].state == ("ok" if safe else "missing")
    assert found["archive"].state in ("ok", "warning")
    with engine.connect() as connection:
        connection.execute(text("SET synchronous_commit = off"))
        connection.commit()
    found = {one.check: one for one in server_findings(engine)}
    engine.dispose()
    assert "synchronous_commit=off" in found["durability"].en
    assert {"durability", "archive"} <= set(checks(panel, "--data", "house"))


def test_witnesses_that_signed_before_are_asked_again(
    panel: Panel, good_roster: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert panel("pool", "import", good_roster, "--data", "house").exit_code == 0
    key = WitnessKey.from_seed("witness.test", bytes(32)).vkey
    monkeypatch.setenv("PANEL_WITNESS", "required")
    monkeypatch.setenv("PANEL_WITNESSES", json.dumps([{"url": "http://127.0.0.1:1", "vkey": key}]))
    assert panel("keys", "rotate", "--data", "house").exit_code == 0

    monkeypatch.setattr("draw_service.store.witnesses.AskedWitnesses.submit", lambda _self: None)
    monkeypatch.setattr("draw_service.store.witnesses.AskedWitnesses.time", _silent)

    assert checks(panel, "--data", "house")["witness-answers"]["state"] == "missing"


def _silent(_self: object) -> None:
    raise WitnessSilent(wait=20)


def test_a_database_that_does_not_answer_is_missing(panel: Panel, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PANEL_DATABASE", "postgresql://nobody@127.0.0.1:1/none")
    found = checks(panel, "--data", "house")
    assert found["database"]["state"] == "missing"
    assert "nobody" not in json.dumps(found)
