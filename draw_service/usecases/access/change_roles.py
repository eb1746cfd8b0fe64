"""Give an account other roles; keeping the pool and running draws stay apart (管用分离, Art. 2)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from draw_service.rules.access import CENTER_ROLES, Role, Who, check_roles
from draw_service.rules.refusals import RolesConflict
from draw_service.usecases.access.administer import account_to_change, must_administer, note_change
from draw_service.usecases.ports import House


def change_roles(house: House, who: Who, account_id: str, roles: Iterable[Role]) -> None:
    """``roles`` replace the old ones at once, in open sessions too. Nobody goes from the center to a party or
    back: that is another account.

    Raises ``NotYourRoom``, ``SecondFactorMissing``, ``NotFresh``, ``OwnAct``, ``NotFound``,
    ``RolesConflict``.
    """
    must_administer(house, who)
    asked, now = frozenset(roles), house.clock.now()
    with house.books() as books:
        account = account_to_change(books, who, account_id)
        check_roles(asked, account.held)
        if (asked <= CENTER_ROLES) is not (account.held <= CENTER_ROLES):
            raise RolesConflict
        books.access.put_account(replace(account, roles=asked, held=account.held | asked))
        note_change(house, books, account.id, "roles " + " ".join(sorted(asked)), who.account, now)
        books.commit()
