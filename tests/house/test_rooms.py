"""The rooms are as the floor plan says: small files, sources named, nothing unassigned."""

from __future__ import annotations

import re
import subprocess
import sys
import tomllib
from pathlib import Path
from typing import Any

import pytest

from tests.house.repository import ROOMS, ROOT, docstring, modules, texts

LONGEST = 400

LONG_FOR_A_REASON = {
    "tests/audit/test_verify_forged.py": "one catalogue: each forgery and the step that sees it",
}

_SOURCE = re.compile(
    r"Art\. ?\d|(protocol|rules(\.md)?|edraw/1) sections? \d|招标投标法|采购法|data[ -]standard|RFC \d"
)


def _project() -> dict[str, Any]:
    return tomllib.loads(texts()["pyproject.toml"])


def test_files_stay_short() -> None:
    python = {path: text.count("\n") for path, text in texts().items() if path.endswith(".py")}

    long = {path for path, lines in python.items() if lines > LONGEST}

    assert long - set(LONG_FOR_A_REASON) == set(), "look for the second idea in it"
    assert set(LONG_FOR_A_REASON) <= set(python)


@pytest.mark.parametrize("path", modules("draw_service/rules", "scoring/rules"))
def test_a_rule_names_its_source(path: str) -> None:
    said = docstring(modules()[path])

    if path.endswith("__init__.py"):
        assert said.startswith("PURE.")
    elif not path.startswith("draw_service/rules/refusals/"):
        assert _SOURCE.search(said), "name the article or the protocol section"


@pytest.mark.parametrize("path", [path for path in modules() if path.endswith("__init__.py")])
def test_a_room_says_what_is_in_it(path: str) -> None:
    assert docstring(modules()[path])


@pytest.mark.parametrize("path", [path for path in modules() if "/versions/" not in path])
def test_a_file_opens_with_its_idea(path: str) -> None:
    assert docstring(modules()[path])


def test_the_wheel_is_the_four_rooms() -> None:
    packages = _project()["tool"]["hatch"]["build"]["targets"]["wheel"]["packages"]
    found = {path.parent.name for path in ROOT.glob("*/__init__.py")}

    assert set(packages) == set(ROOMS) == found - {"tests"}


def test_every_file_of_audit_is_pure_or_known_to_keep() -> None:
    contracts = {one["id"]: one for one in _project()["tool"]["importlinter"]["contracts"]}
    pure = {one for one in contracts["pure-rooms"]["source_modules"] if one.startswith("audit.")}
    keeps = {one for one in contracts["verifier"]["forbidden_modules"] if one.startswith("audit.")}
    found = {
        f"audit.{Path(path).relative_to('audit').parts[0].removesuffix('.py')}"
        for path in modules("audit")
        if path != "audit/__init__.py"
    }

    assert found == pure | keeps
    assert not pure & keeps


_ALONE = """
import sys

class Guard:
    allowed = {*sys.stdlib_module_names, "audit", "cryptography", "cffi", "_cffi_backend"}

    def find_spec(self, name, path=None, target=None):
        if name.partition(".")[0] not in self.allowed:
            raise ImportError(f"the verifier asked for {name}")

sys.meta_path.insert(0, Guard())
import audit.verify.__main__ as command
sys.exit(command.main([sys.argv[1]]))
"""


def test_the_verifier_runs_with_cryptography_alone(tmp_path: Path) -> None:
    file = tmp_path / "not-a-bundle.json"
    file.write_text("{}")

    done = subprocess.run([sys.executable, "-c", _ALONE, str(file)], cwd=ROOT, capture_output=True, text=True)

    assert done.stderr == ""
    assert done.returncode == 2, done.stdout
