"""Account numbers are forgotten when nobody needs them any more (个人信息保护法 19, 47; Art. 18)."""

from __future__ import annotations

from audit.events import HouseEvent
from draw_service.rules.fees_sheet import bank_fields_end
from draw_service.usecases.access.marks import mark
from draw_service.usecases.ports import House
from scoring.rules.working_days import civil_date


def forget_accounts(house: House) -> int:
    """Those of people who are owed nothing and were paid long enough ago; returns how many."""
    now = house.clock.now()
    today, pack = civil_date(now), house.pack(now)
    with house.books() as books:
        gone = []
        for expert_id in books.fees.account_holders():
            pays = [
                pay
                for sheet in books.fees.sheets_of(expert_id)
                for pay in sheet.pays
                if pay.expert == expert_id
            ]
            last = bank_fields_end([pay.paid_on for pay in pays if pay.paid_on is not None], pack)
            if last is not None and today > last and all(pay.paid_on for pay in pays):
                gone.append(expert_id)
        for expert_id in gone:
            books.fees.forget_account(expert_id)
            body = {"expert": mark(house, "expert", expert_id)}
            books.journal.note("fees", HouseEvent.BANK_FORGOTTEN, body, now)
        books.commit()
    if gone:
        house.sequence()
    return len(gone)
