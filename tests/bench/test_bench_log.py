"""The log's benchmark measures both sides in one run; no step of many draws fails."""

from __future__ import annotations

import json
import os
import shutil
from pathlib import Path

import pytest

from tests.bench import log, slow_disk
from tests.bench.__main__ import main


def test_log_writes_its_figures(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("COLUMNS", "200")  # as wide as the table
    monkeypatch.setattr(log, "QUICK", 96)
    monkeypatch.setattr(log, "PEER", 5)
    file = tmp_path / "log.json"
    main(["log", "--quick", "--draws", "6", "--json", str(file)])
    found = {row["case"]: row for row in json.loads(file.read_text("utf-8"))}
    engines = ("sqlite", *(["postgresql"] if os.environ.get("PANEL_TEST_POSTGRES") else []))
    cases = ("log-append", "log-alone", "draws-at-once")
    slower = [f"log-append-sqlite, sync +{wait} ms" for wait in (1, 4)]
    if shutil.which("strace") is None:
        slower = []
    assert list(found) == [f"{case}-{engine}" for engine in engines for case in cases] + slower
    for case, wait in zip(slower, slow_disk.HELD, strict=False):
        assert found[case]["floor_seconds"] > wait, "every plain commit waits for the disk"
    for row in found.values():
        assert row["seconds"] > 0
        assert row["ratio"] == pytest.approx(row["seconds"] / row["floor_seconds"])
    assert found["log-append-sqlite"]["durable"]
    for engine in engines:
        assert found[f"log-append-{engine}"]["size"] == 96
        assert isinstance(found[f"draws-at-once-{engine}"]["durable"], bool)
        draws = found[f"draws-at-once-{engine}"]
        assert (draws["failures"], draws["failed_steps"], draws["steps"]) == ([], 0, 6 * 13)
    assert all(seconds > 0 for seconds in found["log-append-sqlite"]["peers"].values())
    assert set(found["log-alone-sqlite"]["peers"]) == {"pymerkle", "pymerkle, no root", "pymerkle, WAL"}
    assert "pymerkle, no root" in capsys.readouterr().out
