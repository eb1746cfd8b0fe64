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
        self.workers: list[subprocess.Popen[bytes]] = []
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

    def start(self, *words: str) -> subprocess.Popen[bytes]:
        command = [sys.executable, "-c", "from draw_service.cli import main; main()", "worker", *words]
        # Files, not pipes: nobody waits for a reader, and what was said can be looked at meanwhile.
        out, err = self._said(len(self.workers))
        with out.open("wb") as output, err.open("wb") as errors:
            worker = subprocess.Popen(command, cwd=ROOT, env=self.environment, stdout=output, stderr=errors)
        self.workers.append(worker)
        return worker

    def _said(self, number: int) -> tuple[Path, Path]:
        """What a worker has put out, and its errors."""
        return self.folder / f"worker-{number}.out", self.folder / f"worker-{number}.err"

    def wait(self, until: Callable[[], bool], seconds: float) -> None:
        end = time.monotonic() + seconds
        while not until():
            assert all(worker.poll() is None for worker in self.workers), self.end()
            assert time.monotonic() < end, self.end()
            time.sleep(0.2)

    def phase(self) -> str:
        return look(self.house, self.draw_id).phase

    def _settled(self, number: int) -> None:
        """Wait until a worker says that it works: before that it would not hear the signal, but be killed."""
        end = time.monotonic() + 60
        while "值守中" not in self._said(number)[0].read_text("utf-8"):
            if self.workers[number].poll() is not None or time.monotonic() > end:
                return
            time.sleep(0.1)

    def end(self) -> list[tuple[int, str, str]]:
        """Ask every worker to go; its exit code and what it said."""
        ended = []
        for number, worker in enumerate(self.workers):
            self._settled(number)
            worker.send_signal(signal.SIGTERM)
        for number, worker in enumerate(self.workers):
            try:
                worker.wait(timeout=20)
            except subprocess.TimeoutExpired:
                worker.kill()
                worker.wait()
            out, err = (file.read_text("utf-8") for file in self._said(number))
            ended.append((worker.returncode, out, err))
        self.workers = []
        with self.house.books() as books:
            engine = cast("SqlBooks", books)._session.get_bind()
        cast("Engine", engine).dispose()
        return ended
