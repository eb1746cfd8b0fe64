"""CI's own gate: which skips it lets stand, and that it turns a run red."""

from __future__ import annotations

from pathlib import Path
from types import SimpleNamespace
from typing import Literal

import pytest

from tests.house.no_skips import NoSkips, allowed, shared_is_here


@pytest.mark.parametrize(
    ("reason", "here", "stands"),
    [
        ("Skipped: ../shared is not here: vectors", False, True),
        ("Skipped: ../shared is not here: vectors", True, False),
        ("Skipped: no PostgreSQL", False, False),
        ("", False, False),
    ],
)
def test_only_absent_sources_may_be_skipped(reason: str, here: bool, stands: bool) -> None:
    assert allowed(reason, here) is stands


def test_the_sources_are_looked_for_beside_the_checkout(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("PANEL_SHARED", raising=False)
    checkout = tmp_path / "a" / "checkout"
    checkout.mkdir(parents=True)
    before = shared_is_here(checkout)
    (tmp_path / "a" / "shared").mkdir()

    assert (before, shared_is_here(checkout)) == (False, True)


def _report(outcome: Literal["passed", "skipped"], reason: str) -> pytest.TestReport:
    place = ("tests/test_x.py", 1, "test_y")
    return pytest.TestReport("tests/test_x.py::test_y", place, {}, outcome, ("x", 1, reason), "call")


def test_a_refused_skip_is_reported_with_its_reason(tmp_path: Path) -> None:
    gate = NoSkips(tmp_path)
    gate.pytest_runtest_logreport(_report("skipped", "Skipped: no PostgreSQL"))
    gate.pytest_runtest_logreport(_report("passed", ""))

    assert gate.refused == ["tests/test_x.py::test_y: Skipped: no PostgreSQL"]


def test_what_a_process_of_its_own_skipped_is_heard_of_once(tmp_path: Path) -> None:
    gate = NoSkips(tmp_path)
    gate.pytest_runtest_logreport(_report("skipped", "Skipped: no PostgreSQL"))
    gate.pytest_testnodedown(SimpleNamespace(workeroutput={"refused": [*gate.refused, "tests/y.py: whole"]}))

    assert gate.refused == ["tests/test_x.py::test_y: Skipped: no PostgreSQL", "tests/y.py: whole"]
