"""What must be true of a data folder once its draw is closed, whatever happened on the way."""

from __future__ import annotations

import json
from collections import Counter
from pathlib import Path

from sqlalchemy import Connection

from audit.verify import verify
from draw_service.store.engine import open_engine


def check(folder: Path, address: str = "", unsealed: tuple[int, ...] = (1,)) -> None:
    """Asserts one lock, one order, no gap anywhere, evidence that verifies, nobody engaged twice.

    ``unsealed``: how often the roster may have been opened.
    """
    engine = open_engine(address or f"sqlite:///{folder / 'panel.db'}")
    with engine.connect() as database:
        _check_log(database)
        _check_draw(database, unsealed)
    engine.dispose()
    _check_bundles(folder)


def _check_log(database: Connection) -> None:
    events = database.exec_driver_sql("SELECT id, draw, stream, n FROM journal_event").fetchall()
    chains: dict[tuple[str, str], list[int]] = {}
    for _id, draw, stream, n in events:
        chains.setdefault((draw or "", stream or ""), []).append(n)
    for chain, places in chains.items():
        assert sorted(places) == list(range(len(places))), chain
    leaves = database.exec_driver_sql('SELECT "index", event_id FROM log_leaf ORDER BY "index"').fetchall()
    assert [index for index, _event in leaves] == list(range(len(leaves)))
    assert len({event for _index, event in leaves}) == len(leaves)
    waiting = database.exec_driver_sql("SELECT count(*) FROM log_pending").scalar_one()
    assert len(leaves) + waiting == len(events)
    assert waiting == 0


def _check_draw(database: Connection, unsealed: tuple[int, ...]) -> None:
    chain = database.exec_driver_sql("SELECT draw, type FROM journal_event WHERE draw IS NOT NULL").fetchall()
    assert len({draw for draw, _type in chain}) == 1
    counted = Counter(kind for _draw, kind in chain)
    for kind, times in {
        "application.filed": 1,
        "witness.appointed": 1,
        "room.entered": 3,
        "draw.locked": 1,
        "draw.revealed": 3,
        "draw.ordered": 1,
        "draw.sealed": 2,
        "roster.printed": 2,
        "replacement.confirmed": 1,
        "seat.arrived": 4,
        "draw.closed": 1,
    }.items():
        assert counted[kind] == times, kind
    assert counted["roster.unsealed"] in unsealed
    # A row's token is the keyed hash of draw and expert: as many rows as tokens, as many as seats.
    tokens = [token for (token,) in database.exec_driver_sql("SELECT token FROM engagement")]
    assert len(set(tokens)) == len(tokens) == 4
    assert database.exec_driver_sql("SELECT count(*) FROM room").scalar_one() == 0


def _check_bundles(folder: Path) -> None:
    files = {path.name: path.read_bytes() for path in folder.iterdir() if path.is_file()}
    receipt = json.loads(files["paper.json"])["receipt"]
    auditor = verify(
        files["auditor.edraw.json"],
        policy=files["policy.json"],
        register=files["register.json"],
        records=files["records.jsonl"],
        receipt=receipt,
    )
    public = verify(
        files["public.edraw.json"], policy=files["policy.json"], log=files["log.json"], receipt=receipt
    )
    assert (auditor.exit_code, auditor.verdict) == (0, "passed"), auditor.as_text("en")
    assert (public.exit_code, public.verdict) == (0, "passed"), public.as_text("en")
