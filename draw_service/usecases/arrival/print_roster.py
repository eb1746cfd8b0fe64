"""The blind print into the confidential envelope, from the sign-in time on (Art. 8(3)).

The server sends the sheet to the printer; no preview, no download. A reprint takes three parties and a
serial of its own.
"""

from __future__ import annotations

from audit.events import DrawEvent
from draw_service.rules.life import parse_time
from draw_service.rules.refusals import NotSealed, TooEarlyToOpen
from draw_service.usecases.arrival.employers import employer_of
from draw_service.usecases.arrival.unseal import log_refusal
from draw_service.usecases.chain import append, application_of, load_running, wait_for_gate
from draw_service.usecases.draws.seal import seats_now
from draw_service.usecases.papers.issue import note_blind
from draw_service.usecases.platform.clock_check import witnessed_now
from draw_service.usecases.ports import House, RosterSheet
from draw_service.usecases.presence import Codes, confirm_parties
from draw_service.usecases.witnessed import await_gate


def print_roster(house: House, draw_id: str, envelope: str, codes: Codes) -> str:
    """Returns the serial of the sheet. ``envelope``: its number; ``codes``: the center alone for the first
    print, all three parties for a reprint. Raises ``PrinterMissing``, ``TooEarlyToOpen``, ``NotSealed``,
    ``GateWaits``, ``PartiesMissing``."""
    house.printer.ready()
    await_gate(house, draw_id)
    with house.books() as books:
        draw = load_running(books, draw_id)
        reprint = draw.printed > 0
    by = confirm_parties(
        house, draw_id, codes, ("tenderer", "regulator", "center") if reprint else ("center",)
    )
    witnessed = witnessed_now(house)
    with house.books() as books:
        now = house.clock.now()
        draw = load_running(books, draw_id)
        if draw.sealed is None or not draw.stands_sealed:
            raise NotSealed
        if min(now, witnessed) < parse_time(draw.sealed.body["signin_at"]):
            log_refusal(house, books, draw_id)
            raise TooEarlyToOpen
        wait_for_gate(books, draw, draw.sealed.n)
        if (draw.printed > 0) != reprint:
            raise NotSealed
        serial = books.draws.next_serial("P")
        body = {"serial": serial, "envelope": envelope, "by": by}
        append(books, draw, DrawEvent.ROSTER_PRINTED, body, now)
        note_blind(house, books, draw_id, draw.application_id, serial, "roster")
        lines = tuple(
            (seat.slot, seat.name, employer_of(books, seat.id, seat.unit)) for seat in seats_now(books, draw)
        )
        outside = application_of(books, draw).dispatch is not None
        books.commit()
    sheet = RosterSheet(serial, draw_id, envelope, now, lines, dispatch=outside)
    house.printer.send(serial, house.papers.roster(sheet))
    return serial
