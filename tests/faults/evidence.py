"""What must be true of a data folder once its draw is closed, whatever happened on the way."""

from __future__ import annotations

import json
import sqlite3
from collections import Counter
from pathlib import Path

from audit.verify import verify


def check(folder: Path) -> None:
    """Asserts one lock, one order, no gap anywhere, evidence that verifies, nobody engaged twice."""
    database = sqlite3.connect(f"file:{folder / 'panel.db'}?mode=ro", uri=True)
    try:
        _check_log(database)
        _check_draw(database)
    finally:
        database.close()
    _check_bundles(folder)


def _check_log(database: sqlite3.Connection) -> None:
    events = database.execute("SELECT id, draw, stream, n FROM journal_event").fetchall()
    chains: dict[tuple[str, str], list[int]] = {}
    for _id, draw, stream, n in events:
        chains.setdefault((draw or "", stream or ""), []).append(n)
    for chain, places in chains.items():
        assert sorted(places) == list(range(len(places))), chain
    leaves = database.execute('SELECT "index", event_id FROM log_leaf ORDER BY "index"').fetchall()
    assert [index for index, _event in leaves] == list(range(len(leaves)))
    assert len({event for _index, event in leaves}) == len(leaves)
    waiting = database.execute("SELECT count(*) FROM log_pending").fetchone()[0]
    assert len(leaves) + waiting == len(events)
    assert waiting == 0


def _check_draw(database: sqlite3.Connection) -> None:
    chain = database.execute("SELECT draw, type FROM journal_event WHERE draw IS NOT NULL").fetchall()
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
        "roster.unsealed": 1,
        "draw.closed": 1,
    }.items():
        assert counted[kind] == times, kind
    # A row's token is the keyed hash of draw and expert: as many rows as tokens, as many as seats.
    tokens = [token for (token,) in database.execute("SELECT token FROM engagement")]
    assert len(set(tokens)) == len(tokens) == 4
    assert database.execute("SELECT count(*) FROM room").fetchone()[0] == 0


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
