"""The append-only journal and the house log over it (protocol sections 3, 6 and 7).

An event is written in the caller's transaction, beside the fact it records. Its place in the log is given
afterwards by ``audit.sequencer``, one at a time. The only commits are the caller's.
"""

from __future__ import annotations

import re
from base64 import b64encode
from collections.abc import Collection, Iterator, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from functools import cache, lru_cache
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, Select, bindparam, func, insert, literal_column, select, true
from sqlalchemy.exc import IntegrityError
from sqlmodel import Session

from audit import events, merkle
from audit.columns import advisory_lock, table_of
from audit.cosigned import NOBODY, Quorum, enough, lines_of
from audit.events import DrawEvent, Event, HouseEvent, HouseFact
from audit.keys import LogKey
from audit.statements import Statement
from audit.tables import JournalEvent, LogCheckpoint, LogLeaf, LogNode, LogPending

EVENT = table_of(JournalEvent)
PENDING = table_of(LogPending)
LEAF = table_of(LogLeaf)
NODE = table_of(LogNode)
CHECKPOINT = table_of(LogCheckpoint)

WAITED = timedelta(minutes=1)
"""How long a writer may have waited for another's transaction after it looked at the clock. Within one
draw time never goes back at all; over the whole log only a clock that was set back is refused."""


class TimeWentBack(Exception):
    """``at`` lies before the last event of the chain, or before the log's last by more than ``WAITED``."""


class PlaceTaken(Exception):
    """Another transaction has appended to the chain since this one read its end."""


class NothingSigned(LookupError):
    """No signed checkpoint covers what evidence is asked for."""


class Head(NamedTuple):
    """The end of a chain: the last event's number, hash and time. ``n`` -1 for an empty chain. ``log_at``:
    time of the whole log's last event, None where it was not looked up."""

    n: int
    hash: bytes
    at: datetime
    log_at: datetime | None = None


EMPTY = Head(-1, b"", datetime.min.replace(tzinfo=UTC))

# An append runs with every act: its statements are compiled once.
_LOG_AT = select(EVENT.c.at).order_by(EVENT.c.id.desc()).limit(1)
_NEW = {c.name: bindparam(f"new_{c.name}", type_=c.type) for c in EVENT.columns if c is not EVENT.c.id}
_ADDED = insert(EVENT).values(_NEW).returning(EVENT.c.id).cte("added")
_ADD_EVENT = Statement(insert(EVENT).values(_NEW).inline())
_ADD_PENDING = Statement(insert(PENDING).values(event_id=bindparam("new_id")))
_ADD_BOTH = Statement(insert(PENDING).from_select([PENDING.c.event_id], select(_ADDED.c.id)))
"""The event and its place among the pending in one go, where the engine can."""


def _end_of(column: Any) -> Select[Any]:
    """End of the chain ``:chain`` and the log's last time, one row; without a log the time is null."""
    columns = EVENT.c.n, EVENT.c.hash, EVENT.c.at
    end = select(*columns).where(column == bindparam("chain")).order_by(EVENT.c.n.desc()).limit(1).subquery()
    log = select(_LOG_AT.scalar_subquery().label("log_at")).subquery()
    return select(end.c.n, end.c.hash, end.c.at, log.c.log_at).select_from(log.outerjoin(end, true()))


_END_OF_DRAW, _END_OF_STREAM = Statement(_end_of(EVENT.c.draw)), Statement(_end_of(EVENT.c.stream))


def write_time(at: datetime) -> str:
    """``YYYY-MM-DDTHH:MM:SSZ``; parts of a second are dropped. ``ValueError`` for a naive time."""
    if at.utcoffset() is None:
        raise ValueError("an event's time needs a time zone")
    return at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def head_after(event: Event, *, written: bool = False) -> Head:
    """The end of a chain whose last event this is; ``written`` by this transaction, as the log's last."""
    at = datetime.fromisoformat(event.at)
    return Head(event.n, event.hash, at, at if written else None)


def head_of_draw(session: Session, draw: str) -> Head:
    """The end of a draw's chain as this transaction sees it."""
    return _head(session, _END_OF_DRAW, draw)


