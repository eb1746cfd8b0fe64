"""Seal the result: when every seat is accepted or the order is exhausted (Art. 8(3); protocol section 5)."""

from __future__ import annotations

from audit.events import DrawEvent
from draw_service.rules.life import Draw
from draw_service.rules.refusals import CallOpen, NotOrdered, SeatsOpen
from draw_service.rules.roster import SealChance, Seat, roster_hash, seal_roster, seat_of
from draw_service.usecases.chain import append, application_of, keys_and_roll, load_running, secret_k, stamp
from draw_service.usecases.ports import Books, House
from draw_service.usecases.presence import free_room


def seal(house: House, draw_id: str) -> str:
    """Append ``draw.sealed`` with the encrypted roster; the room is free again. Returns the roster's hash.

    Sealing what is already sealed changes nothing. Raises ``NotOrdered``, ``CallOpen``, ``SeatsOpen``.
    """
    with house.books() as books:
        digest = seal_seats(house, books, load_running(books, draw_id))
        books.commit()
    house.sequence()
    return digest


def seal_seats(house: House, books: Books, draw: Draw) -> str:
    """The same in the open transaction."""
    draw_id, seating = draw.draw_id, draw.seating
    if seating is None:
        raise NotOrdered
    if draw.stands_sealed and draw.sealed is not None:
        return str(draw.sealed.body["roster_hash"])
    if seating.open_calls:
        raise CallOpen(slots=_text(seating.open_calls))
    waiting = sorted({*seating.queue, *seating.recused_holders()})
    if waiting or not seating.accepted:
        raise SeatsOpen(slots=_text(waiting or sorted(seating.stratum_of)))
    n = draw.last.n + 1 if draw.last else 0
    sealed = seal_roster(
        draw_id,
        n,
        secret_k(books, draw_id),
        seats_now(books, draw),
        draw.unseal_pks,
        house.keyring.wrap,
        _chance(house, draw),
    )
    signin_at = max(draw.signin_at, application_of(books, draw).signin_at)
    body = {
        "roster_hash": roster_hash(sealed),
        "slots": seating.accepted,
        "signin_at": stamp(signin_at),
    }
    append(books, draw, DrawEvent.DRAW_SEALED, body, house.clock.now())
    books.draws.put_roster(draw_id, n, sealed)
    free_room(books, draw_id)
    return roster_hash(sealed)


def seats_now(books: Books, draw: Draw) -> list[Seat]:
    """Who holds the accepted seats, from K and the register of the lock. Inside the service only."""
    if draw.seating is None:
        raise NotOrdered
    keys, roll = keys_and_roll(books, draw.draw_id)
    holders = draw.seating.holders
    return [
        seat_of(keys, slot, holders[slot].handle, roll[holders[slot].handle])
        for slot in draw.seating.accepted
    ]


def _chance(house: House, draw: Draw) -> SealChance:
    take = house.entropy.bytes
    return SealChance(take(32), take(32), take(12), {party: take(32) for party in sorted(draw.unseal_pks)})


def _text(slots: list[int]) -> str:
    return ", ".join(map(str, slots))
