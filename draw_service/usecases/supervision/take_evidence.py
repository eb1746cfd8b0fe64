"""The regulator takes what a draw left for the auditor (protocol section 7). It names people; each time it is
taken is in the log."""

from __future__ import annotations

from typing import Literal

from draw_service.rules.access import Who
from draw_service.rules.refusals import OutOfOrder
from draw_service.usecases.chain import load
from draw_service.usecases.ports import House
from draw_service.usecases.supervision.export_bundle import export_bundle
from draw_service.usecases.supervision.export_records import export_records
from draw_service.usecases.supervision.export_register import export_register
from draw_service.usecases.supervision.read_letter import note_look
from draw_service.usecases.supervision.supervised import own_draw

Evidence = Literal["bundle", "records", "register"]
FILES: dict[Evidence, str] = {
    "bundle": ".edraw.json",
    "records": ".records.jsonl",
    "register": ".register.json",
}
"""What each file is called after the draw's id."""


def take_evidence(house: House, who: Who, draw_id: str, what: Evidence) -> bytes:
    """The auditor's bundle, its call and sign-in records, or the register of the lock; bundle and register
    until the hand-over. Raises ``NotYourRoom``, ``NotFound``, ``OutOfOrder`` while the draw goes on,
    ``NotUnsealed``, ``SecretsErased``."""
    with house.books() as books:
        own_draw(books, who, draw_id)
        if load(books, draw_id).end is None:
            raise OutOfOrder
    data = _made(house, draw_id, what)
    with house.books() as books:
        note_look(house, books, who, draw_id, f"auditor-{what}")
        books.commit()
    house.sequence()
    return data


def _made(house: House, draw_id: str, what: Evidence) -> bytes:
    match what:
        case "bundle":
            return export_bundle(house, draw_id, "auditor")
        case "records":
            return export_records(house, draw_id)
        case "register":
            return export_register(house, draw_id)
