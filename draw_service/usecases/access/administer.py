"""What every act of an administrator on somebody's account begins and ends with."""

from __future__ import annotations

from datetime import datetime, timedelta

from audit.events import HouseEvent
from draw_service.rules.access import Role, Who, must_be_fresh, must_hold, not_own
from draw_service.rules.refusals import NotFound, NotSignedIn
from draw_service.usecases.access.marks import mark, note
from draw_service.usecases.access.tokens import fresh_token, hash_of
from draw_service.usecases.ports import Account, Books, House

SERVER = "server"
"""Who acts at the server's own terminal."""


def must_administer(house: House, who: Who) -> None:
    """Raises ``NotYourRoom``, ``SecondFactorMissing``, ``NotFresh``."""
    must_hold(who, Role.ADMINISTRATOR)
    must_be_fresh(who, house.clock.now())


def account_to_change(books: Books, who: Who, account_id: str) -> Account:
    """Somebody else's account, held. Raises ``OwnAct``, ``NotFound``, and ``NotSignedIn`` for who is no
    administrator any more: two who disable each other cannot both succeed."""
    not_own(who.account, account_id)
    found = {one: books.access.account(one, hold=True) for one in sorted((who.account, account_id))}
    administrator, account = found[who.account], found[account_id]
    if administrator is None or administrator.disabled or Role.ADMINISTRATOR not in administrator.roles:
        raise NotSignedIn
    if account is None:
        raise NotFound
    return account


def note_change(house: House, books: Books, account_id: str, what: str, by: str, at: datetime) -> None:
    """Log ``what`` (a slug, or roles) was changed, and by whom: an account id or ``SERVER``."""
    marked = by if by == SERVER else mark(house, "account", by)
    note(
        books,
        HouseEvent.ACCOUNT_CHANGED,
        at,
        account=mark(house, "account", account_id),
        what=what,
        by=marked,
    )


def setup_code(house: House) -> tuple[str, str, datetime]:
    """A fresh setup code, its hash, and until when it is good."""
    code = fresh_token(house)
    return code, hash_of(code), house.clock.now() + timedelta(hours=house.access.setup_hours)
