"""``panel verify``: its exit codes (protocol section 8) and its JSON."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from rich.console import Console

from draw_service.cli.demo import open_drill
from draw_service.drill.demo import run_demo
from draw_service.drill.narrator import Narrator
from tests.cli.conftest import Panel, said


@pytest.fixture(scope="module")
def drill(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("drill") / "out"
    run_demo(folder, 5, 300, Narrator(Console(quiet=True), "en"), open_drill)
    return folder


def lock_hash(folder: Path) -> str:
    words = (folder / "lock-receipt.txt").read_text("utf-8").split()
    return next(word for word in words if len(word) == 64)


def test_passed_with_a_policy_is_0(panel: Panel, drill: Path) -> None:
    with_policy = ("--policy", drill / "policy.json")

    public = panel("verify", drill / "public.edraw.json", *with_policy, "--log", drill / "log.json")
    auditor = panel(
        "verify",
        drill / "auditor.edraw.json",
        *with_policy,
        *("--register", drill / "register.json", "--records", drill / "records.jsonl"),
        *("--receipt", lock_hash(drill)),
    )

    assert public.exit_code == 0, said(public)
    assert auditor.exit_code == 0, said(auditor)


def test_passed_with_the_files_own_keys_is_3(panel: Panel, drill: Path) -> None:
    assert panel("verify", drill / "public.edraw.json").exit_code == 3


def test_a_failed_check_is_1(panel: Panel, drill: Path) -> None:
    policy = ("--policy", drill / "policy.json")

    assert panel("verify", drill / "tampered.edraw.json", *policy).exit_code == 1
    assert panel("verify", drill / "public.edraw.json", *policy, "--receipt", "0" * 64).exit_code == 1
    assert panel("verify", drill / "public.edraw.json", *policy, "--share", "tenderer:x").exit_code == 1


@pytest.mark.parametrize("what", ["nowhere.json", ".", "garbage.json", "empty.json"])
def test_unreadable_is_2(panel: Panel, what: str) -> None:
    Path("garbage.json").write_bytes(b"\xff\x00{")
    Path("empty.json").touch()

    result = panel("verify", what)

    assert result.exit_code == 2
    # Nothing was read, so nothing is denied; a file that is not there is named.
    assert "pool unchanged" not in result.stdout
    assert ("cannot open nowhere.json" in result.stdout) is (what == "nowhere.json")


def test_a_companion_that_cannot_be_opened_is_2(panel: Panel, drill: Path) -> None:
    for option in ("--policy", "--register", "--records", "--log"):
        result = panel("verify", drill / "public.edraw.json", option, "nowhere")
        assert (option, result.exit_code) == (option, 2)


def test_json_is_one_document_that_says_the_same(panel: Panel, drill: Path) -> None:
    for name, code in (("public.edraw.json", 0), ("tampered.edraw.json", 1)):
        result = panel("verify", drill / name, "--policy", drill / "policy.json", "--json")
        found = json.loads(result.stdout)
        assert result.exit_code == code
        assert found["exit_code"] == code
        assert [step["number"] for step in found["steps"]] == sorted(
            step["number"] for step in found["steps"]
        )


def test_both_languages_tell_five_plain_lines(panel: Panel, drill: Path) -> None:
    words = ("verify", drill / "public.edraw.json", "--policy", drill / "policy.json", "--lang")

    zh, en = panel(*words, "zh").stdout, panel(*words, "en").stdout

    for line in ("名单未改", "种子未改", "顺序一致", "回避一致", "签名有效"):
        assert line in zh
    for line in ("seed unchanged: yes", "order agrees: yes", "signatures valid: yes"):
        assert line in en
