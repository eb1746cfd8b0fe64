"""What an installation carries: the bill is of this lock, licences are decided, each dependency has a row."""

from __future__ import annotations

import json
import re
import tomllib
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).resolve().parents[2]
DECIDED = {
    "Apache-2.0",
    "BSD-2-Clause",
    "BSD-3-Clause",
    "ISC",
    "LGPL-2.1-or-later",
    "LGPL-3.0-only",
    "MIT",
    "MIT-0",
    "MPL-2.0",
    "OFL-1.1",
    "PSF-2.0",
}


@pytest.fixture(scope="module")
def bill() -> dict[str, Any]:
    found: dict[str, Any] = json.loads((ROOT / "deploy" / "sbom.cdx.json").read_bytes())
    return found


@pytest.fixture(scope="module")
def locked() -> dict[str, dict[str, Any]]:
    lock = tomllib.loads((ROOT / "uv.lock").read_text("utf-8"))
    return {package["name"]: package for package in lock["package"]}


def direct() -> set[str]:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    wanted = [
        *project["dependencies"],
        *(one for extra in project["optional-dependencies"].values() for one in extra),
    ]
    return {re.split(r"[\[<>=~!;, ]", one)[0].lower() for one in wanted}


def test_every_package_of_the_bill_is_locked_with_the_same_bytes(
    bill: dict[str, Any], locked: dict[str, dict[str, Any]]
) -> None:
    for component in bill["components"]:
        package = locked[component["name"]]
        files = [*package.get("wheels", []), *([package["sdist"]] if "sdist" in package else [])]
        hashes = {file["hash"].removeprefix("sha256:") for file in files}
        said = {one["value"] for one in component["properties"]}
        assert component["version"] == package["version"], component["name"]
        assert said, component["name"]
        assert said <= hashes, component["name"]


def test_whatever_is_needed_stands_in_the_bill(
    bill: dict[str, Any], locked: dict[str, dict[str, Any]]
) -> None:
    there = {component["name"] for component in bill["components"]}
    assert direct() <= there
    for name in there:
        # Some needs are for another system or an older Python, and say so by a marker.
        needs = {one["name"] for one in locked[name].get("dependencies", []) if "marker" not in one}
        assert needs <= there, name


def test_licences_are_decided(bill: dict[str, Any]) -> None:
    for component in bill["components"]:
        expression = component["licenses"][0]["expression"]
        assert set(re.split(r" (?:AND|OR) ", expression)) <= DECIDED, (component["name"], expression)


def test_no_file_of_the_lock_is_without_its_hash(locked: dict[str, dict[str, Any]]) -> None:
    for name, package in locked.items():
        for file in [*package.get("wheels", []), *([package["sdist"]] if "sdist" in package else [])]:
            assert re.fullmatch(r"sha256:[0-9a-f]{64}", file["hash"]), name


@pytest.mark.parametrize("page", ["supply-chain.md", "supply-chain.zh-CN.md"])
def test_each_direct_dependency_has_its_row_and_no_row_is_left_over(page: str) -> None:
    lines = (ROOT / "deploy" / page).read_text("utf-8").splitlines()
    rows = {line.split("|")[1].strip() for line in lines if line.startswith("|")} - {
        "package",
        "软件包",
        "---",
    }
    assert rows == direct()
