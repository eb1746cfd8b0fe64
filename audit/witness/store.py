"""The mirror of a log, what was cosigned of it, and the alarms: one SQLite file of the witness's own.

A leaf, the nodes it completes, the chain it grows and the checkpoint it stands under are written in one
transaction. One size is cosigned under one root only: the file itself refuses a second.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import astuple, dataclass, fields
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import Self

from audit import merkle
from audit.witness.refusals import WitnessDamaged, WitnessElsewhere, WitnessMissing
from audit.witness.rules import Chain

_COLUMNS = [each.name for each in fields(Chain)]
_SCHEMA = f"""
CREATE TABLE IF NOT EXISTS log (origin TEXT NOT NULL, vkey TEXT NOT NULL, feed TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS leaf (place INTEGER PRIMARY KEY, data BLOB NOT NULL);
CREATE TABLE IF NOT EXISTS node (level INTEGER, place INTEGER, hash BLOB NOT NULL, PRIMARY KEY (level, place))
  WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS chain ({", ".join(f'"{name}"' for name in _COLUMNS)}, PRIMARY KEY (draw, name))
  WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS chain_attempt ON chain (application, attempt) WHERE draw;
CREATE INDEX IF NOT EXISTS chain_running ON chain (begun) WHERE draw AND "end" = '';
CREATE INDEX IF NOT EXISTS chain_aborted ON chain (at) WHERE draw AND "end" = 'draw.aborted';
CREATE TABLE IF NOT EXISTS cosigned (size INTEGER PRIMARY KEY, root BLOB NOT NULL, note TEXT NOT NULL,
  at TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS alarm (id INTEGER PRIMARY KEY, code TEXT NOT NULL, subject TEXT NOT NULL,
  note TEXT NOT NULL, leaf BLOB NOT NULL, at TEXT NOT NULL, UNIQUE (code, subject));
"""
for _table in ("leaf", "node", "cosigned", "alarm"):
    for _what in ("UPDATE", "DELETE"):
        _SCHEMA += (
            f"CREATE TRIGGER IF NOT EXISTS {_table}_no_{_what} BEFORE {_what} ON {_table} "
            f"BEGIN SELECT RAISE(ABORT, '{_table} is append-only'); END;\n"
        )

BUSY = 30.0
"""Seconds one who writes waits for another."""


@dataclass(frozen=True, slots=True)
class Log:
    """Whose witness this is. ``feed``: URL of the leaves."""

    origin: str
    vkey: str
    feed: str


@dataclass(frozen=True, slots=True)
class Cosigned:
    """A checkpoint the witness has signed. ``at`` as written, UTC."""

    size: int
    root: bytes
    note: str
    at: str


@dataclass(frozen=True, slots=True)
class Alarm:
    """Something the regulator must look at. ``subject``: a draw, a stream, a size or a day. The proof is
    kept: ``note``, the signed checkpoint it was seen in, and ``leaf``, the bytes of the leaf, if one."""

    code: str
    subject: str
    note: str
    leaf: bytes
    at: str


class Mirror:
    """One connection to the file; a context that closes it. Implements ``rules.Known``."""

    def __init__(self, path: Path) -> None:
        self._db = sqlite3.connect(path, timeout=BUSY, isolation_level=None, check_same_thread=False)

    @classmethod
    def make(cls, path: Path, log: Log) -> None:
        """Make the file for ``log`` on first use; the feed may change later. Raises ``WitnessElsewhere``,
        ``WitnessDamaged``."""
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        path.touch(mode=0o600)
        try:
            with cls(path) as mirror, closing(mirror._db.cursor()) as run:
                run.execute("PRAGMA journal_mode=WAL").fetchall()
                run.executescript(f"BEGIN IMMEDIATE; {_SCHEMA} COMMIT")
                with mirror.alone():
                    known = mirror.log()
                    if known is None:
                        run.execute("INSERT INTO log VALUES (?, ?, ?)", astuple(log))
                    elif (known.origin, known.vkey) != (log.origin, log.vkey):
                        raise WitnessElsewhere
                    else:
                        run.execute("UPDATE log SET feed = ?", (log.feed,))
        except sqlite3.DatabaseError:
            raise WitnessDamaged from None

    @classmethod
    def open(cls, path: Path) -> Self:
        """The file that is there. Raises ``WitnessMissing``, ``WitnessDamaged``."""
        if not path.exists():
            raise WitnessMissing(path=path.parent)
        mirror = cls(path)
        try:
            # What is signed must have reached the disk before the answer leaves.
            mirror._db.execute("PRAGMA synchronous=FULL").close()
            found = mirror.log()
        except sqlite3.DatabaseError:
            mirror._db.close()
            raise WitnessDamaged from None
        if found is None:
            mirror._db.close()
            raise WitnessMissing(path=path.parent)
        return mirror

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_error: object) -> None:
        self._db.close()

    @contextmanager
    def alone(self) -> Iterator[None]:
        """A transaction nobody else writes beside; an exception undoes it."""
        self._db.execute("BEGIN IMMEDIATE").close()
        try:
            yield
        except BaseException:
            self._db.rollback()
            raise
        self._db.execute("COMMIT").close()

    def log(self) -> Log | None:
        """Whose witness this is."""
        found = self._db.execute("SELECT origin, vkey, feed FROM log").fetchone()
        return Log(*found) if found else None

    # --- the tree -----------------------------------------------------------------------------------------

    def size(self) -> int:
        """How many leaves stand here, which is how many were cosigned."""
        found: int = self._db.execute("SELECT coalesce(max(size), 0) FROM cosigned").fetchone()[0]
        return found

    def root_at(self, size: int) -> bytes:
        """Root of the first ``size`` leaves kept."""

        @cache
        def node(level: int, place: int) -> bytes:
            rows = self._db.execute("SELECT hash FROM node WHERE level = ? AND place = ?", (level, place))
            return bytes(rows.fetchone()[0])

        return merkle.root_from(node, size)

    def append(self, place: int, leaf: bytes) -> None:
        """Keep leaf number ``place`` and the nodes it completes."""

        def node(level: int, at: int) -> bytes:
            rows = self._db.execute("SELECT hash FROM node WHERE level = ? AND place = ?", (level, at))
            return bytes(rows.fetchone()[0])

        nodes = merkle.completed_nodes(place, merkle.leaf_hash(leaf), node)
        self._db.execute("INSERT INTO leaf VALUES (?, ?)", (place, leaf)).close()
        self._db.executemany("INSERT INTO node VALUES (?, ?, ?)", nodes).close()

    def grow(self, chain: Chain) -> None:
        """Keep a chain as it stands now."""
        marks = ", ".join("?" * len(_COLUMNS))
        self._db.execute(f"INSERT OR REPLACE INTO chain VALUES ({marks})", astuple(chain)).close()  # noqa: S608

    def leaves(self) -> Iterator[bytes]:
        """Every leaf kept, in log order."""
        for (leaf,) in self._db.execute("SELECT data FROM leaf ORDER BY place"):
            yield bytes(leaf)

    def put_cosigned(self, cosigned: Cosigned) -> None:
        """Remember what is about to be signed; the same again changes nothing. ``sqlite3.IntegrityError`` for
        another root of a size that was signed."""
        rows = self._db.execute("SELECT root FROM cosigned WHERE size = ?", (cosigned.size,)).fetchone()
        if rows is None or bytes(rows[0]) != cosigned.root:
            self._db.execute("INSERT INTO cosigned VALUES (?, ?, ?, ?)", astuple(cosigned)).close()

    # --- what was read ------------------------------------------------------------------------------------

    def chain(self, name: str, draw: bool) -> Chain | None:
        """See ``rules.Known``."""
        return next(self._chains("name = ? AND draw = ?", name, draw), None)

    def last_attempt(self, application: str) -> Chain | None:
        """See ``rules.Known``."""
        where = "draw AND application = ? ORDER BY attempt DESC LIMIT 1"
        return next(self._chains(where, application), None)

    def unended(self, most: int) -> list[Chain]:
        """Draws without an end, the oldest first."""
        return list(self._chains("draw AND \"end\" = '' ORDER BY begun LIMIT ?", most))

    def aborted(self, most: int) -> list[Chain]:
        """Draws that were aborted, the last first."""
        return list(self._chains("draw AND \"end\" = 'draw.aborted' ORDER BY at DESC LIMIT ?", most))

    def counts(self) -> tuple[int, int]:
        """How many draws have no end, and how many were aborted."""
        ends = "count(*) FILTER (WHERE \"end\" = ''), count(*) FILTER (WHERE \"end\" = 'draw.aborted')"
        rows = self._db.execute(f"SELECT {ends} FROM chain WHERE draw")  # noqa: S608
        found: tuple[int, int] = rows.fetchone()
        return found

    def _chains(self, where: str, *values: object) -> Iterator[Chain]:
        for row in self._db.execute(f"SELECT * FROM chain WHERE {where}", values):  # noqa: S608
            found = dict(zip(_COLUMNS, row, strict=True))
            yield Chain(**{**found, "draw": bool(found["draw"]), "locked": bool(found["locked"])})

    def last_cosigned(self, most: int) -> list[Cosigned]:
        """What was signed, the last first."""
        rows = self._db.execute("SELECT * FROM cosigned ORDER BY size DESC LIMIT ?", (most,))
        return [Cosigned(size, bytes(root), note, at) for size, root, note, at in rows]

    # --- alarms -------------------------------------------------------------------------------------------

    def alarm(self, alarm: Alarm) -> None:
        """Remember an alarm; one about the same thing is remembered once."""
        marks = "INSERT OR IGNORE INTO alarm (code, subject, note, leaf, at) VALUES (?, ?, ?, ?, ?)"
        self._db.execute(marks, astuple(alarm)).close()

    def alarms(self, most: int) -> list[Alarm]:
        """The last first."""
        columns = "code, subject, note, leaf, at"
        rows = self._db.execute(f"SELECT {columns} FROM alarm ORDER BY id DESC LIMIT ?", (most,))  # noqa: S608
        return [Alarm(*row) for row in rows]


def written(at: datetime) -> str:
    """``YYYY-MM-DDTHH:MM:SSZ``."""
    return at.strftime("%Y-%m-%dT%H:%M:%SZ")
