"""Open a closed account again, with the password and second factor it had."""

from __future__ import annotations

from dataclasses import replace

from draw_service.rules.access import Who
from draw_service.usecases.access.administer import account_to_change, must_administer, note_change
from draw_service.usecases.ports import House


def enable_account(house: House, who: Who, account_id: str) -> None:
    """Raises ``NotYourRoom``, ``SecondFactorMissing``, ``NotFresh``, ``OwnAct``, ``NotFound``."""
    must_administer(house, who)
    with house.books() as books:
        account = account_to_change(books, who, account_id)
        books.access.put_account(replace(account, disabled=False))
        note_change(house, books, account.id, "enabled", who.account, house.clock.now())
        books.commit()
