"""Both unseal halves are lost: three parties rebuild the roster from K and the register (protocol 3)."""

from __future__ import annotations

from audit.canonical import canonical
from audit.events import DrawEvent
from draw_service.rules.refusals import NotSealed
from draw_service.rules.roster import Seat
from draw_service.usecases.arrival.unseal import check_identities, refuse_before_signin
from draw_service.usecases.chain import append, wait_for_gate
from draw_service.usecases.draws.seal import seats_now
from draw_service.usecases.platform.clock_check import witnessed_now
from draw_service.usecases.ports import House
from draw_service.usecases.presence import Codes, confirm_parties
from draw_service.usecases.witnessed import await_gate


def rebuild_roster(house: House, draw_id: str, reason: str, codes: Codes) -> list[Seat]:
    """In place of unsealing, by all three, for ``reason``, a slug; every identity is checked against its
    commitment.

    Raises ``TooEarlyToOpen``, ``NotSealed``, ``GateWaits``, ``PartiesMissing``.
    """
    await_gate(house, draw_id)
    with house.books() as books:
        refuse_before_signin(house, books, draw_id, house.clock.now())
    by, witnessed = confirm_parties(house, draw_id, codes), witnessed_now(house)
    with house.books() as books:
        draw = refuse_before_signin(house, books, draw_id, witnessed)
        if draw.sealed is None or not draw.stands_sealed:
            raise NotSealed
        wait_for_gate(books, draw, draw.sealed.n)
        seats = seats_now(books, draw)
        check_identities(books, draw, seats)
        append(books, draw, DrawEvent.ROSTER_REBUILT, {"by": by, "reason": reason}, house.clock.now())
        books.draws.put_openings(draw_id, canonical([seat.opening() for seat in seats]))
        books.commit()
    house.sequence()
    return seats
