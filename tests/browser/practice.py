"""``panel serve --drill`` as a process of its own, and browsers that walk through it."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.request import urlopen

from playwright.sync_api import BrowserContext, Page

from draw_service.rules.access import Role

_START = "from draw_service.cli import main; main()"
_PATIENCE = 120


@dataclass(frozen=True, slots=True)
class Served:
    """A drill that is being served. ``said``: file of everything the process printed."""

    url: str
    folder: Path
    said: Path

    def enter(self, context: BrowserContext, role: Role) -> Page:
        """A page in ``context``, signed in with the practice account of ``role``, at its first room."""
        page = context.new_page()
        page.goto(f"{self.url}/drill")
        with page.expect_navigation(url=_not_drill):
            page.locator(f'form[action^="/drill/enter"] button[value="{role}"]').click()
        return page

    def enter_expert(self, context: BrowserContext, number: int) -> Page:
        page = context.new_page()
        page.goto(f"{self.url}/drill")
        page.fill("#number", str(number))
        with page.expect_navigation(url=_not_drill):
            page.locator('form[action="/drill/expert"] button').click()
        return page

    def move_clock(self, context: BrowserContext, to: str) -> None:
        """``minutes``, ``hour``, ``morning`` or ``sign-in``."""
        page = context.new_page()
        page.goto(f"{self.url}/drill")
        # A page closed too soon takes its form back.
        with page.expect_navigation():
            page.locator(f'form[action="/drill/clock"] button[value="{to}"]').click()
        page.close()


def _not_drill(url: str) -> bool:
    return not url.endswith("/drill")


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
    return port


@contextmanager
def served(folder: Path, *, port: int = 0) -> Iterator[Served]:
    """Serve a drill in ``folder`` until the block ends; filled on first use, gone on with afterwards."""
    port = port or free_port()
    folder.mkdir(parents=True, exist_ok=True)
    said = folder.parent / f"{folder.name}.said"
    words = ["serve", "--drill", "--port", str(port), "--data", str(folder)]
    with said.open("ab") as out:
        process = subprocess.Popen(
            [sys.executable, "-W", "error", "-c", _START, *words],
            stdout=out,
            stderr=subprocess.STDOUT,
            stdin=subprocess.DEVNULL,
            env={**os.environ, "PYTHONUNBUFFERED": "1"},
        )
        try:
            url = f"http://127.0.0.1:{port}"
            _wait(url, process, said)
            yield Served(url, folder, said)
        finally:
            process.terminate()
            code = process.wait(20)
    assert code == 0, said.read_text("utf-8")


def _wait(url: str, process: subprocess.Popen[bytes], said: Path) -> None:
    until = time.monotonic() + _PATIENCE
    while True:
        try:
            urlopen(url, timeout=2).close()
        except OSError:
            assert process.poll() is None, said.read_text("utf-8")
            assert time.monotonic() < until, "the drill did not start"
            time.sleep(0.2)
        else:
            return
