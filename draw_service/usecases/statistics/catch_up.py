"""Read the log on from where counting stopped (Art. 23): a sum cannot drift from the log, and no draw waits
for it.

The reader goes by log index, so nothing is counted twice or passed over, whoever runs and however often. Who
was called is told by K of the draw, which is why the hand-over that erases it lets the reader catch up first;
where K was gone before, those who sat are told by the opened roster and the others by nobody.
"""

from __future__ import annotations

from audit.canonical import parse_canonical
from audit.events import DrawEvent
from draw_service.rules.companies import normalise
from draw_service.rules.life import Draw, parse_time
from draw_service.rules.lottery import order
from draw_service.rules.refusals import SecretsErased
from draw_service.rules.statistics import (
    Fact,
    Ordered,
    minutes_to_seats,
    party_of,
    seats_of,
)
from draw_service.usecases.chain import application_of, keys_and_roll, lists_of, load
from draw_service.usecases.ports import Books, House

LEAVES = 1000
"""Looked at in one turn."""


def catch_up(house: House, most: int = 0) -> int:
    """Leaves of the log that are still to be read, 0 when all are counted. ``most``: turns of ``LEAVES`` at
    most, 0 for as many as it takes."""
    turns = 0
    while True:
        with house.views() as books:
            left = books.statistics.size() - books.statistics.position()
        if left <= 0 or (most and turns >= most):
            return max(left, 0)
        _turn(house)
        turns += 1


def _turn(house: House) -> None:
    """Read and reckon beside the writers; only what is kept is written alone."""
    with house.views() as books:
        before = books.statistics.position()
        position, ended = books.statistics.ended(before, LEAVES)
        facts = [fact_of(books, draw_id, index) for index, draw_id in ended]
    with house.books() as books:
        if books.statistics.take_turn() == before:  # else somebody else has counted these
            books.statistics.add(facts, position)
            books.commit()


def fact_of(books: Books, draw_id: str, index: int) -> Fact:
    """What is counted of an ended draw. Nobody in it is told where its names were not opened."""
    draw, events = load(books, draw_id), books.journal.events(draw_id)
    end = draw.end
    if end is None:
        raise ValueError("the draw has not ended")
    application = application_of(books, draw)
    opened = draw.unsealed is not None
    roll = _roll(books, draw) if opened else {}
    seats = seats_of(draw, events, roll)
    served = any(seat.served and seat.expert for seat in seats)
    bidders = (books.draws.bidders(draw.application_id) or ()) if served else ()
    closed = end.type is DrawEvent.DRAW_CLOSED
    return Fact(
        draw_id,
        index,
        parse_time(end.at),
        tuple(sorted({normalise(name) for name in application.authority} - {""})),
        party_of(application.tenderer),
        party_of(application.agency),
        tuple({one.key: one for one in map(party_of, (b.company for b in bidders))}.values()),
        application.mode,
        end.body["reason"] if closed else "aborted",
        "" if closed else end.body["ground"],
        () if closed else tuple(sorted(end.body["by"])),
        len(draw.shares),
        minutes_to_seats(events),
        opened,
        seats,
        _orders(books, draw, roll) if opened and draw.seed else (),
    )


def _roll(books: Books, draw: Draw) -> dict[bytes, str]:
    """Raw handle -> register id, of all who were in the register at the lock; else of who sat."""
    try:
        _keys, roll = keys_and_roll(books, draw.draw_id)
    except SecretsErased:
        held = parse_canonical(books.draws.openings(draw.draw_id) or b"[]")
        holders = draw.seating.holders if draw.seating is not None else {}
        return {
            holders[seat["slot"]].handle: seat["identity"]["id"] for seat in held if seat["slot"] in holders
        }
    return {handle: row.id for handle, row in roll.items()}


def _orders(books: Books, draw: Draw, roll: dict[bytes, str]) -> tuple[Ordered, ...]:
    """The tickets' own order, whoever sat in the end; nothing where somebody in it cannot be told."""
    lists = lists_of(books, draw.draw_id)
    found = []
    for stratum in draw.strata:
        could = [h for h, leaf in lists.pool.items() if stratum.id in leaf.s and h not in lists.recused]
        if all(h in roll for h in could):
            drawn = order(draw.seed, could)[: stratum.quota]
            people = tuple(sorted(roll[h] for h in could))
            found.append(Ordered(stratum.id, stratum.code, people, tuple(roll[h] for h in drawn)))
    return tuple(found)
