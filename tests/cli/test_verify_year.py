"""``panel verify --all`` and ``--ticket``: a folder of bundles, an expert's receipt."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.audit.forge import POLICY, Story
from tests.audit.test_verify_year import house
from tests.audit.tickets import file, receipts
from tests.cli.conftest import Panel, said


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    made = house()
    for name, data in made.files():
        (tmp_path / name).write_bytes(data)
    for story, _, _ in made.stories:
        (tmp_path / f"{story.draw}.register.json").write_bytes(story.register())
    (tmp_path / "log.json").write_bytes(made.log())
    (tmp_path / "policy.json").write_bytes(POLICY)
    (tmp_path / "march.checkpoint").write_text(made.tree.head(20), "utf-8")
    return tmp_path


def test_a_whole_year_passes_with_its_policy(panel: Panel, folder: Path) -> None:
    result = panel("verify", "--all", folder, "--lang", "en", "--sample", "4")
    assert result.exit_code == 0, said(result)
    assert "1 of them kept apart" in result.stdout
    assert result.stdout.count("\n- ") == 4
    (folder / "policy.json").rename(folder / "elsewhere")
    assert panel("verify", "--all", folder).exit_code == 3
    assert panel("verify", "--all", folder, "--policy", folder / "elsewhere").exit_code == 0


def test_a_year_as_json(panel: Panel, folder: Path) -> None:
    result = panel("verify", "--all", folder, "--json")
    found = json.loads(result.stdout)
    assert (found["exit_code"], len(found["steps"]), len(found["bundles"])) == (0, 8, 4)


def test_a_missing_bundle_fails_the_year(panel: Panel, folder: Path) -> None:
    (folder / "D-basic.edraw.json").unlink()
    result = panel("verify", "--all", folder, "--lang", "zh")
    assert result.exit_code == 1
    assert "缺 D-basic 的核验包" in result.stdout


def test_a_folder_of_nothing_is_2(panel: Panel, tmp_path: Path) -> None:
    assert panel("verify", "--all", tmp_path).exit_code == 2


def test_a_file_or_a_folder_not_both_and_not_neither(panel: Panel, folder: Path) -> None:
    for words in ((), (folder / "D-basic.edraw.json", "--all", folder)):
        result = panel("verify", *words, "--lang", "en")
        assert result.exit_code == 2
        assert "name one FILE, or a folder with --all" in said(result)


def test_an_experts_receipt(panel: Panel, folder: Path, tmp_path: Path) -> None:
    story = Story("basic")
    (tmp_path / "mine.json").write_bytes(file(receipts(story)[0]))
    (tmp_path / "wrong.json").write_bytes(file({**receipts(story)[0], "draw": "D-other"}))
    bundle, policy = folder / "D-basic.edraw.json", folder / "policy.json"
    result = panel("verify", bundle, "--policy", policy, "--ticket", tmp_path / "mine.json", "--lang", "zh")
    assert result.exit_code == 0, said(result)
    assert "本人回执：" in result.stdout
    assert panel("verify", bundle, "--policy", policy, "--ticket", tmp_path / "wrong.json").exit_code == 1
