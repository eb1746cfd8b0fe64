"""After the draw an expert sees where the own ticket stood, and takes a receipt to recompute it (Art. 16).

While K is there a receipt follows from it. With the hand-over K is erased, so the receipts of everybody in a
list of the draw are written down before, each in a cell of its own: the house can still tell each expert
about themselves, and whoever reads one receipt reads one.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from audit.canonical import canonical, parse_canonical
from audit.events import HouseEvent
from draw_service.rules.life import Draw, parse_time
from draw_service.rules.lottery import DrawKeys, RegisterRow, handle_of, order, salt_of, ticket
from draw_service.rules.refusals import NotFound
from draw_service.usecases.chain import keys_and_roll, load
from draw_service.usecases.ports import Books, House

FORMAT = "edraw-ticket/1"
NEWEST = 100
"""Draws looked through for an expert's own; older ones are in the year's archive."""


@dataclass(frozen=True, slots=True)
class Place:
    """``rank`` of ``of`` in the order of one stratum; the first is 1."""

    stratum: str
    code: str
    rank: int
    of: int
    quota: int


@dataclass(frozen=True, slots=True)
class OwnTicket:
    """``place``: pool, excluded or recused; ``why``: the code of the last two; ``slot``: the seat that was
    offered, 0 for none; ``sealed``: held one to the end."""

    draw_id: str
    at: datetime
    project: str
    place: str
    why: str
    ticket: str
    ranks: tuple[Place, ...]
    slot: int
    sealed: bool


def own_tickets(house: House, expert_id: str) -> list[tuple[str, datetime]]:
    """Draws with a published bundle in one of whose lists this expert was, the newest first, and when the
    result was announced."""
    with house.books() as books:
        published = [
            (row.draw_id, at)
            for row in books.draws.newest(NEWEST)
            if (at := books.draws.marked(row.draw_id, "notice")) is not None
        ]
        return [one for one in published if _receipt(books, one[0], expert_id) is not None]


def own_ticket(house: House, expert_id: str, draw_id: str) -> OwnTicket:
    """Raises ``NotFound``: not published yet, not in a list, and not there look the same."""
    with house.books() as books:
        found = _own(books, draw_id, expert_id)
    if found is None:
        raise NotFound
    return found


def own_receipt(house: House, expert_id: str, draw_id: str) -> bytes:
    """The private receipt, as ``audit.verify.ticket`` and the offline page take it. Raises ``NotFound``."""
    with house.books() as books:
        receipt = _receipt(books, draw_id, expert_id)
        if receipt is None or _own(books, draw_id, expert_id) is None:
            raise NotFound
    return receipt


def keep_receipts(house: House, books: Books, draw: Draw) -> None:
    """Before K is erased, in the transaction that erases it: the receipts of all who are in a list."""
    if draw.lock is None or draw.selected is not None:
        return
    keys, roll = keys_and_roll(books, draw.draw_id)
    listed = {*_handles(books, draw.draw_id, "pool"), *_handles(books, draw.draw_id, "excluded")}
    mine = {handle: row for handle, row in roll.items() if handle.hex() in listed}
    books.experts.keep_tickets(draw.draw_id, _receipts(draw.draw_id, keys, mine))
    body: dict[str, str | int] = {"draw": draw.draw_id, "count": len(mine)}
    books.journal.note("supervision", HouseEvent.TICKETS_KEPT, body, house.clock.now())


def _receipts(draw_id: str, keys: DrawKeys, roll: dict[bytes, RegisterRow]) -> Iterator[tuple[str, bytes]]:
    for handle, row in roll.items():
        yield row.id, _write(draw_id, keys, handle, row)


def _write(draw_id: str, keys: DrawKeys, handle: bytes, row: RegisterRow) -> bytes:
    return canonical(
        {
            "format": FORMAT,
            "draw": draw_id,
            "handle": handle.hex(),
            "salt": salt_of(keys, row.id).hex(),
            "identity": {"id": row.id, "name": row.name, "unit": row.unit},
        }
    )


def _receipt(books: Books, draw_id: str, expert_id: str) -> bytes | None:
    kept = books.experts.ticket(draw_id, expert_id)
    k = books.draws.secret(draw_id, "k")
    if kept is not None or k is None or books.draws.list(draw_id, "register") is None:
        return kept
    keys, roll = keys_and_roll(books, draw_id)
    handle = handle_of(keys, expert_id)
    listed = {*_handles(books, draw_id, "pool"), *_handles(books, draw_id, "excluded")}
    return _write(draw_id, keys, handle, roll[handle]) if handle.hex() in listed else None


def _own(books: Books, draw_id: str, expert_id: str) -> OwnTicket | None:
    return None if books.draws.marked(draw_id, "notice") is None else place_in(books, draw_id, expert_id)


def place_in(books: Books, draw_id: str, expert_id: str) -> OwnTicket | None:
    """Where an expert stood in a draw that was unsealed and has ended; None for one in no list of it."""
    receipt = _receipt(books, draw_id, expert_id)
    if receipt is None:
        return None
    handle: str = parse_canonical(receipt)["handle"]
    draw = load(books, draw_id)
    if draw.seating is None or draw.unsealed is None or draw.end is None or draw.selected is not None:
        return None
    why, place = _why(books, draw, handle)
    leaf = next((one for one in _list(books, draw_id, "pool") if one["h"] == handle), None)
    if leaf is None and place != "excluded":
        return None
    raw = bytes.fromhex(handle)
    slots = [slot for (slot, _ordinal), called in draw.seating.called.items() if called == raw]
    application = books.draws.application(draw.application_id)
    return OwnTicket(
        draw_id=draw_id,
        at=parse_time(draw.end.at),
        project=application[1].project_name if application else "",
        place=place,
        why=why,
        ticket=ticket(draw.seed, raw).hex() if leaf and draw.seed else "",
        ranks=tuple(_ranks(books, draw, raw, leaf["s"])) if leaf else (),
        slot=slots[-1] if slots else 0,
        sealed=any(held.handle == raw for held in draw.seating.holders.values()),
    )


def _why(books: Books, draw: Draw, handle: str) -> tuple[str, str]:
    """The code and the list it stands in; recusals of the lock come before those added later."""
    for leaf in _list(books, draw.draw_id, "excluded"):
        if leaf["h"] == handle:
            return leaf["why"], "excluded"
    for leaf in _list(books, draw.draw_id, "recusals"):
        if leaf["h"] == handle:
            return leaf["why"], "recused"
    for _n, data in books.draws.added(draw.draw_id):
        for added in _parsed(data):
            if added["h"] == handle:
                return added["why"], "recused"
    return "", "pool"


def _ranks(books: Books, draw: Draw, handle: bytes, strata: list[str]) -> Iterator[Place]:
    leaves = _list(books, draw.draw_id, "pool")
    for stratum in draw.strata:
        if stratum.id in strata and draw.seed:
            members = [bytes.fromhex(one["h"]) for one in leaves if stratum.id in one["s"]]
            rank = order(draw.seed, members).index(handle) + 1
            yield Place(stratum.id, stratum.code, rank, len(members), stratum.quota)


def _handles(books: Books, draw_id: str, kind: str) -> Iterator[str]:
    for leaf in _list(books, draw_id, kind):
        yield leaf["h"]


def _list(books: Books, draw_id: str, kind: Any) -> list[dict[str, Any]]:
    return _parsed(books.draws.list(draw_id, kind))


def _parsed(data: bytes | None) -> list[dict[str, Any]]:
    return list(parse_canonical(data)) if data is not None else []
