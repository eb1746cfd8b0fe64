"""A second person confirms a fee sheet, or gives it back (Art. 18)."""

from __future__ import annotations

from audit.events import HouseEvent
from draw_service.rules.access import Role, Who, must_hold
from draw_service.rules.fees_sheet import FeeSheet, confirm, give_back
from draw_service.usecases.fees.note import note_fees
from draw_service.usecases.fees.people import pack_of, sheet_of
from draw_service.usecases.ports import House


def confirm_sheet(house: House, who: Who, draw_id: str, version: str | None = None) -> FeeSheet:
    """``version``: the one that was read, None for any. Raises ``MovedOn`` when another stands, ``OwnAct``
    for whoever wrote any of it, ``SheetIncomplete``, ``SheetSettled``, ``NotFound``."""
    must_hold(who, Role.OPERATOR)
    with house.books() as books:
        now = house.clock.now()
        sheet = confirm(sheet_of(books, draw_id, version), who.account, now)
        books.fees.put_sheet(sheet, sheet.due(pack_of(house, sheet)))
        note_fees(house, books, who, HouseEvent.FEES_CONFIRMED, sheet, now)
        books.commit()
    house.sequence()
    return sheet


def return_sheet(house: House, who: Who, draw_id: str, reason: str) -> FeeSheet:
    """Back to a draft while nobody is paid. Raises ``FeeReasonMissing``, ``SheetSettled``, ``NotFound``."""
    must_hold(who, Role.OPERATOR)
    with house.books() as books:
        now = house.clock.now()
        sheet = give_back(sheet_of(books, draw_id), reason)
        books.fees.put_sheet(sheet, sheet.due(pack_of(house, sheet)))
        note_fees(house, books, who, HouseEvent.FEES_RETURNED, sheet, now)
        books.commit()
    house.sequence()
    return sheet
