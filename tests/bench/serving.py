"""The service of the ``web`` bench, in a process of its own: pages, worker, and phones that all decline.

``python -m tests.bench.serving FOLDER START TOKEN SECONDS BOARDS DRAW…``; prints ``{"heard": what the readers
print, "written": [[draw, candidates, at]…], "cpu": seconds, "peak_mib": memory}``.
"""

from __future__ import annotations

import asyncio
import json
import subprocess
import sys
from datetime import datetime
from pathlib import Path
from socket import create_server
from time import CLOCK_MONOTONIC, clock_gettime, process_time
from typing import Any

from audit import journal
from draw_service import wiring
from draw_service.usecases.calling.start_calling import start_calling
from draw_service.web.app import create_app
from draw_service.web.gateway.callbacks import Door
from draw_service.web.parts import Web
from draw_service.worker import Site, Worker
from notifications.simulator.network import Network
from notifications.simulator.pace import Pace, ScaledClock
from notifications.simulator.population import Directory
from tests.bench.calls import WallClock
from tests.bench.measure import peak_mib
from tests.bench.web import DRILL, settings


def serve(
    folder: Path, start: datetime, token: str, seconds: float, boards: int, ids: list[str]
) -> dict[str, Any]:
    """All draws begin to call at once, and the phones keep the pace of life."""
    clock = ScaledClock(start)
    network = Network(clock(), 1, directory=Directory(DRILL.population), cps=1000, clock=clock)
    works = wiring.open_works(settings(folder), network, WallClock(clock))
    worker = Worker(works.dispatcher, works.house.sequence, lambda: 0, works.pool, works.count, works.fresh)
    works.connect(worker.receive)
    written = _watch_calls()
    app = create_app(Door(worker, works.bases, works.now), Web(works.house, "演练中心"))
    pace = Pace(network, clock)
    pace.start()
    began = process_time()
    try:
        heard = asyncio.run(_serve(worker, works.house, app, ids, token, seconds, boards))
    finally:
        pace.stop()
    return {"heard": heard, "written": written, "cpu": process_time() - began, "peak_mib": peak_mib()}


def _watch_calls() -> list[tuple[str, int, float]]:
    """Fills with (draw, how many candidates its seats were offered to, when that was written)."""
    written: list[tuple[str, int, float]] = []
    counts: dict[str, int] = {}
    append = journal.append_to_draw

    def watched(session: Any, draw: str, type: Any, body: Any, at: Any, head: Any) -> Any:
        event = append(session, draw, type, body, at, head)
        if type == "seat.called":
            counts[draw] = counts.get(draw, 0) + 1
            # A clock that the readers' process reads, too.
            written.append((draw, counts[draw], clock_gettime(CLOCK_MONOTONIC)))
        return event

    journal.append_to_draw = watched
    return written


async def _serve(
    worker: Worker, house: Any, app: Any, ids: list[str], token: str, seconds: float, boards: int
) -> dict[str, Any]:
    stop, at = asyncio.Event(), create_server(("127.0.0.1", 0), backlog=512)
    port = at.getsockname()[1]
    working = asyncio.create_task(worker.run(stop, Site(app, at)))
    await asyncio.sleep(1)
    words = [sys.executable, "-m", "tests.bench.readers", str(port), token, str(seconds), str(boards), *ids]
    reading = await asyncio.create_subprocess_exec(*words, stdout=subprocess.PIPE)
    await asyncio.sleep(5)  # every board is open before the first call, and people read
    for draw_id in ids:
        await asyncio.to_thread(start_calling, house, draw_id)
    out, _ = await reading.communicate()
    stop.set()
    await working
    found: dict[str, Any] = json.loads(out)
    return found


if __name__ == "__main__":
    _file, _folder, _start, _token, _seconds, _boards, *_ids = sys.argv
    found = serve(Path(_folder), datetime.fromisoformat(_start), _token, float(_seconds), int(_boards), _ids)
    print(json.dumps(found))
