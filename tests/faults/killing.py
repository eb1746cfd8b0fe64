"""``python -m tests.faults.killing``: runs lives of the service on request and kills them where asked.

Each line in is ``WHAT N FOLDER``; each line out says how it ended. A life is a process of its own, forked
before anything is opened. It is killed with SIGKILL at its N-th boundary; N = 0 is never killed. Every
commit is two boundaries, one just before the database is told and one just after (which is also between a
commit and its sequencing); so is every moment in which a key file takes its place, and each expert imported.
"""

from __future__ import annotations

import os
import signal
import sqlite3
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

from sqlalchemy import Engine, event
from sqlmodel import Session

from draw_service import wiring
from draw_service.documents.rosters_in import read_roster
from draw_service.settings import Settings
from draw_service.usecases.pool.import_roster import import_roster
from tests.faults.life import People
from tests.lives import serve


class Countdown:
    def __init__(self, at: int) -> None:
        self.left = at

    def boundary(self, *_what: object) -> None:
        self.left -= 1
        if self.left == 0:
            os.kill(os.getpid(), signal.SIGKILL)


def last_at(folder: Path) -> datetime | None:
    """The time of the log's newest entry, read beside the service."""
    with sqlite3.connect(f"file:{folder / 'panel.db'}?mode=ro", uri=True) as connection:
        (found,) = connection.execute("SELECT max(at) FROM journal_event").fetchone()
    connection.close()
    return datetime.fromisoformat(found).replace(tzinfo=UTC) if found else None


def draw(folder: Path, _counted: Countdown) -> None:
    """The whole life of a draw, or what is left of it."""
    People(folder, lambda: last_at(folder)).live()


def first_use(folder: Path, _counted: Countdown) -> None:
    """Keyring and schema."""
    wiring.open_house(settings(folder))


def pool_import(folder: Path, counted: Countdown) -> None:
    """The roster, every expert a boundary."""
    file = read_roster(folder / "roster.xlsx")
    house = wiring.open_house(settings(folder))
    import_roster(house, file.rows, file_sha256=file.sha256, progress=counted.boundary)


def rotation(folder: Path, _counted: Countdown) -> None:
    """A new column key."""
    wiring.rotate_keys(settings(folder), lambda _done, _total: None)


ACTS = {"draw": draw, "first-use": first_use, "import": pool_import, "rotation": rotation}


def settings(folder: Path) -> Settings:
    return Settings(data=folder, database="", keyring=None)


def watched(act: Callable[..., None], counted: Countdown) -> Callable[..., None]:
    """A system call with a boundary on either side."""

    def call(*args: object) -> None:
        counted.boundary()
        act(*args)
        counted.boundary()

    return call


def live(what: str, folder: Path, kill_at: int) -> None:
    """One life, in this process."""
    counted = Countdown(kill_at)
    event.listen(Engine, "commit", counted.boundary)
    event.listen(Session, "after_commit", counted.boundary)
    os.replace, os.link = watched(os.replace, counted), watched(os.link, counted)
    ACTS[what](folder, counted)


if __name__ == "__main__":
    serve(live)
