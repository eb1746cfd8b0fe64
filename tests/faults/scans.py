"""Which statements of a house walk through a table from end to end, asked of SQLite's own planner.

A statement that does is as quick as any on a new house, and slower every day of its life.
"""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Iterable
from contextlib import closing
from pathlib import Path

from sqlalchemy import Engine, event

_VALUE = re.compile(r"x?'(?:[^']|'')*'|\b\d+\b")
_ONE_ROW = re.compile(r"ORDER BY \w+\.\"?\w+\"? (?:DESC|ASC)\s+LIMIT 1\b")


def listen(engine: Engine, said: dict[str, str]) -> None:
    """Keep what the engine says from here on: each kind of statement once, as it was said first."""

    def connected(connection: sqlite3.Connection, _record: object) -> None:
        connection.set_trace_callback(lambda text: said.setdefault(_VALUE.sub("?", text), text))

    event.listen(engine, "connect", connected)


def walks(database: Path, statements: Iterable[str], may: Iterable[str]) -> list[str]:
    """Table and statement of each walk from end to end, but for the tables and indexes that ``may`` be walked
    and for one row from an end."""
    found = []
    with closing(sqlite3.connect(database)) as connection:
        for text in statements:
            if not re.match(r"\s*(SELECT|WITH|UPDATE|DELETE)\b", text):
                continue
            plan = [row[3] for row in connection.execute(f"EXPLAIN QUERY PLAN {text}")]
            kinds = [step.removeprefix("SCAN ").split(" USING ") for step in plan if step.startswith("SCAN ")]
            tables = [kind for kind in kinds if _is_table(connection, kind[0])]
            walked = [kind for kind in tables if not {kind[0], kind[-1].split(" ")[-1]} & set(may)]
            if len(walked) > len(_ONE_ROW.findall(text)):
                found.append(f"{walked[0][0]}: {' '.join(text.split())[:300]}")
    return found


def _is_table(connection: sqlite3.Connection, name: str) -> bool:
    return bool(connection.execute("SELECT 1 FROM sqlite_master WHERE name = ?", (name,)).fetchone())
