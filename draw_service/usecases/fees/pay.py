"""The tenderer pays (Art. 18): sees to whom and where, and says when it was done."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from audit.events import HouseEvent
from draw_service.rules.access import Role, Who, must_hold
from draw_service.rules.applications import Application
from draw_service.rules.fees_sheet import BankAccount, FeeSheet, mark_paid, overdue
from draw_service.rules.refusals import NotFound
from draw_service.usecases.applications.parties import own_application
from draw_service.usecases.fees.note import note_fees
from draw_service.usecases.fees.people import names_of, pack_of, sheet_of
from draw_service.usecases.ports import Books, House
from scoring.rules.working_days import civil_date

LOOKS_BACK = 200


@dataclass(frozen=True, slots=True)
class Bill:
    """One line of the payer's list. ``total`` in fen; ``dispatch``: of the dispatch service (Art. 15)."""

    draw_id: str
    project: str
    state: str
    people: int
    total: int
    due: date
    overdue: bool
    dispatch: bool


@dataclass(frozen=True, slots=True, repr=False)
class Payment:
    """A confirmed sheet as its payer sees it. ``names`` and ``accounts`` by place; who gave no account is
    paid as the parties agree; ``dispatch``: of the dispatch service (Art. 15)."""

    sheet: FeeSheet
    project: str
    names: Mapping[str, str]
    accounts: Mapping[str, BankAccount]
    due: date
    overdue: bool
    dispatch: bool


def list_bills(house: House, who: Who) -> list[Bill]:
    """Confirmed and paid sheets of the tenderer's projects, the first due first."""
    must_hold(who, Role.TENDERER)
    found = []
    with house.views() as books:
        own = set(books.draws.applications_of(who.organisation)[:LOOKS_BACK])
        for sheet in books.fees.sheets("confirmed", "paid"):
            row = books.draws.draw(sheet.draw_id)
            if row is None or row.application_id not in own:
                continue
            side, _version, application = own_application(books, who, row.application_id)
            if side == "tenderer":
                found.append((sheet, application))
    return [_bill(house, sheet, application) for sheet, application in found]


def look_at_payment(house: House, who: Who, draw_id: str) -> Payment:
    """With names and accounts; each look is in the log. Raises ``NotFound`` for others' sheets and for one
    nobody has confirmed."""
    with house.books() as books:
        sheet, application = _own_sheet(books, who, draw_id)
        names = names_of(books, sheet)
        known = {pay.place: books.fees.account(pay.expert) for pay in sheet.pays}
        note_fees(house, books, who, HouseEvent.FEES_SHOWN, sheet, house.clock.now())
        books.commit()
    pack, today = pack_of(house, sheet), civil_date(house.clock.now())
    accounts = {place: account for place, account in known.items() if account is not None}
    late, outside = overdue(sheet, pack, today), application.dispatch is not None
    return Payment(sheet, application.project_name, names, accounts, sheet.due(pack), late, outside)


def record_payment(
    house: House, who: Who, draw_id: str, places: Sequence[str], on: date, voucher: str
) -> FeeSheet:
    """Raises ``PaidTooEarly``, ``NotFound``."""
    with house.books() as books:
        now = house.clock.now()
        before, _application = _own_sheet(books, who, draw_id)
        sheet = mark_paid(before, places, on, voucher, who.account, civil_date(now))
        if sheet == before:
            return sheet
        books.fees.put_sheet(sheet, sheet.due(pack_of(house, sheet)))
        paid = sum(old != new for old, new in zip(before.pays, sheet.pays, strict=True))
        note_fees(house, books, who, HouseEvent.FEES_PAID, sheet, now, people=paid, day=on.isoformat())
        books.commit()
    house.sequence()
    return sheet


def _own_sheet(books: Books, who: Who, draw_id: str) -> tuple[FeeSheet, Application]:
    must_hold(who, Role.TENDERER)
    row = books.draws.draw(draw_id)
    if row is None:
        raise NotFound
    side, _version, application = own_application(books, who, row.application_id)
    sheet = sheet_of(books, draw_id)
    if side != "tenderer" or sheet.state == "draft":
        raise NotFound
    return sheet, application


def _bill(house: House, sheet: FeeSheet, application: Application) -> Bill:
    pack = pack_of(house, sheet)
    late = overdue(sheet, pack, civil_date(house.clock.now()))
    return Bill(
        sheet.draw_id,
        application.project_name,
        sheet.state,
        len(sheet.pays),
        sheet.total,
        sheet.due(pack),
        late,
        application.dispatch is not None,
    )
