"""``python -m tests.faults.failing FOLDER DATABASE MEANS [ACTS]``: the people of one draw, all of its acts or
the first few, while storage fails. Whoever hears a refusal tries again.

MEANS: ``pages``, the database may not grow and gets a few pages of room after each failure; ``bytes``, the
same of any file, by the limit of the operating system; ``gone``, a PostgreSQL database lets nobody in for a
while, again and again; ``calm``, nothing fails by itself (somebody outside makes system calls fail). Prints
how often which refusal was heard, as JSON.
"""

from __future__ import annotations

import json
import resource
import sys
from collections import Counter
from collections.abc import Callable
from datetime import datetime
from itertools import cycle
from pathlib import Path
from typing import Any

import psycopg
from sqlalchemy import Engine, Pool, event, make_url
from sqlalchemy.exc import OperationalError

from audit.refusal import Refusal
from draw_service.store.engine import open_engine
from tests.faults.life import People
from tests.faults.racing import newest

PAGES, BYTES = 3, 40_000
"""Of room after each failure."""
STATEMENTS = (31, 67, 139, 281)
"""Between two departures of the database, in turn: in the middle of whatever act, and of none for ever."""
MOST = 500
"""Failures before it is given up."""

Room = Callable[[], None]


def by_pages(folder: Path, _address: str) -> Room:
    """The engine's own limit: SQLite says that the disk is full."""
    most = (folder / "panel.db").stat().st_size // 4096

    def hold(connection: Any, *_rest: object) -> None:
        connection.execute(f"PRAGMA max_page_count={most}").close()

    def make_room() -> None:
        nonlocal most
        most += PAGES

    event.listen(Pool, "checkout", hold)
    return make_room


def by_bytes(folder: Path, _address: str) -> Room:
    """No file may be longer: each write past that is an I/O error."""
    most = max(path.stat().st_size for path in folder.iterdir())

    def make_room() -> None:
        nonlocal most
        most += BYTES
        resource.setrlimit(resource.RLIMIT_FSIZE, (most, resource.RLIM_INFINITY))

    make_room()
    return make_room


def by_going(_folder: Path, address: str) -> Room:
    """Everybody is thrown out before some statement or commit; the second who tries after that gets in."""
    url = make_url(address)
    server = psycopg.connect(
        host=url.host,
        port=url.port,
        user=url.username,
        password=url.password,
        dbname="postgres",
        autocommit=True,
    )
    turns = cycle(STATEMENTS)
    left, waiting = next(turns), 0

    def count(*_what: object) -> None:
        nonlocal left, waiting
        left -= 1
        if left == 0:
            left, waiting = next(turns), 2
            server.execute(f"ALTER DATABASE {url.database} ALLOW_CONNECTIONS false")
            server.execute(
                "SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity WHERE datname = %s",
                [url.database],
            )

    def come_back() -> None:
        nonlocal waiting
        waiting -= 1
        if waiting == 0:
            server.execute(f"ALTER DATABASE {url.database} ALLOW_CONNECTIONS true")

    event.listen(Engine, "before_cursor_execute", count)
    event.listen(Engine, "commit", count)
    return come_back


MEANS: dict[str, Callable[[Path, str], Room]] = {
    "pages": by_pages,
    "bytes": by_bytes,
    "gone": by_going,
    "calm": lambda _folder, _address: lambda: None,
}


def main() -> None:
    folder, address = Path(sys.argv[1]), sys.argv[2]
    engine = open_engine(address)

    def last_at() -> datetime | None:
        try:
            return newest(engine)
        except OperationalError:
            return None  # whoever looks next hears why

    people = People(folder, last_at, address)
    make_room = MEANS[sys.argv[3]](folder, address)
    left = int(sys.argv[4]) if sys.argv[4:] else MOST
    heard: Counter[str] = Counter()
    while heard.total() < MOST and left:
        try:
            act = people.plan()
            if act is None:
                break
            people.do(act)
            left -= 1
        except Refusal as refusal:
            heard[refusal.code] += 1
            make_room()
    print(json.dumps(heard))


if __name__ == "__main__":
    main()
