"""Lift the wait after wrong tries: the way out for somebody in a hurry."""

from __future__ import annotations

from draw_service.rules.access import Who
from draw_service.usecases.access.administer import account_to_change, must_administer, note_change
from draw_service.usecases.access.tries import forgive
from draw_service.usecases.ports import House


def unlock_account(house: House, who: Who, account_id: str) -> None:
    """Raises ``NotYourRoom``, ``SecondFactorMissing``, ``NotFresh``, ``OwnAct``, ``NotFound``."""
    must_administer(house, who)
    with house.books() as books:
        account = account_to_change(books, who, account_id)
        forgive(house, books, ("login", account.login), ("factor", account.id))
        note_change(house, books, account.id, "unlocked", who.account, house.clock.now())
        books.commit()
