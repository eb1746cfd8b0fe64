"""Account numbers are forgotten when nobody needs them any more (个人信息保护法 19, 47; Art. 18)."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from audit.events import HouseEvent
from draw_service.rules.fees_sheet import Pay, bank_fields_end
from draw_service.usecases.access.marks import mark
from draw_service.usecases.ports import House
from scoring.rules.working_days import civil_date


def forget_accounts(house: House) -> int:
    """Those of people who are owed nothing and were paid long enough ago; returns how many."""
    now = house.clock.now()
    today, pack = civil_date(now), house.pack(now)
    with house.books() as books:
        holders = set(books.fees.account_holders())
        pays: dict[str, list[Pay]] = {}
        for sheet in books.fees.sheets() if holders else ():
            for pay in sheet.pays:
                if pay.expert in holders:
                    pays.setdefault(pay.expert, []).append(pay)
        gone = []
        for expert_id, own in sorted(pays.items()):
            paid = [pay.paid_on for pay in own if pay.paid_on is not None]
            last = bank_fields_end(paid, pack)
            if last is not None and today > last and len(paid) == len(own):
                gone.append(expert_id)
        for expert_id in gone:
            books.fees.forget_account(expert_id)
            body = {"expert": mark(house, "expert", expert_id)}
            books.journal.note("fees", HouseEvent.BANK_FORGOTTEN, body, now)
        books.commit()
    if gone:
        house.sequence()
    return len(gone)


def once_a_day(house: House) -> Callable[[], int]:
    """The same for a worker that asks every minute: it looks once each civil day."""
    last: list[date] = []

    def act() -> int:
        today = civil_date(house.clock.now())
        if last == [today]:
            return 0
        last[:] = [today]
        return forget_accounts(house)

    return act
