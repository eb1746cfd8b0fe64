"""What the log says of a fee sheet: which draw, what was done, and a keyed hash of what it says (Art. 18)."""

from __future__ import annotations

from datetime import datetime

from audit.canonical import canonical
from audit.events import HouseEvent
from draw_service.rules.access import Who
from draw_service.rules.fees_sheet import FeeSheet
from draw_service.usecases.access.marks import mark
from draw_service.usecases.ports import Books, House

STREAM = "fees"


def note_fees(
    house: House, books: Books, who: Who, type: HouseEvent, sheet: FeeSheet, at: datetime, **more: str | int
) -> None:
    """One line in the open transaction; amounts and people stay in the house."""
    body = {
        "draw": sheet.draw_id,
        "account": mark(house, "account", who.account),
        "sheet": content_of(house, sheet),
        **more,
    }
    books.journal.note(STREAM, type, body, at)


def content_of(house: House, sheet: FeeSheet) -> str:
    """Keyed hash (32 hex) of people, lines and payments."""
    lines = [
        [
            pay.place,
            pay.expert,
            pay.paid_on.isoformat() if pay.paid_on else "",
            pay.voucher,
            [[line.rule, line.quantity, line.fen] for line in pay.lines],
        ]
        for pay in sheet.pays
    ]
    return house.keyring.pseudonym(f"fees {canonical([sheet.draw_id, lines]).decode()}")
