"""Reading and growing a draw's chain: what every act on a draw begins and ends with."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

from audit.canonical import canonical, parse_canonical
from audit.events import BodyError, DrawEvent, Event
from draw_service.rules.applications import Application
from draw_service.rules.life import EMPTY_LISTS, Draw, Lists, handles_of, pool_leaves, replay, write_time
from draw_service.rules.lottery import DrawKeys, RegisterRow, derive_keys, handle_of
from draw_service.rules.refusals import BadInput, DrawEnded, GateWaits, NotFound, OutOfOrder, SecretsErased
from draw_service.usecases.kept import Kept
from draw_service.usecases.ports import Books


def load(books: Books, draw_id: str) -> Draw:
    """The draw as it stands. Raises ``NotFound``."""
    events = books.journal.events(draw_id)
    if not events:
        raise NotFound
    return replay(draw_id, events, lists_behind(books, draw_id, events))


def load_running(books: Books, draw_id: str) -> Draw:
    """The same, for an act that changes it. Raises ``DrawEnded``."""
    draw = load(books, draw_id)
    if draw.end is not None:
        raise DrawEnded
    return draw


def lists_behind(books: Books, draw_id: str, events: Sequence[Event]) -> Lists:
    """The same as ``lists_of`` for a chain that was read. What a lock committed to never changes: the lists
    of the last locks are read once, by the lock's hash. No person is in them."""
    lock = next((event for event in events if event.type in _LOCKS), None)
    if lock is None:
        return EMPTY_LISTS
    found = _READ.get(lock.hash)
    if found is None:
        found = lists_of(books, draw_id)
        _READ.put(lock.hash, found, len(found.pool) + len(found.recused))
    if not any(event.type is DrawEvent.RECUSAL_ADDED for event in events):
        return found
    return replace(found, added={n: handles_of(data) for n, data in books.draws.added(draw_id)})


def lists_of(books: Books, draw_id: str) -> Lists:
    """The leaves behind the roots of a draw; empty before its lock."""
    pool = books.draws.list(draw_id, "pool")
    if pool is None:
        return EMPTY_LISTS
    recused = books.draws.list(draw_id, "recusals")
    return Lists(
        pool_leaves(pool),
        frozenset(handles_of(recused)) if recused else frozenset(),
        {n: handles_of(data) for n, data in books.draws.added(draw_id)},
    )


_LOCKS = (DrawEvent.DRAW_LOCKED, DrawEvent.SELECTION_CONFIRMED)
_READ: Kept[bytes, Lists] = Kept(100_000)
_AMONG_REVEALS = (DrawEvent.DRAW_REVEALED, DrawEvent.DRAW_ORDERED, DrawEvent.DRAW_ABORTED)
_REASON = re.compile(r"([a-z0-9][a-z0-9-]{0,63})?")


def append(books: Books, draw: Draw, type: DrawEvent, body: Mapping[str, Any], now: datetime) -> Event:
    """Append an event to the draw's chain, in the open transaction.

    Raises ``OutOfOrder`` for what would slip in between the first share and the order (protocol section 3),
    ``BadInput`` for words the log does not take. A reason is a slug: free words could name somebody, and
    the log is for every eye.
    """
    if draw.shares and draw.ordered_n is None and type not in _AMONG_REVEALS:
        raise OutOfOrder
    if not _REASON.fullmatch(body.get("reason", "")):
        raise BadInput(what="reason")
    try:
        draw.last = books.journal.record(draw.draw_id, type, body, now)
    except BodyError as error:
        raise BadInput(what=str(error)) from None
    if type is DrawEvent.SEAT_CALLED:
        draw.dialled(body)
    return draw.last


def application_of(books: Books, draw: Draw) -> Application:
    """The newest version of the draw's application."""
    found = books.draws.application(draw.application_id)
    if found is None:
        raise NotFound
    return found[1]


def wait_for_gate(books: Books, draw: Draw, n: int | None) -> None:
    """Refuse with ``GateWaits`` until event ``n`` stands under a signed checkpoint (protocol section 6)."""
    if n is None or not books.journal.covered(draw.draw_id, n):
        raise GateWaits


def secret_k(books: Books, draw_id: str) -> bytes:
    """K of the draw. Raises ``SecretsErased`` after the hand-over."""
    k = books.draws.secret(draw_id, "k")
    if k is None:
        raise SecretsErased
    return k


def keys_and_roll(books: Books, draw_id: str) -> tuple[DrawKeys, dict[bytes, RegisterRow]]:
    """The draw's keys and, by raw handle, the register as it stood at the lock."""
    keys = derive_keys(secret_k(books, draw_id))
    data = books.draws.list(draw_id, "register")
    if data is None:
        raise SecretsErased
    return keys, {handle_of(keys, row.id): row for row in read_register(data)}


def roll_of(books: Books, draw: Draw) -> dict[bytes, RegisterRow]:
    """The register as it stood at the lock, by raw handle; opened once for all acts of a transaction."""
    if not draw.roll:
        _keys, draw.roll = keys_and_roll(books, draw.draw_id)
    return draw.roll


def read_register(data: bytes) -> list[RegisterRow]:
    return [
        RegisterRow(item["id"], item["name"], item["unit"], tuple(item["s"]))
        for item in parse_canonical(data)
    ]


def write_register(rows: list[RegisterRow]) -> bytes:
    """Canonical list, the form a regulator keeps a copy of (protocol section 2)."""
    return canonical([{"id": r.id, "name": r.name, "s": list(r.s), "unit": r.unit} for r in rows])


def stamp(at: datetime) -> str:
    return write_time(at)
