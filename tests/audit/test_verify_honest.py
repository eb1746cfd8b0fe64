"""Honest bundles of every frozen draw pass, at every stage, and say what they cannot prove."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from audit.canonical import canonical
from audit.verify import Status, lists, verify
from audit.verify.__main__ import main
from tests.audit.forge import POLICY, VECTORS, WITNESSED, Story, spelled

NAMES = sorted(path.stem for path in VECTORS.glob("*.json"))


@pytest.mark.parametrize("stage", ["auditor", "published", "public"])
@pytest.mark.parametrize("name", NAMES)
def test_honest_bundles_pass(name: str, stage: str) -> None:
    story = Story(name)
    data = spelled(story.bundle(stage))
    report = verify(data, policy=POLICY, log=story.whole_log())
    assert report.failed_step is None, report.as_text("en")
    assert report.exit_code == 0
    assert report.verdict == ("aborted-after-lock" if name == "exhausted" else "passed")
    assert set(report.five.values()) == {"yes"}
    statuses = {step.number: step.status for step in report.steps}
    assert all(statuses[number] is Status.PASS for number in (*range(1, 12), 17))
    assert verify(data).exit_code == 3
    assert verify(data).five["signatures"] == "unverified"
    assert json.loads(json.dumps(report.as_json()))["exit_code"] == 0


@pytest.mark.parametrize("name", NAMES)
def test_the_auditor_proves_the_register(name: str) -> None:
    story = Story(name)
    report = verify(spelled(story.bundle()), policy=POLICY, register=story.register())
    assert report.exit_code == 0, report.as_text("en")
    assert {step.number: step.status for step in report.steps}[13] is Status.PASS
    people = json.loads(story.register())
    people[0]["name"] += "甲"
    assert verify(spelled(story.bundle()), register=canonical(people)).failed_step == 13
    assert verify(spelled(story.bundle()), register=canonical(people[1:])).failed_step == 13
    assert verify(spelled(story.bundle()), register=b"{").failed_step == 13


def test_long_lists_tell_how_far_they_are(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(lists, "BATCH", 10)
    told: list[tuple[int, int]] = []
    assert verify(spelled(Story("basic").bundle()), progress=lambda *at: told.append(at)).failed_step is None
    assert told == [(0, 38), (10, 38), (20, 38), (30, 38), (38, 38)]


def test_what_the_public_file_cannot_prove_is_said() -> None:
    report = verify(spelled(Story("basic").bundle("public")), policy=POLICY)
    open_steps = [step.number for step in report.steps if step.status is Status.NOT_PROVEN]
    assert open_steps == [12, 13, 14, 15, 16, 17]
    assert "NOT PROVEN" in report.as_text("en")
    assert "未核实" in report.as_text("zh")


def test_an_abort_after_the_lock_tells_how_many_shares_were_open() -> None:
    report = verify(spelled(Story("exhausted").bundle("public")), policy=POLICY)
    assert (report.verdict, report.shares_open) == ("aborted-after-lock", 3)
    assert "3 of 3 shares" in report.as_text("en")


def test_a_quorum_of_witnesses() -> None:
    story = Story("tiny")
    data = spelled(story.bundle(witnessed=True))
    assert verify(data, policy=WITNESSED).exit_code == 0
    assert verify(data).exit_code == 3
    assert verify(spelled(story.bundle()), policy=WITNESSED).failed_step == 2


def test_what_people_hold_in_their_hands() -> None:
    story = Story("basic")
    data = spelled(story.bundle("public"))
    receipt = story.vector["lock_hash"]
    share = story.inputs["slips"]["regulator"]["r"]
    report = verify(data, policy=POLICY, receipt=receipt, shares={"regulator": share})
    assert report.exit_code == 0
    assert {step.number: step.status for step in report.steps}[14] is Status.PASS
    assert {step.number: step.status for step in report.steps}[15] is Status.PASS
    assert verify(data, receipt=receipt[::-1]).failed_step == 14
    assert verify(data, receipt="ABCDE").failed_step == 14
    assert verify(data, shares={"tenderer": share}).failed_step == 15
    assert verify(data, shares={"agency": share}).failed_step == 15
    assert verify(data, shares={"regulator": "XXXXX"}).failed_step == 15


def test_the_plain_lines_heed_what_people_hold() -> None:
    data = spelled(Story("basic").bundle("public"))
    wrong_receipt = verify(data, receipt="00" * 32).five
    assert (wrong_receipt["pool"], wrong_receipt["seed"], wrong_receipt["recusal"]) == ("no", "no", "yes")
    wrong_share = verify(data, shares={"tenderer": "00" * 32}).five
    assert (wrong_share["pool"], wrong_share["seed"]) == ("yes", "no")
    assert verify(data, log=b'{"leaves":[]}').five["seed"] == "no"


def test_codes_are_read_as_people_write_them() -> None:
    from hashlib import sha256

    from audit.verify.extras import _base32, read_code

    share = sha256(b"share").digest()
    code = _base32(share + sha256(share).digest()[:2])
    grouped = "-".join(code[at : at + 5] for at in range(0, len(code), 5)).lower()
    assert read_code(grouped.replace("0", "o").replace("1", "l")) == share
    story = Story("basic")
    locked = _base32(bytes.fromhex(story.vector["lock_hash"]))
    assert verify(spelled(story.bundle()), receipt=locked[:20]).failed_step is None
    assert verify(spelled(story.bundle()), receipt=locked[:19]).failed_step == 14


def test_the_command_line(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    story = Story("tiny")
    bundle, policy = tmp_path / "a.edraw.json", tmp_path / "policy.json"
    bundle.write_bytes(spelled(story.bundle()))
    policy.write_bytes(POLICY)
    assert main([str(bundle), "--policy", str(policy)]) == 0
    assert "名单未改：是" in capsys.readouterr().out
    assert main([str(bundle), "--lang", "en"]) == 3
    assert "The keys come from the file itself" in capsys.readouterr().out
    assert main([str(bundle), "--json", "--share", "tenderer:nothing"]) == 1
    assert json.loads(capsys.readouterr().out)["failed_step"] == 15
    assert main([str(tmp_path / "none.json")]) == 2


GUARD = """
import sys

PURE = {"audit", *("audit." + name for name in ("canonical", "checkpoint", "events", "merkle", "shapes"))}
ALLOWED = set(sys.stdlib_module_names) | {"cryptography", "_cffi_backend"}


class Refuse:
    def find_spec(self, name, path=None, target=None):
        top = name.split(".")[0]
        if top not in ALLOWED and name not in PURE and name.split(".")[:2] != ["audit", "verify"]:
            raise ModuleNotFoundError("imports " + name)


sys.meta_path.insert(0, Refuse())
import audit.verify.__main__ as command

sys.exit(command.main([sys.argv[1]]))
"""


def test_only_cryptography_and_the_pure_files_are_needed(tmp_path: Path) -> None:
    file = tmp_path / "a.edraw.json"
    file.write_bytes(spelled(Story("tiny").bundle()))
    here = Path(__file__).resolve().parents[2]
    done = subprocess.run(
        [sys.executable, "-c", GUARD, str(file)], capture_output=True, text=True, cwd=here, check=False
    )
    assert done.returncode == 3, done.stderr
    refused = GUARD.replace("import audit.verify.__main__ as", "import audit.refusal as")
    done = subprocess.run(
        [sys.executable, "-c", refused, str(file)], capture_output=True, text=True, cwd=here, check=False
    )
    assert "imports audit.refusal" in done.stderr
