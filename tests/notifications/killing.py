"""``python -m tests.notifications.killing``: lives of a worker, each killed where asked.

Each line in is ``ACT N FOLDER``; each line out says how that life ended. A life is a process of its own,
killed with SIGKILL at its N-th boundary (0: never): just before and just after every commit, and just before
and just after the provider hears of an attempt. The provider keeps its books in a file of the folder.
"""

from __future__ import annotations

import os
import signal
from datetime import timedelta
from pathlib import Path

from sqlalchemy import Engine, event
from sqlmodel import Session

from draw_service.store.engine import open_engine
from tests.lives import serve
from tests.notifications.exchange import Exchange
from tests.notifications.house import MORNING, Clock, Desk, number

SCRIPTS = {
    f"voice {number(1)}": ["accept"],
    f"voice {number(2)}": ["unconfirmed", "decline"],
    f"voice {number(3)}": ["busy", "silent"],
    f"sms {number(4)}": ["delivered"],
}
FAULTS = ["", "500-after", "reset", "busy-signal-429"]


def desk_of(folder: Path) -> Desk:
    """The worker on the folder's database; its clock goes on where the last one's may have stopped."""
    clock_file = folder / "clock"
    lives = int(clock_file.read_text()) + 1 if clock_file.exists() else 0
    clock_file.write_text(str(lives))
    clock = Clock(MORNING + timedelta(minutes=10 * lives))
    exchange = Exchange(clock.now, SCRIPTS, folder / "provider.jsonl")
    engine = open_engine(f"sqlite:///{folder / 'panel.db'}")
    return Desk(engine, exchange, clock, seed=f"life {lives}".encode())


def begin(folder: Path) -> None:
    """The notices, before anybody is killed."""
    desk = desk_of(folder)
    for n in (1, 2, 3):
        desk.open(n, unconfirmed_sms="scripted" if n == 2 else "")
    desk.open(4, kind="sms")
    desk.engine.dispose()


def work(folder: Path, act: str) -> None:
    """A worker's life: ``all`` its acts, or only looking after what is due (``sweep``) once a first life
    has placed calls that report nothing."""
    desk = desk_of(folder)
    if not desk.exchange.calls:
        desk.exchange.faults = list(FAULTS)
    if act == "all":
        desk.settle(60)
        return
    for _ in range(3 if act == "callback" else 20):
        desk.dispatcher.tick()
        desk.clock.advance(seconds=100)
        desk.dispatcher.sweep()
        if act == "callback":
            desk.play()


def live(act: str, folder: Path, kill_at: int) -> None:
    left = kill_at

    def boundary(*_what: object) -> None:
        nonlocal left
        left -= 1
        if left == 0:
            os.kill(os.getpid(), signal.SIGKILL)

    event.listen(Engine, "commit", boundary)
    event.listen(Session, "after_commit", boundary)
    Exchange.boundary = boundary  # type: ignore[method-assign]
    if act == "begin":
        begin(folder)
    else:
        work(folder, act)


if __name__ == "__main__":
    serve(live)
