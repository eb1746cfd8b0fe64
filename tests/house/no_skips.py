"""A pytest plugin for CI: a skipped test fails the run, unless the shared sources really are not here.

Loaded with ``-p tests.house.no_skips``. pytest's own closing line stays the last one. Where the tests run in
several processes, each tells the first what it refused: only its own process sees a file skipped whole.
"""

from __future__ import annotations

import os
from pathlib import Path

import pytest

ABSENT = "../shared is not here"


def allowed(reason: str, shared_is_here: bool) -> bool:
    """Whether a skip may stand: only the shared sources may be missing, and only when they are."""
    return ABSENT in reason and not shared_is_here


def shared_is_here(root: Path) -> bool:
    """Whether the tests would find the shared sources from the checkout at ``root``."""
    named = os.environ.get("PANEL_SHARED")
    return bool(named and Path(named).is_dir()) or any((up / "shared").is_dir() for up in root.parents)


class NoSkips:
    """Collects what was skipped and turns the run red."""

    def __init__(self, root: Path) -> None:
        self._here = shared_is_here(root)
        self.refused: list[str] = []

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        self._judge(report)

    def pytest_collectreport(self, report: pytest.CollectReport) -> None:
        self._judge(report)

    def _judge(self, report: pytest.TestReport | pytest.CollectReport) -> None:
        if not report.skipped:
            return
        reason = report.longrepr[2] if isinstance(report.longrepr, tuple) else str(report.longrepr)
        if not allowed(reason, self._here):
            self.refused.append(f"{report.nodeid}: {reason}")

    @pytest.hookimpl(tryfirst=True)
    def pytest_sessionfinish(self, session: pytest.Session, exitstatus: int) -> None:
        if self.refused and exitstatus == pytest.ExitCode.OK:
            session.exitstatus = pytest.ExitCode.TESTS_FAILED

        told: dict[str, object] | None = getattr(session.config, "workeroutput", None)
        if told is not None:
            told["refused"] = self.refused

    @pytest.hookimpl(optionalhook=True)
    def pytest_testnodedown(self, node: object) -> None:
        told: dict[str, list[str]] = getattr(node, "workeroutput", {})
        self.refused += [line for line in told.get("refused", []) if line not in self.refused]

    def pytest_terminal_summary(self, terminalreporter: pytest.TerminalReporter) -> None:
        if self.refused:
            terminalreporter.section("skipped, which is not allowed here")
            for line in self.refused:
                terminalreporter.line(line)


def pytest_configure(config: pytest.Config) -> None:
    config.pluginmanager.register(NoSkips(config.rootpath), "panel-no-skips")
