"""What stands in deploy/ to be run: units, compose file, image and proxy name commands, options, settings and
paths that exist, and let nobody have more than it needs. systemd and nginx judge their own files where they
are installed; elsewhere they are read here."""

from __future__ import annotations

import re
import shlex
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml
from typer.main import get_command

from draw_service.cli import app
from draw_service.settings import Settings
from draw_service.web.shield import LARGEST
from tests.house.repository import ROOT

DEPLOY = ROOT / "deploy"
UNITS = sorted(one.name for one in DEPLOY.glob("*.service"))
TIMERS = sorted(one.name for one in DEPLOY.glob("*.timer"))
SETTINGS = {f"PANEL_{name.upper()}" for name in Settings.model_fields}
COMPOSE: dict[str, Any] = yaml.safe_load((DEPLOY / "compose.yaml").read_text("utf-8"))
DOCKERFILE = (DEPLOY / "Dockerfile").read_text("utf-8").replace("\\\n", " ")
NGINX = re.sub(r"#.*", "", (DEPLOY / "nginx.conf").read_text("utf-8"))


def unit(name: str) -> dict[str, list[str]]:
    """Key -> its values, in order."""
    found: dict[str, list[str]] = {}
    for line in (DEPLOY / name).read_text("utf-8").splitlines():
        key, equals, value = line.partition("=")
        if equals and not line.startswith("#"):
            found.setdefault(key, []).append(value)
    return found


def check_words(words: list[str]) -> None:
    """Walk the command's tree with these words; every option must be one of the command reached."""
    command: Any = get_command(app)
    words = words[:]
    while hasattr(command, "commands") and words and words[0] in command.commands:
        command = command.commands[words.pop(0)]
    options = {name: option for option in command.params for name in (*option.opts, *option.secondary_opts)}
    while words:
        word = words.pop(0)
        if not word.startswith("-") and any(one.param_type_name == "argument" for one in command.params):
            continue
        assert word in options, f"{command.name} has no {word}"
        if not options[word].is_flag:
            words[:1] = []


# --- systemd ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", UNITS)
def test_a_unit_runs_a_command_there_is_with_settings_there_are(name: str) -> None:
    found = unit(name)

    for line in found["ExecStart"] + found.get("ExecStartPost", []):
        program, *words = shlex.split(line.removeprefix("-"))
        assert program == "/opt/panel/bin/panel"
        check_words(words)
    assert {one.partition("=")[0] for one in found.get("Environment", ())} <= SETTINGS


@pytest.mark.parametrize("name", UNITS)
def test_a_unit_is_nobodys_root_and_writes_where_it_must(name: str) -> None:
    found = unit(name)

    assert found["User"] != ["root"]
    assert found["User"] == found["Group"]
    for key, value in {
        "NoNewPrivileges": "yes",
        "ProtectSystem": "strict",
        "ProtectHome": "yes",
        "PrivateTmp": "yes",
        "CapabilityBoundingSet": "",
        "UMask": "0077",
        "StateDirectoryMode": "0700",
    }.items():
        assert found[key] == [value], key


def test_the_public_process_cannot_reach_the_keys() -> None:
    found = unit("panel-public.service")

    assert "--public" in found["ExecStart"][0]
    assert "/var/lib/panel-keys" in found["InaccessiblePaths"][0]
    assert not [one for one in found["Environment"] if "KEYRING" in one]
    assert unit("panel-serve.service")["StateDirectory"] == ["panel panel-keys"]


@pytest.mark.parametrize("name", TIMERS)
def test_a_timer_starts_a_unit_there_is(name: str) -> None:
    assert unit(name)["Unit"][0] in UNITS


if shutil.which("systemd-analyze"):

    def test_systemd_reads_them(tmp_path: Path) -> None:
        names = (*UNITS, *TIMERS)
        for one in names:
            text = (DEPLOY / one).read_text("utf-8").replace("/opt/panel/bin/panel", "/bin/true")
            (tmp_path / one).write_text(re.sub(r"(?m)^(User|Group)=.*", r"\1=root", text), "utf-8")

        done = subprocess.run(
            ["systemd-analyze", "verify", "--man=no", "--recursive-errors=no", *names],
            cwd=tmp_path,
            capture_output=True,
            text=True,
            check=False,
        )

        said = [one for one in done.stderr.splitlines() if any(name in one for name in names)]
        assert (done.returncode, said) == (0, []), done.stderr


# --- compose file and image ---------------------------------------------------------------------------------


