"""``panel archive``: a year packed from a drill's house, and checked by the folder alone."""

from __future__ import annotations

import json
import shutil
from dataclasses import replace
from pathlib import Path

import pytest

from draw_service.cli.archive import said as lines_of
from draw_service.cli.terminal import Lang
from draw_service.rules.archive import MANIFEST
from draw_service.usecases.archive.check_archive import Checked
from draw_service.usecases.supervision.export_policy import export_policy
from draw_service.wiring import open_drill
from tests.cli.conftest import Panel, said
from tests.usecases.archive.conftest import over_in
from tests.usecases.register import START


def test_a_year_is_packed_and_checked_by_itself(
    panel: Panel, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    data, out, policy = tmp_path / "data", tmp_path / "2026", tmp_path / "policy.json"
    data.mkdir()
    draw_id = over_in(data)
    monkeypatch.setenv("PANEL_DRILL", "true")
    house, _clock, _printer = open_drill(data, 3, START)
    policy.write_bytes(export_policy(house))

    made = panel("archive", "make", 2026, "--out", out, "--data", data)

    assert made.exit_code == 0, said(made)
    assert "1 draws" in said(made)
    assert {path.stat().st_mode & 0o777 for path in out.rglob("*") if path.is_file()} == {0o600}
    assert panel("archive", "make", 2026, "--out", out, "--data", data).exit_code == 4

    shutil.rmtree(data)
    assert panel("archive", "check", out, "--policy", policy).exit_code == 0
    own = panel("archive", "check", out)
    assert own.exit_code == 3
    assert "--policy" in said(own)
    assert "FAIL" not in said(own)

    bundle = out / "bundles" / f"{draw_id}.edraw.json"
    changed = json.loads(bundle.read_bytes())
    changed["excluded"] = []
    bundle.write_text(json.dumps(changed))
    wrong = panel("archive", "check", out, "--policy", policy, "--lang", "zh")
    assert wrong.exit_code == 1
    assert "内容不符" in said(wrong)

    (out / MANIFEST).unlink()
    assert panel("archive", "check", out).exit_code == 4


@pytest.mark.parametrize(
    ("lang", "mark", "says"), [(Lang.ZH, "未核实", "盐值文件"), (Lang.EN, "NOT PROVEN", "salt file")]
)
def test_a_paper_without_its_salt_is_called_not_proven(lang: Lang, mark: str, says: str) -> None:
    good = Checked("ab", True, 2026, 1, 9, (), (), (), (), (2, 2), True, 3, True)
    bare = replace(good, papers=(1, 2))

    def told(found: Checked) -> str:
        return "\n".join(lines_of(found, lang))

    assert (mark in told(bare), says in told(bare)) == (True, True)
    assert (mark in told(good), says in told(good)) == (False, False)
    assert bare.exit_code == 0, "no file is wrong; the manifest's hash may still speak for it"
