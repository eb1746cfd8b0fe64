"""Compute the one committed order from the three shares (Art. 4; protocol section 4)."""

from __future__ import annotations

from audit.events import DrawEvent
from draw_service.rules.life import orders_of
from draw_service.rules.lottery import result_commitment, seed
from draw_service.rules.refusals import NotLocked, NotRevealed, OutOfOrder
from draw_service.rules.seats import first_holders
from draw_service.usecases.chain import append, lists_of, load_running
from draw_service.usecases.ports import House


def order_seats(house: House, draw_id: str) -> str:
    """Append ``draw.ordered``; returns the seed in hex. Anyone can compute the same from the shares."""
    with house.books() as books:
        draw = load_running(books, draw_id)
        if draw.lock is None:
            raise NotLocked
        if draw.next_of_reveal is not None:
            raise NotRevealed
        if draw.ordered_n is not None:
            raise OutOfOrder
        draw.seed = seed(draw.lock_hash, draw.shares)
        lists = lists_of(books, draw_id)
        units = {h: leaf.u for h, leaf in lists.pool.items()}
        cap = draw.lock.body["max_per_unit"]
        first = first_holders(draw.strata, orders_of(draw, lists), units, cap, lists.recused)
        body = {"seed": draw.seed.hex(), "result_commit": result_commitment(draw.seed, first).hex()}
        append(books, draw, DrawEvent.DRAW_ORDERED, body, house.clock.now())
        books.commit()
    house.sequence()
    return draw.seed.hex()