@pytest.mark.parametrize("name", COMPOSE["services"])
def test_a_service_has_a_read_only_disk_and_no_rights_to_spare(name: str) -> None:
    service = COMPOSE["services"][name]

    assert service["read_only"] is True
    assert service["cap_drop"] == ["ALL"]
    assert "no-new-privileges:true" in service["security_opt"]
    assert not service.get("privileged")
    assert ":latest" not in service["image"]
    if name == "archive":
        assert (service["cap_add"], service["network_mode"]) == (["CHOWN"], "none")
    elif name != "proxy":
        assert int(service["user"].split(":")[0]) > 0


def _ours() -> Iterator[tuple[str, dict[str, Any]]]:
    return ((name, one) for name, one in COMPOSE["services"].items() if one["image"].startswith("panel:"))


def test_the_services_of_the_house_run_commands_there_are() -> None:
    for _name, service in _ours():
        check_words(service["command"])
        assert set(service.get("environment", {})) <= SETTINGS
        assert service["network_mode"] == "service:proxy"
    assert {name for name, _one in _ours()} == {"serve", "worker", "public"}


def test_what_a_service_names_is_declared() -> None:
    for service in COMPOSE["services"].values():
        for volume in service.get("volumes", ()):
            source = volume.partition(":")[0]
            assert source.startswith("./") or source in COMPOSE["volumes"]
        assert set(service.get("secrets", ())) <= set(COMPOSE["secrets"])
        assert set(service.get("depends_on", ())) <= set(COMPOSE["services"])
    assert (DEPLOY / "nginx.conf").is_file()


def test_the_database_can_write_its_archive() -> None:
    services = COMPOSE["services"]
    owner = services["database"]["user"]

    assert services["archive"]["entrypoint"] == ["chown", owner, "/archive"]
    assert services["database"]["depends_on"]["archive"]["condition"] == "service_completed_successfully"
    assert {one["restart"] for name, one in services.items() if name != "archive"} == {"unless-stopped"}


def test_no_key_is_mounted_where_strangers_are() -> None:
    assert not [one for one in COMPOSE["services"]["public"].get("volumes", ()) if "keys" in one]
    assert COMPOSE["services"]["public"]["env_file"] == ["public.env"]


def test_the_image_runs_as_nobody_in_particular() -> None:
    lines = [line.split(maxsplit=1) for line in DOCKERFILE.splitlines() if line and not line.startswith("#")]
    words: dict[str, list[str]] = {}
    for keyword, rest in lines:
        words.setdefault(keyword, []).append(rest)

    assert list(words["USER"]) == ["10001:10001"]
    assert list(dict(lines)).index("USER") < list(dict(lines)).index("ENTRYPOINT")
    assert "ADD" not in words
    assert "--no-index" in DOCKERFILE
    assert "--require-hashes" in DOCKERFILE
    # What it is built from is the bundle itself, and only lent: its deploy/ may hold settings.
    assert "RUN --mount=type=bind,target=/bundle" in DOCKERFILE
    assert [one for one in words["COPY"] if not one.startswith("--from=made")] == []
    assert not re.search(r"https?://(?!127\.0\.0\.1)", DOCKERFILE)
    check_words(yaml.safe_load(words["CMD"][0]))
    assert set(re.findall(r"PANEL_[A-Z_]+", DOCKERFILE)) <= SETTINGS


def test_the_command_of_whoever_keeps_the_house_has_the_settings_of_its_service(tmp_path: Path) -> None:
    made = tmp_path / "bin"
    made.mkdir()
    (made / "runuser").write_text('#!/bin/sh\nshift 3\nexec "$@"\n')
    (made / "shown").write_text('#!/bin/sh\nenv | grep ^PANEL_ | sort; pwd; umask; echo "$@"\n')
    for one in made.iterdir():
        one.chmod(0o755)
    (tmp_path / "data").mkdir()
    settings = tmp_path / "panel.env"
    secret = '{"gateway": {"token": "a b$(touch ran)"}}'
    settings.write_text(
        f"# PANEL_SITE=https://no\nPANEL_DATA={tmp_path / 'data'}\nPANEL_CHANNELS={secret}\n"
        f"PANEL_CENTER='name of the center'\nPATH=/nowhere\nPANEL_DRILL=false"
    )
    done = subprocess.run(
        [shutil.which("sh") or "sh", DEPLOY / "panel.sh", "doctor", "--backups", "a b"],
        env={
            "PATH": f"{made}:/usr/bin:/bin",
            "SETTINGS": str(settings),
            "PROGRAM": str(made / "shown"),
        },
        capture_output=True,
        text=True,
        check=True,
    )

    said = done.stdout.splitlines()
    assert said[-3:] == [str(tmp_path / "data"), "0077", "doctor --backups a b"]
    assert f"PANEL_CHANNELS={secret}" in said
    assert "PANEL_CENTER=name of the center" in said
    assert "PANEL_DRILL=false" in said
    assert "PANEL_KEYRING=/var/lib/panel-keys/keyring.json" in said
    assert not [one for one in said if one.startswith("PANEL_SITE")]
    assert [one.name for one in (tmp_path / "data").iterdir()] == []


