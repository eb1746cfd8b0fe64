"""The places of events in the house log (protocol section 3): pending ones get their index in batches, and
each batch is signed once.

What keeps the log in one order without a gap are the primary keys of leaves, nodes and checkpoints: a second
sequencer on the same tree fails on them. The lock only spares it the work.
"""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import bindparam, delete, insert, text
from sqlmodel import Session

from audit import merkle
from audit.columns import UTCDateTime, advisory_lock
from audit.journal import CHECKPOINT, LEAF, NODE, PENDING
from audit.keys import LogKey
from audit.statements import Statement

BATCH = 1000

_AT = bindparam("at", type_=UTCDateTime())
_READ = Statement(
    text("""
WITH RECURSIVE edge (level, rest) AS (
    SELECT 0, (SELECT coalesce(max("index") + 1, 0) FROM log_leaf)
    UNION ALL
    SELECT level + 1, rest >> 1 FROM edge WHERE rest > 1
)
SELECT -1 AS level, id AS place, data
FROM (
    SELECT event_id AS id, (SELECT data FROM journal_event WHERE id = event_id) AS data
    FROM log_pending ORDER BY event_id LIMIT :batch
) AS waiting
UNION ALL
SELECT level, rest - 1,
    (SELECT hash FROM log_node WHERE log_node.level = edge.level AND log_node."index" = edge.rest - 1)
FROM edge WHERE rest % 2 = 1
ORDER BY 1, 2
""")
)
"""First the pending events, each as (-1, id, bytes). Then the complete nodes the tree ends in, each as
(level, index, hash), one for each bit of its size: all that is needed to grow it and to name its root. Each
event is fetched by its number: of a join, an engine may begin at the log's first event."""
_WRITE = Statement(
    text("""
WITH leaves AS (
    INSERT INTO log_leaf ("index", event_id)
    SELECT * FROM unnest(CAST(:places AS bigint[]), CAST(:ids AS bigint[]))
), nodes AS (
    INSERT INTO log_node (level, "index", hash)
    SELECT * FROM unnest(CAST(:levels AS integer[]), CAST(:indices AS bigint[]), CAST(:hashes AS bytea[]))
), done AS (
    DELETE FROM log_pending WHERE event_id = ANY(CAST(:ids AS bigint[]))
)
INSERT INTO log_checkpoint (size, note, at) VALUES (:size, :note, :at)
""").bindparams(_AT)
)
"""A whole round in one go, where the engine can."""
_ADD_LEAF = Statement(insert(LEAF).values(index=bindparam("place"), event_id=bindparam("id")))
_ADD_NODE = Statement(
    insert(NODE).values(level=bindparam("on"), index=bindparam("place"), hash=bindparam("digest"))
)
_DONE = Statement(delete(PENDING).where(PENDING.c.event_id == bindparam("id")))
_ADD_CHECKPOINT = Statement(
    insert(CHECKPOINT).values(size=bindparam("leaves"), note=bindparam("signed"), at=bindparam("now"))
)


def sequence(session: Session, key: LogKey, now: datetime, batch: int = BATCH) -> int:
    """Give up to ``batch`` pending events their log index, write the nodes they complete and sign the tree.

    Returns how many were pending; below ``batch`` nothing is left. Harmless when repeated. On PostgreSQL
    an id may become visible after a larger one: the order is that of ids among the committed.
    """
    advisory_lock(session, "sequencer")
    connection = session.connection()
    pending: list[tuple[int, bytes]] = []
    known: dict[tuple[int, int], bytes] = {}
    for level, place, data in _READ.rows(connection, batch=batch):
        if level < 0:
            pending.append((place, data))
        else:
            known[level, place] = data
    if not pending:
        return 0
    before = size = sum(1 << level for level, _ in known)
    fresh: list[tuple[int, int, bytes]] = []
    for _id, data in pending:
        done = merkle.completed_nodes(size, merkle.leaf_hash(data), lambda level, index: known[level, index])
        known.update({(level, index): digest for level, index, digest in done})
        fresh += done
        size += 1
    note = key.sign(size, merkle.root_from(lambda level, index: known[level, index], size))
    ids, places = [id for id, _ in pending], list(range(before, size))
    if connection.dialect.name == "postgresql":
        columns = zip(("levels", "indices", "hashes"), zip(*fresh, strict=True), strict=True)
        nodes = {name: list(values) for name, values in columns}
        _WRITE(connection, ids=ids, places=places, **nodes, size=size, note=note, at=now)
        return len(ids)
    _ADD_LEAF.many(connection, [{"id": id, "place": place} for id, place in zip(ids, places, strict=True)])
    _ADD_NODE.many(connection, [{"on": on, "place": place, "digest": digest} for on, place, digest in fresh])
    _DONE.many(connection, [{"id": id} for id in ids])
    _ADD_CHECKPOINT(connection, leaves=size, signed=note, now=now)
    return len(ids)
