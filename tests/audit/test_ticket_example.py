"""The example of the documents checks a ticket with the standard library alone, as the verifier does."""

from __future__ import annotations

import ast
import subprocess
import sys
from pathlib import Path

import pytest

from audit.verify import verify
from tests.audit.forge import POLICY, Story, spelled, tampered
from tests.audit.tickets import file, receipts

EXAMPLE = Path(__file__).resolve().parents[2] / "deploy" / "examples" / "check_ticket.py"


def run(tmp_path: Path, bundle: bytes, receipt: bytes) -> subprocess.CompletedProcess[str]:
    (tmp_path / "bundle.json").write_bytes(bundle)
    (tmp_path / "receipt.json").write_bytes(receipt)
    words = [sys.executable, "-I", str(EXAMPLE), "bundle.json", "receipt.json"]
    return subprocess.run(words, capture_output=True, text=True, check=False, cwd=tmp_path)


@pytest.mark.parametrize("name", ["tiny", "basic", "refill"])
def test_it_says_what_the_verifier_says(name: str, tmp_path: Path) -> None:
    story = Story(name)
    data, pool = spelled(story.bundle("public")), {leaf["h"] for leaf in story.pool}
    for receipt in [one for one in receipts(story) if one["handle"] in pool][:3]:
        found = verify(data, policy=POLICY, ticket=file(receipt)).ticket
        assert found is not None
        done = run(tmp_path, data, file(receipt))
        lines = [f"{one.stratum} {one.rank} / {one.of} {found.ticket}" for one in found.ranks]
        assert (done.returncode, done.stdout.splitlines()) == (0, lines), done.stderr


def test_it_sees_another_pool_and_another_receipt(tmp_path: Path) -> None:
    story = Story("tiny")
    pool = {leaf["h"] for leaf in story.pool}
    mine, other = [one for one in receipts(story) if one["handle"] in pool][:2]
    cut = tampered("tiny", lambda bundle: bundle["pool"].remove(_leaf(bundle, other["handle"])), "public")
    assert run(tmp_path, cut, file(mine)).returncode == 1
    stolen = {**mine, "handle": other["handle"]}
    assert run(tmp_path, spelled(story.bundle("public")), file(stolen)).returncode == 1


def _leaf(bundle: dict[str, list[dict[str, str]]], handle: str) -> dict[str, str]:
    return next(leaf for leaf in bundle["pool"] if leaf["h"] == handle)


def test_it_is_short_and_stands_alone() -> None:
    text = EXAMPLE.read_text("utf-8")
    tree = ast.parse(text)
    names = {
        alias.name if isinstance(node, ast.Import) else node.module or ""
        for node in ast.walk(tree)
        if isinstance(node, (ast.Import, ast.ImportFrom))
        for alias in node.names
    }
    assert names <= set(sys.stdlib_module_names)
    said = [node for node in tree.body if not isinstance(node, (ast.Import, ast.ImportFrom))]
    assert len(said[1:]) <= 20, "twenty statements behind the docstring and the imports"
