"""Unseal the roster: two people, two secrets, in front of the camera (Art. 8(5); protocol section 5)."""

from __future__ import annotations

from datetime import datetime
from typing import Literal

from audit.canonical import canonical
from audit.events import DrawEvent, HouseEvent
from draw_service.rules.life import Draw, parse_time
from draw_service.rules.refusals import (
    BadInput,
    NotFound,
    NotSealed,
    TooEarlyToOpen,
    UnsealCodeDoesNotOpen,
)
from draw_service.rules.roster import Seat, matches, open_roster, roster_hash
from draw_service.rules.slips import read_code
from draw_service.usecases.chain import append, lists_of, load_running, wait_for_gate
from draw_service.usecases.platform.clock_check import witnessed_now
from draw_service.usecases.ports import Books, House
from draw_service.usecases.presence import Codes, confirm_parties
from draw_service.usecases.witnessed import await_gate


def unseal(
    house: House,
    draw_id: str,
    party: Literal["tenderer", "regulator"],
    code: str,
    camera: str,
    codes: Codes,
    reason: str = "",
) -> list[Seat]:
    """``party`` opens with its unseal ``code``, together with the center (``codes``).

    The regulator is a fallback and needs a ``reason``, a slug. Before the sign-in time the service refuses
    whoever asks, logs it, and "not yet" looks like "not there"; witnesses must say, too, that the time
    has come. Raises ``TooEarlyToOpen``, ``NotSealed``, ``GateWaits``, ``BadCode``, ``UnsealCodeDoesNotOpen``,
    ``PartiesMissing``, ``WitnessSilent``, ``WitnessRefuses``.
    """
    await_gate(house, draw_id)
    with house.books() as books:
        refuse_before_signin(house, books, draw_id, house.clock.now())
    if party == "regulator" and not reason:
        raise BadInput(what="reason")
    by = confirm_parties(house, draw_id, codes, ("center", party))
    secret, witnessed = read_code(code), witnessed_now(house)
    with house.books() as books:
        draw = refuse_before_signin(house, books, draw_id, witnessed)
        if draw.sealed is None or not draw.stands_sealed:
            raise NotSealed
        wait_for_gate(books, draw, draw.sealed.n)
        found = books.draws.roster(draw_id)
        if found is None or roster_hash(found[1]) != draw.sealed.body["roster_hash"]:
            raise NotFound
        n, sealed = found
        try:
            _k, seats = open_roster(draw_id, n, sealed, party, secret, house.keyring.unwrap)
        except ValueError:
            log_refusal(house, books, draw_id)
            raise UnsealCodeDoesNotOpen from None
        check_identities(books, draw, seats)
        body = {"by": sorted(by), "camera": camera, "reason": reason}
        append(books, draw, DrawEvent.ROSTER_UNSEALED, body, house.clock.now())
        books.draws.put_openings(draw_id, canonical([seat.opening() for seat in seats]))
        books.commit()
    house.sequence()
    return seats


def refuse_before_signin(house: House, books: Books, draw_id: str, now: datetime) -> Draw:
    """The running draw, once its sign-in time has come; else a logged refusal."""
    draw = load_running(books, draw_id)
    opens = parse_time(draw.sealed.body["signin_at"]) if draw.sealed is not None else draw.signin_at
    if now < opens:
        log_refusal(house, books, draw_id)
        raise TooEarlyToOpen
    return draw


def log_refusal(house: House, books: Books, draw_id: str) -> None:
    """Keep the refusal in the log although the act itself is rolled back."""
    books.journal.note("unsealing", HouseEvent.UNSEAL_REFUSED, {"draw": draw_id}, house.clock.now())
    books.commit()


def check_identities(books: Books, draw: Draw, seats: list[Seat]) -> None:
    """Each opened identity against its commitment and its holder, before anything is shown."""
    leaves = lists_of(books, draw.draw_id).pool
    holders = draw.seating.holders if draw.seating is not None else {}
    for seat in seats:
        holder = holders.get(seat.slot)
        leaf = leaves.get(bytes.fromhex(seat.handle))
        if holder is None or leaf is None or holder.handle != leaf.h or not matches(seat, leaf.c):
            raise NotFound
