"""The whole log of a database, computed anew, and held to every checkpoint somebody has kept (protocol 6).

A database that was set back shows a log that verifies by itself: what gives it away is a later checkpoint.
So whoever restores brings all he has: other backups, the published tree head, a paper, a witness.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from hashlib import sha256

from sqlalchemy import Engine, func, select
from sqlalchemy.exc import DBAPIError
from sqlmodel import Session

from audit import journal, merkle
from audit.canonical import NotCanonical
from audit.checkpoint import NoteError, open_note
from audit.events import BodyError, envelope
from draw_service.rules.refusals import CheckpointForeign, LogForked, LogRolledBack, LogUnsound


@dataclass(frozen=True, slots=True)
class LogFound:
    """How many ``leaves`` the log has; ``last_at``: time of the last event as written, "" without one."""

    leaves: int
    last_at: str


def check_log(engine: Engine, vkey: str, known: Mapping[str, str]) -> LogFound:
    """``vkey``: the log's verifier key; ``known``: where a checkpoint was kept -> its note.

    Raises ``LogUnsound``, ``CheckpointForeign``, ``LogRolledBack``, ``LogForked``.
    """
    heads = {where: _opened(note, vkey, where) for where, note in known.items()}
    try:
        with Session(engine) as session:
            hashes, last_at = _leaves(journal.leaves(session))
            newest = journal.newest_checkpoint(session)
            events = session.execute(select(func.count()).select_from(journal.EVENT)).scalar_one()
            pending = session.execute(select(func.count()).select_from(journal.PENDING)).scalar_one()
    except DBAPIError:
        raise LogUnsound(place=0) from None
    if events != len(hashes) + pending:
        raise LogUnsound(place=len(hashes))
    for size, root in sorted(heads.values()):
        if size > len(hashes):
            raise LogRolledBack(have=len(hashes), known=size)
        if merkle.root(hashes[:size]) != root:
            raise LogForked(known=size)
    if newest is not None:
        try:
            head = open_note(newest[1], [vkey])[0]
        except NoteError:
            raise LogUnsound(place=newest[0]) from None
        if head.size != len(hashes) or head.root != merkle.root(hashes):
            raise LogUnsound(place=min(head.size, len(hashes)))
    elif hashes:
        raise LogUnsound(place=0)
    return LogFound(len(hashes), last_at)


def _opened(note: str, vkey: str, where: str) -> tuple[int, bytes]:
    try:
        head = open_note(note, [vkey])[0]
    except NoteError:
        raise CheckpointForeign(path=where) from None
    return head.size, head.root


def _leaves(found: Iterable[bytes]) -> tuple[list[bytes], str]:
    """Leaf hashes in log order, and the time of the last event; every chain is followed from its start."""
    hashes: list[bytes] = []
    ends: dict[tuple[str, str], tuple[int, str]] = {}
    last_at = ""
    for data in found:
        try:
            event = envelope(data)
        except (NotCanonical, BodyError):
            raise LogUnsound(place=len(hashes)) from None
        chain = ("draw", event["draw"]) if "draw" in event else ("stream", event["stream"])
        if (event["n"] - 1, event["prev"]) != ends.get(chain, (-1, "")):
            raise LogUnsound(place=len(hashes))
        ends[chain] = event["n"], sha256(data).hexdigest()
        hashes.append(merkle.leaf_hash(data))
        last_at = max(last_at, event["at"])
    return hashes, last_at
