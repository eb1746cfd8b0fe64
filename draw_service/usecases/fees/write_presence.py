"""When people left, and what else counts for their fee (Art. 18): put down, or corrected with a reason."""

from __future__ import annotations

from collections.abc import Mapping

from audit.events import HouseEvent
from draw_service.rules.access import Role, Who, must_hold
from draw_service.rules.fees import Presence
from draw_service.rules.fees_sheet import FeeSheet, enter
from draw_service.usecases.fees.note import note_fees
from draw_service.usecases.fees.people import pack_of, sheet_of
from draw_service.usecases.ports import House


def write_presence(
    house: House,
    who: Who,
    draw_id: str,
    places: Mapping[str, Presence],
    reason: str = "",
    version: str | None = None,
) -> FeeSheet:
    """``places``: place -> what holds there now; ``version``: the sheet that was read, None for any. Raises
    ``MovedOn`` when another stands, what ``fees_sheet.enter`` raises, ``NotFound``."""
    must_hold(who, Role.OPERATOR)
    calendar = house.calendar()
    with house.books() as books:
        now = house.clock.now()
        before = sheet_of(books, draw_id, version)
        pack = pack_of(house, before)
        sheet = enter(before, places, who.account, reason, now, pack, calendar)
        if sheet == before:
            return sheet
        books.fees.put_sheet(sheet, sheet.due(pack))
        changed = sum(old != new for old, new in zip(before.pays, sheet.pays, strict=True))
        note_fees(house, books, who, HouseEvent.FEES_ENTERED, sheet, now, people=changed)
        books.commit()
    house.sequence()
    return sheet
