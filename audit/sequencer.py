"""The places of events in the house log (protocol section 3): pending ones get their index in batches, and
each batch is signed once.

What keeps the log in one order without a gap are the primary keys of leaves, nodes and checkpoints: a second
sequencer on the same tree fails on them. The lock only spares it the work.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import Connection, bindparam, delete, func, insert, select, tuple_
from sqlmodel import Session

from audit import merkle
from audit.columns import advisory_lock
from audit.journal import CHECKPOINT, EVENT, LEAF, NODE, PENDING
from audit.keys import LogKey

BATCH = 1000

_SIZE = select(func.coalesce(func.max(LEAF.c.index) + 1, 0)).scalar_subquery()
_WAITING = (
    select(EVENT.c.id, EVENT.c.data, _SIZE.label("size"))
    .join(PENDING, PENDING.c.event_id == EVENT.c.id)
    .order_by(EVENT.c.id)
    .limit(bindparam("batch"))
)
_EDGE = select(NODE.c.level, NODE.c.index, NODE.c.hash).where(
    tuple_(NODE.c.level, NODE.c.index).in_(bindparam("places", expanding=True))
)
_ADD_LEAVES, _ADD_NODES, _ADD_CHECKPOINT = insert(LEAF), insert(NODE), insert(CHECKPOINT)
_DONE = delete(PENDING).where(PENDING.c.event_id.in_(bindparam("ids", expanding=True)))


def sequence(session: Session, key: LogKey, now: datetime, batch: int = BATCH) -> int:
    """Give up to ``batch`` pending events their log index, write the nodes they complete and sign the tree.

    Returns how many were pending; below ``batch`` nothing is left. Harmless when repeated. On PostgreSQL
    an id may become visible after a larger one: the order is that of ids among the committed.
    """
    advisory_lock(session, "sequencer")
    connection = session.connection()
    pending = connection.execute(_WAITING, {"batch": batch}).all()
    if not pending:
        return 0
    before = size = int(pending[0].size)
    known = _edge(connection, size)
    fresh: list[dict[str, Any]] = []
    for _id, data, _size in pending:
        for level, index, digest in merkle.completed_nodes(
            size, merkle.leaf_hash(data), lambda level, index: known[level, index]
        ):
            known[level, index] = digest
            fresh.append({"level": level, "index": index, "hash": digest})
        size += 1
    note = key.sign(size, merkle.root_from(lambda level, index: known[level, index], size))
    ids = [row.id for row in pending]
    connection.execute(_ADD_LEAVES, [{"index": before + n, "event_id": id} for n, id in enumerate(ids)])
    connection.execute(_ADD_NODES, fresh)
    connection.execute(_DONE, {"ids": ids})
    connection.execute(_ADD_CHECKPOINT, {"size": size, "note": note, "at": now})
    return len(pending)


def _edge(connection: Connection, size: int) -> dict[tuple[int, int], bytes]:
    """The complete nodes a tree of ``size`` leaves ends in, one for each bit of ``size``: all that is ever
    needed to make it grow and to name its root."""
    places = [(level, (size >> level) - 1) for level in range(size.bit_length()) if size >> level & 1]
    if not places:
        return {}
    rows = connection.execute(_EDGE, {"places": places})
    return {(level, index): bytes(digest) for level, index, digest in rows}
