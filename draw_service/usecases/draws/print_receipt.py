"""Print and hand out the lock receipt; only then may a share code be shown to any machine (protocol 1)."""

from __future__ import annotations

from base64 import b32encode
from dataclasses import dataclass

from audit.events import HouseEvent
from draw_service.rules.refusals import NotLocked
from draw_service.usecases.chain import load_running, wait_for_gate
from draw_service.usecases.ports import House


@dataclass(frozen=True, slots=True)
class PrintedReceipt:
    """The receipt's facts. ``short`` is the lock hash as 24 base32 characters for the eye."""

    draw_id: str
    serial: str
    lock_hash: str
    short: str
    commitments: dict[str, str]
    checkpoint: str


def print_receipt(house: House, draw_id: str) -> PrintedReceipt:
    """Give the receipt a serial number and remember that it was handed out. Raises ``NotLocked``,
    ``GateWaits``."""
    house.sequence()
    with house.books() as books:
        now = house.clock.now()
        draw = load_running(books, draw_id)
        if draw.lock is None:
            raise NotLocked
        wait_for_gate(books, draw, draw.lock.n)
        evidence = books.journal.evidence(draw_id, {"lock": draw.lock.n})
        serial = books.draws.next_serial("R")
        books.draws.mark(draw_id, "receipt", now)
        books.journal.note("papers", HouseEvent.RECEIPT_PRINTED, {"draw": draw_id, "serial": serial}, now)
        books.commit()
    digest = draw.lock_hash
    return PrintedReceipt(
        draw_id,
        serial,
        digest.hex(),
        b32encode(digest).decode()[:24],
        dict(draw.lock.body["commitments"]),
        evidence["gates"]["lock"]["checkpoint"],
    )
