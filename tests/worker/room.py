"""A committed draw on a real house's database, and workers around it in processes of their own."""

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from types import SimpleNamespace
from typing import Any, cast

from sqlalchemy import Engine

from draw_service import wiring
from draw_service.drill.ports import DrillClock, DrillPrinter
from draw_service.drill.seating import Drill, Ear, Seating, project
from draw_service.rules.packs import RulePack
from draw_service.settings import Settings
from draw_service.store.books import SqlBooks
from draw_service.usecases.calling.start_calling import start_calling
from draw_service.usecases.chain import load
from draw_service.usecases.draws.look import look
from draw_service.usecases.ports import House
from tests.house.repository import ROOT

PAST = datetime(2026, 3, 2, 1, 0, tzinfo=UTC)
"""The order was committed a while ago; what is due since then is placed by whoever comes."""


def free_port() -> int:
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return int(found.getsockname()[1])


def around_the_clock(pack: RulePack) -> RulePack:
    """The pack without a calling window: the tests run at night too."""
    rows = dict(pack.parameters)
    for name in ("call_opens", "call_closes"):
        rows[name] = replace(rows[name], value="00:00")
    return replace(pack, parameters=rows)


class Room:
    """One draw of ``seats`` seats, called for; ``start`` workers to place the calls."""

    def __init__(self, folder: Path, environment: dict[str, str], seats: int = 5) -> None:
        self.folder = folder
        self.environment = {**os.environ, "PANEL_DATA": str(folder), **environment}
        self.workers: list[subprocess.Popen[str]] = []
        given = {name.removeprefix("PANEL_").lower(): value for name, value in environment.items()}
        channels = json.loads(given.pop("channels", "{}"))
        settings = Settings(data=folder, channels=channels, _env_file=None, **given)  # type: ignore[call-arg, arg-type]
        past = DrillClock(PAST)
        house = wiring.open_house(settings)

        def pack_by_id(pack_id: str, at: datetime) -> RulePack:
            return around_the_clock(house.pack_by_id(pack_id, at))

        self.house: House = replace(house, clock=past, printer=DrillPrinter(), pack_by_id=pack_by_id)
        network = cast("Any", SimpleNamespace(now=PAST))
        drill = Drill(seats, 40, 1.0, 0.0, 0.0, 1, 1)
        self.seating = Seating(drill, self.house, cast("Any", None), network, Ear())
        self.seating.register()
        self.draw_id = self.seating.ceremony(project(seats, PAST + timedelta(days=7)))

        self._start_late()

    def _start_late(self) -> None:
        """The evaluation may start in a hundred years: the workers' clock is the machine's."""
        with self.house.books() as books:
            filed = load(books, self.draw_id).application_id
            version, application = books.draws.application(filed)  # type: ignore[misc]
            later = replace(application, latest_start=PAST + timedelta(days=36_500))
            books.draws.put_application(filed, version + 1, later)
            books.commit()

    def call(self) -> None:
        start_calling(self.house, self.draw_id)

    def start(self, *words: str) -> subprocess.Popen[str]:
        command = [sys.executable, "-c", "from draw_service.cli import main; main()", "worker", *words]
        worker = subprocess.Popen(
            command, cwd=ROOT, env=self.environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
        )
        self.workers.append(worker)
        return worker

    def wait(self, until: Callable[[], bool], seconds: float) -> None:
        end = time.monotonic() + seconds
        while not until():
            assert all(worker.poll() is None for worker in self.workers), self.end()
            assert time.monotonic() < end, self.end()
            time.sleep(0.2)

    def phase(self) -> str:
        return look(self.house, self.draw_id).phase

    def end(self) -> list[tuple[int, str, str]]:
        """Ask every worker to go; its exit code and what it said."""
        # Who has not said yet that it works would not hear the signal, but be killed by it.
        first = [worker.stdout.readline() if worker.stdout else "" for worker in self.workers]
        for worker in self.workers:
            worker.send_signal(signal.SIGTERM)
        ended = []
        for worker, line in zip(self.workers, first, strict=True):
            try:
                out, err = worker.communicate(timeout=20)
            except subprocess.TimeoutExpired:
                worker.kill()
                out, err = worker.communicate()
            ended.append((worker.returncode, line + out, err))
        self.workers = []
        with self.house.books() as books:
            engine = cast("SqlBooks", books)._session.get_bind()
        cast("Engine", engine).dispose()
        return ended