def _head(session: Session, end: Statement, chain: str) -> Head:
    [(n, digest, at, log_at)] = end.rows(session.connection(), chain=chain)
    return EMPTY._replace(log_at=log_at) if n is None else Head(n, digest, at, log_at)


def append_to_draw(
    session: Session, draw: str, type: DrawEvent, body: Mapping[str, Any], at: datetime, head: Head
) -> Event:
    """Append to a draw's chain after ``head``, the end the caller decided upon.

    Raises ``PlaceTaken`` when the chain has grown meanwhile, ``TimeWentBack``, or ``events.BodyError``.
    """
    at = at.replace(microsecond=0)
    if at < head.at:
        raise TimeWentBack
    event = events.new(draw=draw, n=head.n + 1, prev=head.hash.hex(), type=type, body=body, at=write_time(at))
    _write(session, event, at, head, draw=draw)
    return event


def append_to_stream(
    session: Session, stream: str, type: HouseEvent, body: Mapping[str, Any], at: datetime
) -> HouseFact:
    """Append a fact outside draws. Writers of one stream wait for each other's transactions."""
    advisory_lock(session, f"stream {stream}")
    at = at.replace(microsecond=0)
    head = _head(session, _END_OF_STREAM, stream)
    fact = events.new_house(
        stream=stream, n=head.n + 1, prev=head.hash.hex(), type=type, body=body, at=write_time(at)
    )
    _write(session, fact, at, head, stream=stream)
    return fact


def _write(
    session: Session,
    event: Event | HouseFact,
    at: datetime,
    head: Head,
    draw: str | None = None,
    stream: str | None = None,
) -> None:
    connection = session.connection()
    last = head.log_at
    if last is None and head.n >= 0:
        last = connection.execute(_LOG_AT).scalar()
    if last is not None and at < last - WAITED:
        raise TimeWentBack
    add = _ADD_BOTH if connection.dialect.name == "postgresql" else _ADD_EVENT
    try:
        event_id = add(
            connection,
            new_draw=draw,
            new_stream=stream,
            new_n=event.n,
            new_type=str(event.type),
            new_at=at,
            new_data=event.bytes,
            new_hash=event.hash,
        )
    except IntegrityError:
        raise PlaceTaken from None
    if add is _ADD_EVENT:
        _ADD_PENDING(connection, new_id=event_id)


def last_at(session: Session) -> datetime | None:
    """When the last event was written, None for an empty log."""
    return session.execute(_LOG_AT).scalar()


_REVEALED: ColumnElement[str] = literal_column(f"'{DrawEvent.DRAW_REVEALED}'")
"""Written out, since an engine uses an index over some rows only where it sees which rows are asked for."""
_SHARE = re.compile(rb'"share":"([0-9a-f]{64})"')
"""In the canonical bytes of a reveal, whose body was checked when it was written."""


def revealed_shares(session: Session) -> Iterator[bytes]:
    """Every share any draw has revealed, in the order written."""
    found = select(EVENT.c.data).where(EVENT.c.type == _REVEALED).order_by(EVENT.c.id)
    for data in session.execute(found).scalars():
        for share in _SHARE.findall(data):
            yield bytes.fromhex(share.decode())


def newest_of(
    session: Session, types: Collection[DrawEvent | HouseEvent], most: int
) -> list[Event | HouseFact]:
    """The newest ``most`` events of these types, of draws and outside them, the last written first."""
    wanted = [str(one) for one in types]
    found = select(EVENT.c.draw, EVENT.c.data).where(EVENT.c.type.in_(wanted))
    rows = session.execute(found.order_by(EVENT.c.id.desc()).limit(most))
    return [events.decode_house(row.data) if row.draw is None else events.decode(row.data) for row in rows]


# Chains are read again and again as they grow; what was read and checked once stays true of its bytes.
_decoded = lru_cache(maxsize=8192)(events.decode)


def chain(session: Session, draw: str) -> list[Event]:
    """The events of a draw, ascending by n."""
    rows = select(EVENT.c.data).where(EVENT.c.draw == draw).order_by(EVENT.c.n)
    return [_decoded(data) for data in session.execute(rows).scalars()]


