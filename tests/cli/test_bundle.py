"""``panel bundle``: what an installation without a network needs, installed with the network off."""

from __future__ import annotations

import hashlib
import platform
import re
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

from draw_service.operations.bundle import MACHINES, PAPERS, SUMS
from draw_service.operations.bundle import bundle as make
from tests.cli.conftest import Panel, said
from tests.house.repository import ROOT


def test_only_a_checkout_can_be_bundled_and_nothing_is_written_over(panel: Panel) -> None:
    result = panel("bundle", "--out", "made")
    assert "[path-missing]" in said(result)
    Path("made").mkdir()
    result = panel("bundle", "--out", "made", "--checkout", ROOT)
    assert "[path-taken]" in said(result)
    assert list(Path("made").iterdir()) == []
    assert "[setting-wrong]" in said(
        panel("bundle", "--out", "other", "--machine", "vax", "--checkout", ROOT)
    )


@pytest.mark.parametrize("machine", MACHINES)
def test_every_locked_package_has_a_wheel_for_both_machines(machine: str) -> None:
    lock = ROOT / "uv.lock"
    packages = {one["name"]: one for one in tomllib.loads(lock.read_text("utf-8"))["package"]}
    own = packages["panel"]
    needed, seen = [one["name"] for one in own["dependencies"]], set()
    while needed:
        name = needed.pop()
        if name not in seen:
            seen.add(name)
            needed += [one["name"] for one in packages[name].get("dependencies", ())]
    fits = re.compile(rf"-none-any\.whl|manylinux[0-9_]*_{machine}[.\w]*\.whl")
    lacking = [
        name
        for name in seen
        if not any(fits.search(one["url"].rpartition("/")[2]) for one in packages[name].get("wheels", ()))
    ]

    assert len(seen) > 50
    assert lacking == []


def test_settings_and_secrets_of_a_house_stay_where_they_are(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    checkout, made = tmp_path / "checkout", tmp_path / "made"
    secrets = ("panel.env", "database.password", "host.key", "tls/host.key", "tls/ca.pem")
    for one in (*PAPERS, "uv.lock", "pyproject.toml", "deploy/runbook.md", *(f"deploy/{x}" for x in secrets)):
        (checkout / one).parent.mkdir(parents=True, exist_ok=True)
        (checkout / one).write_text(one)

    def wheel(_checkout: Path, folder: Path) -> Path:
        file = folder / "panel-0.1-py3-none-any.whl"
        file.write_bytes(b"wheel")
        return file

    monkeypatch.setattr("draw_service.operations.bundle._own_wheel", wheel)
    monkeypatch.setattr("draw_service.operations.bundle._run", lambda *_words, **_named: "")

    make(checkout, made, ["aarch64"], "3.11")

    there = {one.relative_to(made).as_posix() for one in made.rglob("*") if one.is_file()}
    assert there == {
        *(*PAPERS, "deploy/runbook.md", "INSTALL.txt", SUMS),
        *("requirements-aarch64.txt", "aarch64/panel-0.1-py3-none-any.whl"),
    }


@pytest.mark.slow
@pytest.mark.timeout(900)
def test_it_installs_and_runs_with_the_network_off(panel: Panel, tmp_path: Path) -> None:
    here = platform.machine()
    python = f"{sys.version_info.major}.{sys.version_info.minor}"
    made = tmp_path / "made"
    result = panel("bundle", "--out", made, "--checkout", ROOT, "--python", python)
    assert result.exit_code == 0, said(result)

    for line in (made / "SHA256SUMS").read_text("utf-8").splitlines():
        digest, _, name = line.partition("  ")
        assert hashlib.sha256((made / name).read_bytes()).hexdigest() == digest, name
    for machine in MACHINES:
        wheels = [one.name for one in (made / machine).glob("*.whl")]
        others = set(MACHINES) - {machine}
        assert len(wheels) > 50
        assert not [name for name in wheels for other in others if other in name]
        assert any(machine in name for name in wheels)
    assert (made / "deploy" / "panel-serve.service").is_file()
    assert all((made / page).read_bytes() == (ROOT / page).read_bytes() for page in PAPERS)

    off = ["unshare", "--net", "--map-root-user"]
    if subprocess.run([*off, "true"], capture_output=True, check=False).returncode:
        off = []  # who may not switch it off still installs with --no-index
    home = tmp_path / "home"
    steps = [
        [sys.executable, "-m", "venv", str(home)],
        [
            *(str(home / "bin/python"), "-m", "pip", "install", "--no-index", "--require-hashes"),
            *("--quiet", "--find-links", here, "--requirement", f"requirements-{here}.txt"),
        ],
        [str(home / "bin/panel"), "demo", "--out", str(tmp_path / "demo")],
    ]
    for words in steps:
        done = subprocess.run([*off, *words], cwd=made, capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stderr
    assert (tmp_path / "demo" / "public.edraw.json").is_file()
