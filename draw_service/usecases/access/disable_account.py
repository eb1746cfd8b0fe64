"""Close an account: nobody signs in with it, and its sessions end."""

from __future__ import annotations

from dataclasses import replace

from draw_service.rules.access import Who
from draw_service.usecases.access.administer import account_to_change, must_administer, note_change
from draw_service.usecases.access.sessions import close_all
from draw_service.usecases.ports import House


def disable_account(house: House, who: Who, account_id: str) -> None:
    """Raises ``NotYourRoom``, ``SecondFactorMissing``, ``NotFresh``, ``OwnAct``, ``NotFound``."""
    must_administer(house, who)
    now = house.clock.now()
    with house.books() as books:
        account = account_to_change(books, who, account_id)
        books.access.put_account(replace(account, disabled=True))
        close_all(house, books, account.id, "disabled", now)
        note_change(house, books, account.id, "disabled", who.account, now)
        books.commit()
