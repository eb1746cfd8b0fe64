"""What every act on one's own second factor or password begins and ends with."""

from __future__ import annotations

from dataclasses import replace

from draw_service.rules.access import Who, must_be_fresh, must_be_full
from draw_service.usecases.access.administer import note_change
from draw_service.usecases.access.sessions import close_all, has_second, staff_session
from draw_service.usecases.ports import Account, Books, House, Session


def own_account(house: House, books: Books, who: Who) -> tuple[Session, Account]:
    """One's session and account, held. Raises ``NotSignedIn``, ``NotFresh``, and ``SecondFactorMissing`` when
    there is a second factor and it was not given; the first one is set up without."""
    session, account = staff_session(books, who.session, hold=True)
    if has_second(books, account):
        must_be_full(who)
    must_be_fresh(who, house.clock.now())
    return session, account


def factor_changed(house: House, books: Books, session: Session, what: str) -> None:
    """Log it; the session has just proved the new factor, all others of the account end."""
    now = house.clock.now()
    books.access.put_session(replace(session, full=True))
    close_all(house, books, session.subject, what, now, but=session.id)
    note_change(house, books, session.subject, what, session.subject, now)
