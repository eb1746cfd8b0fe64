"""``panel demo``: the same seed gives the same bytes, and a newcomer can read it (Art. 2 to 16)."""

from __future__ import annotations

import ast
import json
import re
import shlex
import subprocess
import sys
from base64 import b64decode
from pathlib import Path

import pytest
from rich.cells import cell_len

from audit.verify import verify
from draw_service.drill.files import FILES, MARK, PAPERS_FOLDER
from tests.demo.conftest import ROOT, Demo, run
from tests.house.repository import modules, texts

SAME = ("public.edraw.json", "auditor.edraw.json", "policy.json", "lock-receipt.txt", "register.json")
SHORT = ("--json", "--pool", "300")
OTHER = (*SHORT, "--seed", "2")
ENGLISH = ("--all", "--pool", "300", "--lang", "en")
HAN = re.compile(r"[\u3400-\u9fff]+")


def test_every_file_is_there_and_the_folder_named(demo: Demo) -> None:
    made = demo("--all")

    assert made.code == 0, made.err
    assert {path.name for path in made.folder.iterdir()} == {*FILES, MARK, PAPERS_FOLDER}
    for name in FILES:
        assert (made.folder / name).stat().st_size > 0, name
    assert str(made.folder) in "".join(made.out.split())


def test_the_same_seed_gives_the_same_bytes(demo: Demo) -> None:
    one, other = demo(*SHORT), demo(*SHORT, again=1)

    assert one.folder != other.folder
    for name in (*SAME, "roster.xlsx", "records.jsonl", "log.json"):
        assert one.file(name) == other.file(name), name


def test_language_and_the_longer_story_change_nothing_of_the_draw_told_first(demo: Demo) -> None:
    for name in ("auditor.edraw.json", "register.json", "policy.json"):
        assert demo(*SHORT).file(name) == demo(*ENGLISH).file(name)


def test_another_seed_gives_other_evidence(demo: Demo) -> None:
    one, other = demo(*SHORT), demo(*OTHER)

    assert other.code == 0, other.err
    for name in SAME:
        assert one.file(name) != other.file(name), name


def test_json_is_one_document(demo: Demo) -> None:
    made = demo(*SHORT)
    found = json.loads(made.out)

    assert made.err == ""
    assert found["drill"] is True
    assert found["sound"] is True
    assert found["closed"] in ("complete", "short")
    assert found["experts"] == 300
    assert [code for _file, code, _verdict in found["verified"]] == [0, 0]
    assert found["lock_hash"].encode() in made.file("lock-receipt.txt")


def test_the_longer_story_verifies_an_aborted_and_a_selective_draw(demo: Demo) -> None:
    made = demo("--all")
    policy = made.file("policy.json")

    verdicts = {
        name: (report.exit_code, report.verdict)
        for name in ("aborted.edraw.json", "selective.edraw.json")
        for report in [verify(made.file(name), policy=policy, log=made.file("log.json"))]
    }

    assert verdicts == {
        "aborted.edraw.json": (0, "aborted-after-lock"),
        "selective.edraw.json": (0, "not-random"),
    }


def test_the_tampered_copy_is_refused(demo: Demo) -> None:
    made = demo(*SHORT)

    assert verify(made.file("tampered.edraw.json"), policy=made.file("policy.json")).exit_code == 1
    assert verify(made.file("public.edraw.json"), policy=made.file("policy.json")).exit_code == 0
    assert json.loads(made.out)["tampered_step"] in range(1, 14)


def test_the_story_meets_what_the_regulation_speaks_of(demo: Demo) -> None:
    told = "".join(demo("--all").out.split())

    for word in ("导入专家名册", "网上申请", "封存名单", "揭示份额", "谢绝", "接通未应答", "无法接通"):
        assert word in told
    for word in ("锁定结果", "签到", "迟到更换", "当众启封", "证据与核验", "选择性抽取", "篡改一份副本"):
        assert word in told
    assert "导入603名专家，另有20行有误被退回" in told
    for article in (
        "第二条",
        "第四条",
        "第五条",
        "第八条（一）",
        "第八条（二）、第十二条",
        "第九条",
        "第十三条",
    ):
        assert article in told
    assert told.count("【不予办理】") >= 8
    assert "Art." not in told
    assert "UTC" not in told


def test_everything_says_that_it_is_a_drill(demo: Demo) -> None:
    made = demo("--all")

    assert "演练" in made.out.splitlines()[0]
    assert made.file("lock-receipt.txt").decode().startswith("【演练")
    assert b"drill" in verify_software(made.file("public.edraw.json"))
    assert json.loads(made.file("policy.json"))["log"].startswith("panel.invalid/drill+")


def verify_software(bundle: bytes) -> bytes:
    """What ``draw.locked`` says it was made with."""
    events = [b64decode(entry["bytes"]) for entry in json.loads(bundle)["events"]]
    lock = next(json.loads(data) for data in events if json.loads(data)["type"] == "draw.locked")
    return str(lock["body"]["software"]).encode()


def test_the_english_story_has_no_chinese_but_names_and_the_mark(demo: Demo) -> None:
    made = demo(*ENGLISH)

    assert made.code == 0, made.err
    # What was typed into a bad row is shown as it stands, and a law is named as it is called.
    told = [line for line in made.out.splitlines() if not re.match(r"\s+\d+  [A-Z_]+  ", line)]
    found = {word for line in told for word in HAN.findall(line)}
    assert found <= {"演练", "专家"}, "the mark, and the name of a sheet"


