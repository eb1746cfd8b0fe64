"""One submission from beginning to end: judge it, read every new leaf, keep them, and only then sign.

What is signed is on disk before the signature exists. Killed in between, the witness has promised a tree
nobody has a signature of yet; asked again it signs that same tree and no other of that size.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path
from threading import Lock

from audit.checkpoint import Checkpoint
from audit.witness.feed import FeedSilent, Leaves
from audit.witness.keyfile import WitnessKey
from audit.witness.refusals import WitnessMissing
from audit.witness.rules import Objection, read_leaf
from audit.witness.store import Alarm, Cosigned, Mirror, written
from audit.witness.wire import Answer, Submission, Turned, conflict, judge

AHEAD = timedelta(minutes=5)
"""How far the log's time may be ahead of the witness's clock before the regulator hears of it."""
_LATER = Answer(503, "later\n")


class Desk:
    """The witness over its file. ``leaves`` reads the log's feed; ``now`` is the witness's own clock."""

    def __init__(
        self, file: Path, key: WitnessKey, leaves: Leaves, now: Callable[[], datetime], patience: float = 15.0
    ) -> None:
        self._file, self._key, self._leaves, self._now = file, key, leaves, now
        self._patience, self._turn = patience, Lock()

    def add_checkpoint(self, body: bytes) -> Answer:
        """Answer a submission (C2SP tlog-witness). One at a time; who waits too long comes again."""
        if not self._turn.acquire(timeout=self._patience):
            return _LATER
        try:
            with Mirror.open(self._file) as mirror:
                return self._answer(mirror, body)
        except sqlite3.OperationalError:
            return _LATER
        finally:
            self._turn.release()

    def _answer(self, mirror: Mirror, body: bytes) -> Answer:
        log = mirror.log()
        if log is None:
            raise WitnessMissing(path=self._file.parent)
        try:
            size = mirror.size()
            found, head = judge(body, log.origin, log.vkey, size, mirror.root_at)
            newest = self._keep(mirror, found, head, size)
        except Turned as turned:
            if turned.alarm:
                self._alarm(mirror, turned.alarm, turned.subject, turned.note)
            return turned.answer
        except _Proven as proven:
            wrong = proven.objection.wrong
            self._alarm(mirror, wrong, proven.objection.subject, found.note, proven.leaf)
            return Answer(422, f"{wrong}\n")
        except FeedSilent:
            return _LATER
        if newest and datetime.fromisoformat(newest) > self._now() + AHEAD:
            self._alarm(mirror, "clock-ahead", newest[:10], found.note)
        return Answer(200, self._key.line(found.note, int(self._now().timestamp())))

    def _keep(self, mirror: Mirror, found: Submission, head: Checkpoint, size: int) -> str:
        """The leaves up to the checkpoint and the promise to sign it, in one transaction; returns the time of
        the last new leaf. An objection counts once the leaves are known to be those the log has signed:
        whoever tampers with the feed shall not accuse the log."""
        proven: _Proven | None = None
        place, at = size, ""
        with mirror.alone():
            if mirror.size() != size:  # another process of this witness was quicker
                raise Turned(conflict(mirror.size()))
            for leaf in self._leaves(size, head.size):
                mirror.append(place, leaf)
                place += 1
                if proven is None:
                    try:
                        chain = read_leaf(leaf, mirror)
                        mirror.grow(chain)
                        at = chain.at
                    except Objection as objection:
                        proven = _Proven(objection, leaf)
            if place != head.size:
                raise FeedSilent
            if mirror.root_at(head.size) != head.root:
                raise Turned(Answer(422, "leaves-differ\n"), "leaves-differ", head.size, found.note)
            if proven is not None:
                raise proven
            mirror.put_cosigned(Cosigned(head.size, head.root, found.note, written(self._now())))
        return at

    def _alarm(self, mirror: Mirror, code: str, subject: str, note: str, leaf: bytes = b"") -> None:
        mirror.alarm(Alarm(code, subject, note, leaf, written(self._now())))


class _Proven(Exception):
    """An objection to a leaf that stands under a checkpoint the log has signed."""

    def __init__(self, objection: Objection, leaf: bytes) -> None:
        self.objection, self.leaf = objection, leaf
        super().__init__(str(objection))
