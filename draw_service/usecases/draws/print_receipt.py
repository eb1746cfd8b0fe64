"""Print and hand out the lock receipt; only then may a share code be shown to any machine (protocol 1)."""

from __future__ import annotations

from base64 import b32encode
from dataclasses import dataclass
from datetime import datetime

from audit.canonical import canonical, parse_canonical
from audit.events import HouseEvent
from draw_service.rules.life import Draw, parse_time
from draw_service.rules.refusals import NotLocked, ReceiptNotPrinted
from draw_service.usecases.chain import load, load_running, stamp, wait_for_gate
from draw_service.usecases.papers.issue import note_blind
from draw_service.usecases.ports import House
from draw_service.usecases.witnessed import await_gate


@dataclass(frozen=True, slots=True)
class PrintedReceipt:
    """The receipt's facts. ``short`` is the lock hash as 24 base32 characters for the eye; ``at``: when it
    was printed."""

    draw_id: str
    serial: str
    lock_hash: str
    short: str
    commitments: dict[str, str]
    checkpoint: str
    at: datetime


def print_receipt(house: House, draw_id: str) -> PrintedReceipt:
    """Give the receipt a serial number and remember that it was handed out. Raises ``NotLocked``,
    ``GateWaits``."""
    await_gate(house, draw_id, whole=True)
    with house.books() as books:
        now = house.clock.now()
        draw = load_running(books, draw_id)
        if draw.lock is None:
            raise NotLocked
        wait_for_gate(books, draw, draw.lock.n)
        serial = books.draws.next_serial("R")
        evidence = books.journal.evidence(draw_id, {"lock": draw.lock.n})
        printed = _receipt(draw, serial, evidence["gates"]["lock"]["checkpoint"], now)
        books.draws.mark(draw_id, "receipt", now)
        kept = {"at": stamp(now), "checkpoint": printed.checkpoint, "serial": serial}
        books.draws.put_list(draw_id, "receipt", canonical(kept))
        note_blind(house, books, draw_id, draw.application_id, serial, "receipt")
        books.journal.note("papers", HouseEvent.RECEIPT_PRINTED, {"draw": draw_id, "serial": serial}, now)
        books.commit()
    return printed


def printed_receipt(house: House, draw_id: str) -> PrintedReceipt:
    """The receipt as it was printed last. Raises ``ReceiptNotPrinted``, ``NotFound``."""
    with house.books() as books:
        draw, data = load(books, draw_id), books.draws.list(draw_id, "receipt")
        if data is None:
            raise ReceiptNotPrinted
        found = parse_canonical(data)
        return _receipt(draw, found["serial"], found["checkpoint"], parse_time(found["at"]))


def short_of(lock_hash: bytes) -> str:
    """A lock hash as 24 base32 characters."""
    return b32encode(lock_hash).decode()[:24]


def _receipt(draw: Draw, serial: str, checkpoint: str, at: datetime) -> PrintedReceipt:
    if draw.lock is None:
        raise NotLocked
    return PrintedReceipt(
        draw.draw_id,
        serial,
        draw.lock_hash.hex(),
        short_of(draw.lock_hash),
        dict(draw.lock.body["commitments"]),
        checkpoint,
        at,
    )
