"""The fee sheet of a draw that has ended with its names open (Art. 18): who signed in, and when."""

from __future__ import annotations

from datetime import datetime

from audit.events import HouseEvent
from draw_service.rules.access import Role, Who, must_hold
from draw_service.rules.fees_sheet import FeeSheet
from draw_service.rules.life import Draw, parse_time
from draw_service.usecases.fees.note import note_fees
from draw_service.usecases.fees.people import ended_draw, who_came
from draw_service.usecases.ports import House


def open_sheet(house: House, who: Who, draw_id: str) -> FeeSheet:
    """The sheet, made when it is not there yet; a second press changes nothing. Raises ``NotFound``,
    ``OutOfOrder``, ``NotUnsealed``."""
    must_hold(who, Role.OPERATOR)
    with house.books() as books:
        known = books.fees.sheet(draw_id)
        if known is not None:
            return known
        now = house.clock.now()
        draw = ended_draw(books, draw_id)
        pack = house.pack_by_id(draw.rule_pack, draw.filed_at)
        sheet = FeeSheet(draw_id, pack.id, draw.filed_at, _ended(draw, now), who_came(books, draw))
        books.fees.put_sheet(sheet, sheet.due(pack))
        note_fees(house, books, who, HouseEvent.FEES_DRAFTED, sheet, now, people=len(sheet.pays))
        books.commit()
    house.sequence()
    return sheet


def _ended(draw: Draw, now: datetime) -> datetime:
    return parse_time(draw.last.at) if draw.last is not None else now
