"""``panel keys``: what it shows, which cipher it goes over to, where keys may come from."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from draw_service.rules.refusals import SettingWrong
from draw_service.settings import Settings
from tests.cli.test_databases import house, run
from tests.house.repository import ROOT
from tests.store.softhsm import LABEL, PIN, fresh_token

__all__ = ["house"]


def test_a_key_is_listed_checked_and_changed_for_the_other_cipher(
    house: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    secrets = json.loads((house / "keyring.json").read_text())
    code, out, _err = run(capsys, "keys", "list", "--data", house, "--lang", "en")
    assert code == 0
    assert "c1  AES-256-GCM" in out
    assert not any(secrets[name] in out for name in ("log", "roster", "lookup"))
    monkeypatch.setenv("PANEL_COLUMN_CIPHER", "sm4-gcm")
    assert run(capsys, "keys", "rotate", "--data", house)[0] == 0
    code, out, _err = run(capsys, "keys", "list", "--data", house, "--lang", "en")
    assert "s2  SM4-GCM" in out
    assert "c1  AES" not in out
    code, out, _err = run(capsys, "keys", "check", "--data", house, "--lang", "en")
    assert (code, "fit the database" in out) == (0, True)


def test_keys_of_another_house_are_not_these(
    house: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    run(capsys, "keys", "rotate", "--data", house)  # the log has a signature now
    monkeypatch.setenv("PANEL_KEYRING", str(tmp_path / "other.json"))
    from draw_service.store.keyring import open_keyring
    from draw_service.wiring import SystemEntropy

    open_keyring(tmp_path / "other.json", SystemEntropy())
    code, _out, err = run(capsys, "keys", "check", "--data", house, "--lang", "en")
    assert (code, "keyring-foreign" in err) == (4, True)


def test_two_keys_go_into_the_token_and_the_house_goes_on(
    house: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    def kept() -> dict[str, object]:
        return dict(json.loads((house / "keyring.json").read_text()))

    module, settings = fresh_token(tmp_path)
    before, shown = kept(), run(capsys, "keys", "show", "--data", house, "--lang", "en")[1]
    assert run(capsys, "keys", "to-token", "--data", house)[0] == 2  # no token is named
    assert kept() == before
    environment = {
        **os.environ,
        "PANEL_DATA": str(house),
        "PANEL_LANG": "en",
        "PANEL_PKCS11": f"{module}#{LABEL}",
        "PANEL_PKCS11_PIN": PIN,
        "SOFTHSM2_CONF": str(settings),
    }

    def panel(word: str) -> subprocess.Popen[str]:
        # A process of its own for each: the token's library reads its settings once, and lets in once.
        command = [sys.executable, "-c", "from draw_service.cli import main; main()", "keys", word]
        return subprocess.Popen(
            command,
            cwd=ROOT,
            env=environment,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            encoding="utf-8",
        )

    moving = panel("to-token")
    moved, _ = moving.communicate(timeout=120)
    ends = [panel(word) for word in ("show", "check")]
    same, fits = (one.communicate(timeout=120)[0] for one in ends)
    assert [one.returncode for one in (moving, *ends)] == [0, 0, 0], (moved, same, fits)
    assert "are in the token" in " ".join(moved.split())
    assert same == shown  # the log's public key too
    assert "fit the database" in fits
    assert PIN not in moved + same + fits
    after = kept()
    assert {name for name in before if after[name] != before[name]} == {"log", "roster"}
    file = (house / "keyring.json").read_text()
    assert not [name for name in ("log", "roster") if str(before[name]) in file]
    code, _out, err = run(capsys, "keys", "check", "--data", house)
    assert (code, "token-unusable" in err) == (4, True)


def test_credentials_of_systemd_are_taken_where_nothing_is_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def settings(**given: object) -> Settings:
        return Settings(_env_file=None, data=tmp_path, **given)  # type: ignore[call-arg, arg-type]

    monkeypatch.setenv("CREDENTIALS_DIRECTORY", str(tmp_path / "credentials"))
    assert settings().keyring_path == tmp_path / "keyring.json"
    (tmp_path / "credentials").mkdir()
    (tmp_path / "credentials" / "panel-keyring").write_text("{}")
    (tmp_path / "credentials" / "panel-pin").write_text("9876\n")
    assert settings().keyring_path == tmp_path / "credentials" / "panel-keyring"
    assert settings(keyring=tmp_path / "named.json").keyring_path == tmp_path / "named.json"
    assert settings().token is None
    assert settings(pkcs11="/lib/x.so#panel").token == ("/lib/x.so", "panel", "9876")
    assert "5555" not in repr(settings(pkcs11="/lib/x.so#panel", pkcs11_pin="5555"))
    with pytest.raises(SettingWrong):
        _ = settings(pkcs11="/lib/x.so").token
