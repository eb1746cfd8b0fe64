"""An expert sees the own fees and says where they are to be paid (Art. 16(5), 18; 个人信息保护法 29)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from audit.events import HouseEvent
from draw_service.rules.fees import FeeLine
from draw_service.rules.fees_sheet import BankAccount, bank_account
from draw_service.rules.identifiers import half_width, plain
from draw_service.rules.refusals import NameDiffers, NotFound
from draw_service.usecases.access.marks import mark
from draw_service.usecases.fees.people import pack_of
from draw_service.usecases.ports import House


@dataclass(frozen=True, slots=True, repr=False)
class OwnFee:
    """One evaluation. ``lines`` and ``total`` (fen) once the sheet is confirmed; ``paid_on`` None before;
    ``dispatch``: of the dispatch service (Art. 15)."""

    draw_id: str
    project: str
    day: date
    confirmed: bool
    lines: tuple[FeeLine, ...]
    total: int
    due: date
    paid_on: date | None
    dispatch: bool


@dataclass(frozen=True, slots=True, repr=False)
class OwnPay:
    """``account``: as stored, the number's last four digits shown by the page alone."""

    fees: tuple[OwnFee, ...]
    account: BankAccount | None


def own_pay(house: House, expert_id: str) -> OwnPay:
    """The newest evaluation first."""
    fees = []
    with house.views() as books:
        account = books.fees.account(expert_id)
        for sheet in books.fees.sheets_of(expert_id):
            row = books.draws.draw(sheet.draw_id)
            found = books.draws.application(row.application_id) if row is not None else None
            pack = pack_of(house, sheet)
            outside = found is not None and found[1].dispatch is not None
            confirmed = sheet.state != "draft"
            for pay in sheet.pays:
                if pay.expert == expert_id:
                    lines = pay.lines if confirmed else ()
                    project = found[1].project_name if found is not None else ""
                    total = pay.total if confirmed else 0
                    day, due = sheet.evaluated_on, sheet.due(pack)
                    fees.append(
                        OwnFee(
                            sheet.draw_id, project, day, confirmed, lines, total, due, pay.paid_on, outside
                        )
                    )
    fees.sort(key=lambda one: (one.day, one.draw_id), reverse=True)
    return OwnPay(tuple(fees), account)


def put_account(house: House, expert_id: str, holder: str, bank: str, number: str) -> None:
    """The own account, in the own name. Raises ``NameDiffers``, ``BankFieldsWrong``, ``NotFound``."""
    account = bank_account(holder, bank, number)
    with house.books() as books:
        contact = books.pool.contact(expert_id)
        if contact is None:
            raise NotFound
        if _letters(account.holder) != _letters(contact.name):
            raise NameDiffers
        now = house.clock.now()
        if books.fees.account(expert_id) == account:
            return
        books.fees.put_account(expert_id, account, now)
        body = {"expert": mark(house, "expert", expert_id)}
        books.journal.note("fees", HouseEvent.BANK_RECORDED, body, now)
        books.commit()
    house.sequence()


def _letters(name: str) -> str:
    """Spaces, the dot of a name and letter case make no difference."""
    return "".join(c for c in plain(half_width(name)) if c.isalnum()).casefold()