def test_the_chinese_story_is_whole(demo: Demo) -> None:
    zh, en = demo("--all"), demo(*ENGLISH)
    step = re.compile(r"^ ?\d+  ", re.MULTILINE)

    assert zh.code == 0, zh.err
    assert len(step.findall(zh.out)) == len(step.findall(en.out)) > 20
    # A sentence of four English words would be one that nobody translated.
    plain = [line for line in zh.out.splitlines() if "panel verify" not in line]
    plain = [line for line in plain if "--policy" not in line]
    assert [line for line in plain if re.search(r"[a-z]{2,} [a-z]{2,} [a-z]{2,} [a-z]{2,}", line)] == []


def test_a_folder_with_other_files_is_refused_and_left_alone(tmp_path: Path) -> None:
    (tmp_path / "thesis.txt").write_text("years of work")

    made = run(tmp_path, "--lang", "en")

    assert made.code == 4
    assert "folder-in-use" in made.err
    assert "1 files" in made.err
    assert [path.name for path in tmp_path.iterdir()] == ["thesis.txt"]


def test_a_folder_of_an_earlier_drill_is_used_again(demo: Demo) -> None:
    made = demo(*OTHER)
    before = made.file("public.edraw.json")
    (made.folder / "aborted.edraw.json").write_text("of an earlier, longer run")

    assert run(made.folder, *OTHER).code == 0

    assert made.file("public.edraw.json") == before
    assert not (made.folder / "aborted.edraw.json").exists()


def test_what_somebody_put_beside_a_drill_stays(tmp_path: Path) -> None:
    (tmp_path / MARK).touch()
    (tmp_path / "panel.db").write_text("of a drill")
    (tmp_path / "thesis.txt").write_text("years of work")
    (tmp_path / "policy.json").mkdir()
    before = sorted(tmp_path.iterdir())

    made = run(tmp_path)

    assert made.code == 4
    assert "另有 2 个不是演练写下的文件" in made.err
    assert sorted(tmp_path.iterdir()) == before


def test_the_command_at_the_end_verifies_with_everything_in_hand(demo: Demo) -> None:
    made = demo("--all", "--pool", "300", "--lang", "en")
    command = next(line for line in made.out.splitlines() if "auditor.edraw.json --policy" in line)
    words = shlex.split(command)

    done = subprocess.run(
        [sys.executable, "-m", "tests.demo.command", *words[3:], "--json"], cwd=ROOT, capture_output=True
    )
    found = json.loads(done.stdout)

    assert words[:4] == ["uv", "run", "panel", "verify"]
    assert done.returncode == 0, done.stderr
    assert {step["status"] for step in found["steps"]} == {"pass"}


def test_a_city_too_small_for_the_story_is_refused(tmp_path: Path) -> None:
    assert run(tmp_path / "out", "--pool", "20").code == 2


@pytest.mark.slow
@pytest.mark.timeout(600)
@pytest.mark.parametrize(("seed", "pool"), [(10, 603), (4, 603), (5, 300), (6, 450), (7, 1200), (8, 603)])
def test_other_cities_have_the_same_story(tmp_path: Path, seed: int, pool: int) -> None:
    made = run(tmp_path / "out", "--all", "--seed", str(seed), "--pool", str(pool), "--json")

    assert made.code == 0, made.err
    assert json.loads(made.out)["sound"] is True


FORBIDDEN = ("draw_service.store", "audit.journal", "audit.tables", "audit.events", "sqlalchemy", "sqlmodel")


@pytest.mark.parametrize("path", list(modules("draw_service/drill", "draw_service/cli")))
def test_the_story_calls_use_cases_alone(path: str) -> None:
    tree = ast.parse(modules()[path])
    imported = [alias.name for node in ast.walk(tree) if isinstance(node, ast.Import) for alias in node.names]
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom):
            assert node.level == 0
            imported += [f"{node.module}.{alias.name}" for alias in node.names]

    assert [name for name in imported if f"{name}.".startswith(tuple(f"{one}." for one in FORBIDDEN))] == []


@pytest.mark.parametrize("readme", ["README.md", "README.zh-CN.md"])
def test_the_readme_lists_what_the_demo_writes(readme: str) -> None:
    assert [name for name in FILES if f"`{name}`" not in texts()[readme]] == []


@pytest.mark.parametrize("words", [("--all",), ENGLISH])
def test_the_papers_fit_a_page_and_say_what_they_are(demo: Demo, words: tuple[str, ...]) -> None:
    made = demo(*words)
    zh = "en" not in words
    receipt = made.file("lock-receipt.txt").decode()

    for name in ("lock-receipt.txt", "slip-tenderer.txt", "slip-regulator.txt"):
        text = made.file(name).decode()
        assert text.startswith("【演练" if zh else "【DRILL 演练")
        assert max(cell_len(line) for line in text.splitlines()) <= 80
        assert (made.folder / name).stat().st_mode & 0o077 == 0
    for said in (
        ("招标人", "监管部门", "中心", "北京时间", "签字") if zh else ("tenderer", "Beijing", "Signatures")
    ):
        assert said in receipt
    assert "DRILL-2026-0001" in receipt
    assert "AP-2026-0001.1" in made.file("slip-regulator.txt").decode()


def test_the_story_fits_a_small_terminal(demo: Demo) -> None:
    for words in (("--all",), ENGLISH):
        lines = [line for line in demo(*words).out.splitlines() if "--policy" not in line]
        assert [line for line in lines if cell_len(line) > 80] == []


def test_as_many_calls_are_told_as_stand_in_the_evidence(demo: Demo) -> None:
    made = demo("--all")
    first = made.out.split("── 选择性抽取")[0]
    told = [line for line in first.splitlines() if re.search(r"席，第 \d+ 位：", line)]
    entries = json.loads(made.file("public.edraw.json"))["events"]
    called = [one for one in entries if json.loads(b64decode(one["bytes"]))["type"] == "seat.called"]
    twice = sum("共两次" in line for line in told)

    assert twice > 0
    assert len(told) + twice == len(called)