# --- the proxy ----------------------------------------------------------------------------------------------


def _places() -> list[tuple[str, str]]:
    """(server name, location) of every place the proxy knows."""
    found, server = [], ""
    for line in NGINX.splitlines():
        if name := re.search(r"server_name (\S+);", line):
            server = name[1]
        if place := re.search(r"location (.+?) \{", line):
            found.append((server, place[1]))
    return found


def test_the_proxy_hands_on_what_the_service_believes() -> None:
    assert NGINX.count("{") == NGINX.count("}")
    for line in (
        "proxy_set_header Host $http_host;",
        "proxy_set_header X-Forwarded-For $remote_addr;",
        "proxy_set_header X-Forwarded-Proto $scheme;",
        "access_log off;",
        f"client_max_body_size {LARGEST >> 20}m;",
    ):
        assert line in NGINX
    ports = set(re.findall(r"server 127\.0\.0\.1:(\d+);", NGINX))
    starts = unit("panel-serve.service")["ExecStart"] + unit("panel-public.service")["ExecStart"]
    assert ports == {re.search(r"--port (\d+)", one)[1] for one in starts}  # type: ignore[index]
    assert all("--behind-proxy" in one for one in starts)


def test_experts_and_strangers_find_no_door_of_the_staff() -> None:
    outside = {place for server, place in _places() if server.startswith("experts.")}

    assert outside == {
        "= /",
        "/",
        "/expert",
        "/gateway/",
        "/public",
        "/static/",
    }
    assert "location / { return 404; }" in NGINX


if shutil.which("nginx") and shutil.which("openssl"):

    def test_nginx_reads_it(tmp_path: Path) -> None:
        subprocess.run(
            [
                *("openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-subj", "/CN=x"),
                *("-days", "1", "-keyout", "host.key", "-out", "host.pem"),
            ],
            cwd=tmp_path,
            check=True,
            capture_output=True,
        )
        text = (DEPLOY / "nginx.conf").read_text("utf-8").replace("/etc/panel/tls", str(tmp_path))
        for place in ("/run/nginx.pid", "/var/log/nginx/error.log"):
            text = text.replace(place, str(tmp_path / Path(place).name))
        (tmp_path / "nginx.conf").write_text(text, "utf-8")

        words = ["nginx", "-t", "-c", str(tmp_path / "nginx.conf")]
        done = subprocess.run(words, capture_output=True, text=True, check=False)

        assert done.returncode == 0, done.stderr


# --- the runbook --------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["runbook.md", "runbook.zh-CN.md", "capacity.md", "capacity.zh-CN.md"])
def test_papers_name_commands_settings_and_units_there_are(name: str) -> None:
    text = (DEPLOY / name).read_text("utf-8")

    for words in re.findall(r"`panel ([a-z][^`]*)`", text):
        check_words(shlex.split(words))
    assert set(re.findall(r"PANEL_[A-Z_]+", text)) <= SETTINGS
    for unit_named in re.findall(
        r"\b(panel-(?:serve|worker|public|witness|backup|drill)(?:\.timer)?)\b", text
    ):
        assert unit_named in {one.removesuffix(".service") for one in UNITS} | set(TIMERS)
    for figure in re.findall(r"`(panel_[a-z_]+)", text):
        assert figure.removesuffix("_total") in (ROOT / "draw_service/observing/metrics.py").read_text(
            "utf-8"
        )


def test_both_languages_have_the_same_sections_and_tables() -> None:
    for name in ("runbook", "capacity"):
        shapes = [
            [line[:2] for line in (DEPLOY / one).read_text("utf-8").splitlines() if line[:1] in "#|"]
            for one in (f"{name}.md", f"{name}.zh-CN.md")
        ]
        assert shapes[0] == shapes[1], name
    assert (DEPLOY / "capacity.md").read_text("utf-8").count("\n") <= 100, "two pages, no more"
