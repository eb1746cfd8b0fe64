"""The fee sheets as the center works on them (Art. 18): people stand by their seat, no page says a name."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from audit.events import DrawEvent
from draw_service.rules.access import Role, Who, must_hold
from draw_service.rules.applications import Application
from draw_service.rules.fees_sheet import FeeSheet, overdue
from draw_service.rules.refusals import NotFound
from draw_service.usecases.fees.people import pack_of, sheet_of
from draw_service.usecases.ports import Books, House
from draw_service.usecases.ports.fees import Scan
from scoring.rules.working_days import civil_date

LOOKS_BACK = 200
"""How many of the newest draws are looked through for those without a sheet."""
_ENDS = (DrawEvent.DRAW_CLOSED, DrawEvent.DRAW_ABORTED)


@dataclass(frozen=True, slots=True)
class Line:
    """``state`` "" for a draw without a sheet. ``total`` in fen; ``missing``: seats without a time of
    leaving; ``dispatch``: of the dispatch service (Art. 15)."""

    draw_id: str
    project: str
    state: str
    people: int = 0
    total: int = 0
    missing: int = 0
    due: date | None = None
    overdue: bool = False
    dispatch: bool = False


@dataclass(frozen=True, slots=True, repr=False)
class SeenSheet:
    """``own``: this account wrote some of it and cannot confirm it."""

    sheet: FeeSheet
    application_id: str
    application: Application
    due: date
    overdue: bool
    own: bool
    scans: Mapping[str, Scan]


def list_sheets(house: House, who: Who) -> list[Line]:
    """What is to be done first: overdue, then draws without a sheet, then by the last day."""
    must_hold(who, Role.OPERATOR)
    today = civil_date(house.clock.now())
    with house.views() as books:
        sheets = books.fees.sheets()
        known = {sheet.draw_id for sheet in sheets}
        lines = [(sheet, _application(books, sheet.draw_id)) for sheet in sheets]
        fresh = [
            _fresh(row.draw_id, _application(books, row.draw_id))
            for row in books.draws.newest(LOOKS_BACK)
            if row.draw_id not in known and _ended_open(books, row.draw_id)
        ]
    seen = [_line(house, sheet, application, today) for sheet, application in lines]
    late = [one for one in seen if one.overdue]
    return [*late, *fresh, *(one for one in seen if not one.overdue)]


def look_at_sheet(house: House, who: Who, draw_id: str) -> SeenSheet:
    """Raises ``NotFound``."""
    must_hold(who, Role.OPERATOR)
    with house.views() as books:
        sheet = sheet_of(books, draw_id, hold=False)
        application, scans = _application(books, draw_id), books.fees.scans(draw_id)
        row = books.draws.draw(draw_id)
    pack = pack_of(house, sheet)
    late = overdue(sheet, pack, civil_date(house.clock.now()))
    application_id = row.application_id if row is not None else ""
    own = who.account in sheet.writers
    return SeenSheet(sheet, application_id, application, sheet.due(pack), late, own, scans)


def _fresh(draw_id: str, application: Application) -> Line:
    return Line(draw_id, application.project_name, "", dispatch=application.dispatch is not None)


def _line(house: House, sheet: FeeSheet, application: Application, today: date) -> Line:
    pack = pack_of(house, sheet)
    return Line(
        sheet.draw_id,
        application.project_name,
        sheet.state,
        len(sheet.pays),
        sheet.total,
        len(sheet.missing),
        sheet.due(pack),
        overdue(sheet, pack, today),
        application.dispatch is not None,
    )


def _ended_open(books: Books, draw_id: str) -> bool:
    if books.draws.openings(draw_id) is None:
        return False
    events = books.journal.events(draw_id)
    return bool(events) and events[-1].type in _ENDS


def _application(books: Books, draw_id: str) -> Application:
    row = books.draws.draw(draw_id)
    found = books.draws.application(row.application_id) if row is not None else None
    if found is None:
        raise NotFound
    return found[1]
