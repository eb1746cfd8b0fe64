"""Reveal one party's share, in the order tenderer, regulator, center (Art. 8(2); protocol section 4)."""

from __future__ import annotations

from hmac import compare_digest

from audit.events import DrawEvent
from draw_service.rules.applications import Party
from draw_service.rules.codes import Parties
from draw_service.rules.lottery import commitment
from draw_service.rules.refusals import (
    NotLocked,
    ReceiptNotPrinted,
    RevealOutOfTurn,
    SecretsErased,
    ShareDoesNotOpen,
)
from draw_service.rules.slips import read_code
from draw_service.usecases.chain import append, load_running, wait_for_gate
from draw_service.usecases.ports import House
from draw_service.usecases.witnessed import await_gate


def reveal_share(house: House, draw_id: str, party: Party, code: str = "") -> None:
    """``code``: the slip's share code; the center's share is the server's own and takes none.

    Raises ``NotLocked``, ``ReceiptNotPrinted``, ``GateWaits``, ``RevealOutOfTurn``, ``BadCode`` or
    ``ShareDoesNotOpen``.
    """
    await_gate(house, draw_id)
    with house.books() as books:
        draw = load_running(books, draw_id)
        if draw.lock is None:
            raise NotLocked
        if books.draws.marked(draw_id, "receipt") is None:
            raise ReceiptNotPrinted
        wait_for_gate(books, draw, draw.lock.n)
        turn = draw.next_of_reveal
        if party != turn:
            raise RevealOutOfTurn(turn=Parties([turn] if turn else []))
        if party == "center":
            own = books.draws.secret(draw_id, "center-share")
            if own is None:
                raise SecretsErased
            share = own
        else:
            share = read_code(code)
        expected = draw.lock.body["commitments"][party]
        if not compare_digest(commitment(party, draw_id, share).hex(), expected):
            raise ShareDoesNotOpen
        body = {"party": party, "share": share.hex()}
        append(books, draw, DrawEvent.DRAW_REVEALED, body, house.clock.now())
        books.commit()
