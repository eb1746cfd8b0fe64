"""Logs a witness is shown: honest lives of draws, and what somebody did to them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path

from audit import merkle
from audit.canonical import canonical
from audit.keys import LogKey
from audit.witness.desk import Desk
from audit.witness.feed import FeedSilent
from audit.witness.keyfile import WitnessKey
from audit.witness.store import Log, Mirror
from audit.witness.wire import Answer, Submission, write_submission

ORIGIN = "panel.test/log"
LOG_KEY = LogKey.from_seed(ORIGIN, bytes(range(32)))
WITNESS_KEY = WitnessKey.from_seed("witness.test/one", bytes(range(32, 64)))
NOON = datetime(2026, 3, 2, 4, 0, tzinfo=UTC)
AT = "2026-03-02T04:00:00Z"
LIFE = ("draw.locked", "draw.revealed", "draw.revealed", "draw.revealed", "draw.ordered", "draw.closed")


def leaf(draw: str, n: int, prev: str, kind: str, body: dict[str, object], at: str = AT) -> bytes:
    return canonical({"at": at, "body": body, "draw": draw, "n": n, "prev": prev, "type": kind, "v": 1})


@dataclass
class Book:
    """Leaves as they are appended; every chain grows from its own last hash."""

    leaves: list[bytes] = field(default_factory=list)
    chains: dict[str, list[bytes]] = field(default_factory=dict)

    def add(self, draw: str, kind: str, at: str = AT, **body: object) -> bytes:
        chain = self.chains.setdefault(draw, [])
        prev = sha256(chain[-1]).hexdigest() if chain else ""
        made = leaf(draw, len(chain), prev, kind, dict(body), at)
        chain.append(made)
        self.leaves.append(made)
        return made

    def file(self, application: str, attempt: int, name: str = "") -> str:
        draw = name or f"{application}.{attempt}"
        before = self.chains.get(f"{application}.{attempt - 1}")
        previous = sha256(before[-1]).hexdigest() if before else ""
        self.add(draw, "application.filed", application=application, attempt=attempt, previous=previous)
        return draw

    def fact(self, stream: str, n: int, prev: str = "") -> bytes:
        found = {"at": AT, "body": {}, "n": n, "prev": prev, "stream": stream, "type": "names.seen", "v": 1}
        self.leaves.append(canonical(found))
        return self.leaves[-1]

    def live(self, application: str, attempt: int = 1, end: str = "draw.closed") -> str:
        draw = self.file(application, attempt)
        for kind in LIFE[:-1]:
            self.add(draw, kind)
        self.add(draw, end)
        return draw


def node_of(leaves: list[bytes]) -> merkle.Node:
    hashes = [merkle.leaf_hash(one) for one in leaves]
    return lambda level, at: merkle.root(hashes[at << level : (at + 1) << level])


def checkpoint(leaves: list[bytes], size: int | None = None, key: LogKey = LOG_KEY) -> str:
    size = len(leaves) if size is None else size
    return key.sign(size, merkle.root([merkle.leaf_hash(one) for one in leaves[:size]]))


class Witnessed:
    """A witness in a folder of its own, and the log it is fed from."""

    def __init__(self, folder: Path, leaves: list[bytes] | None = None) -> None:
        self.file = folder / "witness.db"
        self.leaves = [] if leaves is None else leaves
        self.now, self.silent = NOON, False
        Mirror.make(self.file, Log(ORIGIN, LOG_KEY.vkey, "http://feed.test"))
        self.desk = Desk(self.file, WITNESS_KEY, self.feed, lambda: self.now, patience=0.05)

    def feed(self, first: int, end: int) -> Iterator[bytes]:
        if self.silent:
            raise FeedSilent
        yield from self.leaves[first:end]

    @property
    def size(self) -> int:
        with Mirror.open(self.file) as mirror:
            return mirror.size()

    @property
    def alarms(self) -> list[tuple[str, str]]:
        with Mirror.open(self.file) as mirror:
            return [(alarm.code, alarm.subject) for alarm in mirror.alarms(100)]

    def show(self, size: int | None = None, old: int | None = None, note: str = "") -> Answer:
        """Submit the log's checkpoint as an honest log would."""
        size = len(self.leaves) if size is None else size
        old = self.size if old is None else old
        proof = merkle.consistency_proof(node_of(self.leaves), old, size) if 0 < old <= size else []
        note = note or checkpoint(self.leaves, size)
        return self.desk.add_checkpoint(write_submission(Submission(old, tuple(proof), note)))