def lengths(session: Session, draws: Sequence[str]) -> dict[str, int]:
    """How many events each of these draws has; 0 is left out."""
    rows = select(EVENT.c.draw, func.max(EVENT.c.n) + 1).where(EVENT.c.draw.in_(draws)).group_by(EVENT.c.draw)
    return {draw: int(length) for draw, length in session.execute(rows)}


def kinds(session: Session, draws: Collection[str]) -> dict[str, set[DrawEvent]]:
    """Which types of event each of these draws has; a draw without events is left out."""
    found: dict[str, set[DrawEvent]] = {}
    rows = select(EVENT.c.draw, EVENT.c.type).where(EVENT.c.draw.in_(draws)).distinct()
    for draw, type in session.execute(rows):
        found.setdefault(draw, set()).add(DrawEvent(type))
    return found


def _nodes(session: Session) -> merkle.Node:
    rows = select(NODE.c.hash)

    @cache
    def node(level: int, index: int) -> bytes:
        where = rows.where(NODE.c.level == level, NODE.c.index == index)
        return bytes(session.execute(where).scalar_one())

    return node


def covered(session: Session, draw: str, n: int, quorum: Quorum = NOBODY) -> bool:
    """Whether event ``n`` of the draw stands under a signed checkpoint that the quorum has cosigned."""
    index = _index(session, draw, n)
    return index is not None and _gate(session, index, quorum) is not None


_GATES = {
    DrawEvent.DRAW_LOCKED: (DrawEvent.DRAW_REVEALED,),
    DrawEvent.DRAW_ORDERED: (DrawEvent.SEAT_CALLED, DrawEvent.SEAT_EXHAUSTED),
    DrawEvent.DRAW_SEALED: (DrawEvent.ROSTER_PRINTED, DrawEvent.ROSTER_UNSEALED, DrawEvent.ROSTER_REBUILT),
}
"""What a draw waits at, and what has to wait for it (protocol section 8, step 6)."""


def waits_for(session: Session, draw: str, *, whole: bool = False) -> int | None:
    """Number of the last event of a draw that others wait for, None for none; ``whole``: of its last one."""
    rows = select(func.max(EVENT.c.n)).where(EVENT.c.draw == draw)
    if not whole:
        rows = rows.where(EVENT.c.type.in_([str(type) for type in _GATES]))
    return session.execute(rows).scalar()


def _index(session: Session, draw: str, n: int) -> int | None:
    joined = select(LEAF.c.index).join(EVENT, LEAF.c.event_id == EVENT.c.id)
    return session.execute(joined.where(EVENT.c.draw == draw, EVENT.c.n == n)).scalar()


def _gate(session: Session, index: int, quorum: Quorum, most: int | None = None) -> tuple[int, str] | None:
    """Size and note of the first checkpoint that covers the leaf, has the quorum and at most ``most``
    leaves; the cosignatures stand in the note."""
    rows = select(CHECKPOINT.c.size, CHECKPOINT.c.note).where(CHECKPOINT.c.size > index, enough(quorum))
    if most is not None:
        rows = rows.where(CHECKPOINT.c.size <= most)
    found = session.execute(rows.order_by(CHECKPOINT.c.size).limit(1)).first()
    return (found.size, _cosigned(session, found.size, found.note, quorum)) if found else None


def _cosigned(session: Session, size: int, note: str, quorum: Quorum) -> str:
    """The note with its cosignatures."""
    return note + "".join(lines_of(session, size, quorum.vkeys).values())


def newest_checkpoint(session: Session, quorum: Quorum = NOBODY) -> tuple[int, str] | None:
    """Size and note of the last signed tree head that the quorum has cosigned, their signatures in it."""
    rows = select(CHECKPOINT.c.size, CHECKPOINT.c.note).where(enough(quorum))
    found = session.execute(rows.order_by(CHECKPOINT.c.size.desc()).limit(1)).first()
    return (found.size, _cosigned(session, found.size, found.note, quorum)) if found else None


