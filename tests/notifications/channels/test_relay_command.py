"""``panel relay`` reads its settings, and says what is wrong without showing a value."""

from __future__ import annotations

from pathlib import Path

import pytest
from fastapi import FastAPI
from typer.testing import CliRunner

from draw_service.cli import app
from draw_service.cli.relay import app_of

GOOD = """
public = "https://relay.example"
[house]
keys = {{ house = "{secret}" }}
callback = "https://panel.example/calls/gateway"
[channel]
name = "{name}"
sid = "AC00000000000000000000000000000000"
token = "hidden"
caller = "+85230000000"
"""


def settings(folder: Path, name: str = "twilio", secret: str = "hidden") -> Path:
    path = folder / "relay.toml"
    path.write_text(GOOD.format(name=name, secret=secret), "utf-8")
    return path


def test_a_relay_is_built_from_its_file(tmp_path: Path) -> None:
    assert isinstance(app_of(settings(tmp_path)), FastAPI)


@pytest.mark.parametrize(
    ("name", "secret", "code"),
    [
        ("simulated", "hidden", "simulated-in-production"),
        ("pigeon", "hidden", "channel-unknown"),
        ("gateway", "hidden", "channel-misconfigured"),
        ("twilio", "", "channel-misconfigured"),
    ],
)
def test_a_wrong_file_is_refused(tmp_path: Path, name: str, secret: str, code: str) -> None:
    done = CliRunner().invoke(app, ["relay", "--config", str(settings(tmp_path, name, secret))])

    assert done.exit_code == 4
    assert code in done.stderr
    assert "hidden" not in done.stderr


@pytest.mark.parametrize("text", ["", "[house", "public = 1\n[house]\n[channel]\n"])
def test_a_file_that_is_no_settings(tmp_path: Path, text: str) -> None:
    (tmp_path / "relay.toml").write_text(text)

    done = CliRunner().invoke(app, ["relay", "--config", str(tmp_path / "relay.toml")])

    assert (done.exit_code, "channel-misconfigured" in done.stderr) == (4, True)


def test_a_file_that_is_not_there(tmp_path: Path) -> None:
    assert CliRunner().invoke(app, ["relay", "--config", str(tmp_path / "none.toml")]).exit_code == 4
