"""``panel serve`` as a process of its own."""

from __future__ import annotations

import http.client
import os
import signal
import socket
import ssl
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

from tests.house.repository import ROOT

PATIENCE = 60.0
_PANEL = "from draw_service.cli import main; main()"


def free_port() -> int:
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return int(found.getsockname()[1])


class Served:
    """A ``panel serve`` of its own; ``said`` is what it has printed."""

    def __init__(self, folder: Path, *words: object) -> None:
        self.port = free_port()
        self.output = folder / f"output-{self.port}.txt"
        environment = {**os.environ, "PANEL_LANG": "en", "PYTHONUNBUFFERED": "1", "PYTHONPATH": str(ROOT)}
        given = [str(word) for word in words]
        command = [sys.executable, "-c", _PANEL, "serve", "--port", str(self.port), *given]
        with self.output.open("wb") as out:
            self.process = subprocess.Popen(
                command, cwd=folder, env=environment, stdout=out, stderr=subprocess.STDOUT
            )

    @property
    def said(self) -> str:
        return self.output.read_text("utf-8")

    def until(self, seen: Callable[[], bool]) -> None:
        end = time.monotonic() + PATIENCE
        while not seen():
            assert time.monotonic() < end, self.said
            time.sleep(0.05)

    def ready(self) -> Served:
        """Once it answers."""
        self.until(lambda: f":{self.port}/" in self.said or self.process.poll() is not None)
        assert self.process.poll() is None, self.said
        self.until(lambda: self.get("/")[0] == 200)
        return self

    def get(self, path: str, headers: dict[str, str] | None = None) -> tuple[int, dict[str, str], str]:
        line = self.connect()
        try:
            line.request("GET", path, headers=headers or {})
            answer = line.getresponse()
            fields = {name.lower(): value for name, value in answer.getheaders()}
            return answer.status, fields, answer.read().decode()
        except OSError:
            return 0, {}, ""
        finally:
            line.close()

    def connect(self) -> http.client.HTTPConnection:
        return http.client.HTTPConnection("127.0.0.1", self.port, timeout=PATIENCE)

    def stop(self, how: signal.Signals = signal.SIGTERM) -> tuple[int, float]:
        """Exit code and seconds it took."""
        began = time.monotonic()
        self.process.send_signal(how)
        return self.process.wait(PATIENCE), time.monotonic() - began


class OverTls(Served):
    """The same over TLS, for whoever trusts ``ca``."""

    ca: Path

    def connect(self) -> http.client.HTTPConnection:
        context = ssl.create_default_context(cafile=str(self.ca))
        return http.client.HTTPSConnection("localhost", self.port, timeout=PATIENCE, context=context)