def growth(session: Session, old: int, new: int) -> tuple[bytes, ...]:
    """The consistency proof from the tree of ``old`` leaves to that of ``new``."""
    return tuple(merkle.consistency_proof(_nodes(session), old, new))


def evidence(
    session: Session, draw: str, gates: Mapping[str, int | None], key: LogKey, quorum: Quorum = NOBODY
) -> dict[str, Any]:
    """The log's half of an evidence bundle (protocol section 7), proven against the newest checkpoint with
    the quorum.

    ``gates``: name -> n of the event the draw waited for, None for a gate it never reached. Raises
    ``NothingSigned`` while an event of the draw is not under that checkpoint.
    """
    newest = newest_checkpoint(session, quorum)
    if newest is None:
        raise NothingSigned
    size, note = newest
    node = _nodes(session)
    places = (
        select(EVENT.c.n, EVENT.c.type, EVENT.c.data, LEAF.c.index)
        .outerjoin(LEAF, LEAF.c.event_id == EVENT.c.id)
        .where(EVENT.c.draw == draw)
        .order_by(EVENT.c.n)
    )
    logged: list[dict[str, Any]] = []
    place: list[tuple[str, int]] = []
    for _n, kind, data, index in session.execute(places):
        if index is None or index >= size:
            raise NothingSigned
        place.append((kind, index))
        path = [part.hex() for part in merkle.inclusion_proof(node, index, size)]
        logged.append({"index": index, "bytes": b64encode(data).decode(), "proof": path})
    passed: dict[str, Any] = {}
    for name, n in gates.items():
        gate = None if n is None else _waited(session, place, n, quorum, size)
        passed[name] = gate and {
            "checkpoint": gate[1],
            "consistency": [part.hex() for part in merkle.consistency_proof(node, gate[0], size)],
        }
    return {
        "origin": key.origin,
        "vkeys": {"log": key.vkey, "witnesses": list(lines_of(session, size, quorum.vkeys))},
        "checkpoint": note,
        "gates": passed,
        "events": logged,
    }


def _waited(
    session: Session, place: Sequence[tuple[str, int]], n: int, quorum: Quorum, size: int
) -> tuple[int, str] | None:
    """The checkpoint the draw waited for at event ``n``. One that went on before the house had witnesses
    shows the checkpoint of its time, which bears no cosignature."""
    kind, index = place[n]
    waiting = _GATES.get(DrawEvent(kind), ())
    before = next((at for later, at in place[n + 1 :] if later in waiting), size)
    return _gate(session, index, quorum, before) or _gate(session, index, NOBODY, before)


def stream_proofs(
    session: Session, stream: str
) -> tuple[str, Iterator[tuple[int, int, bytes, tuple[str, ...]]]]:
    """The newest checkpoint's note, and for every fact of ``stream`` under it, ascending by n: its n, its
    log index, its bytes and audit path (hex). Raises ``NothingSigned`` while nothing is signed."""
    newest = newest_checkpoint(session)
    if newest is None:
        raise NothingSigned
    size, note = newest
    node = _nodes(session)
    logged = EVENT.join(LEAF, LEAF.c.event_id == EVENT.c.id)
    rows = select(EVENT.c.n, LEAF.c.index, EVENT.c.data).select_from(logged)
    rows = rows.where(EVENT.c.stream == stream, LEAF.c.index < size).order_by(EVENT.c.n)

    def proven() -> Iterator[tuple[int, int, bytes, tuple[str, ...]]]:
        with session.execute(rows, execution_options={"yield_per": 1000}) as found:
            for n, index, data in found:
                path = merkle.inclusion_proof(node, index, size)
                yield n, index, data, tuple(part.hex() for part in path)

    return note, proven()


def leaves(session: Session, first: int = 0, most: int | None = None) -> Iterator[bytes]:
    """Sequenced leaves in log order, from number ``first`` on, at most ``most`` of them."""
    logged = EVENT.join(LEAF, LEAF.c.event_id == EVENT.c.id)
    rows = select(EVENT.c.data).select_from(logged).where(LEAF.c.index >= first).order_by(LEAF.c.index)
    with session.execute(rows.limit(most), execution_options={"yield_per": 1000}) as found:
        yield from found.scalars()
