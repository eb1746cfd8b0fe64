"""A second person confirms an edition of the rule pack, or it is withdrawn (Art. 25).

The management office explains the regulation (Art. 25), so it is always one of the two: what an
administrator drafts the office confirms; what the office drafts an administrator, or a colleague, does.
"""

from __future__ import annotations

from dataclasses import replace

from audit.events import HouseEvent
from draw_service.rules.access import Role, Who, must_be_fresh, must_hold, not_own
from draw_service.rules.pack_editions import check_edition
from draw_service.rules.refusals import NotFound, PackEditionDecided, PackEditionStale
from draw_service.usecases.access.marks import mark
from draw_service.usecases.ports import Books, DraftedEdition, House
from draw_service.usecases.rulebook.propose_edition import PROPOSERS, STREAM, confirmed, said
from scoring.rules.working_days import civil_date


def confirm_edition(house: House, who: Who, number: int) -> None:
    """It holds from its day on, in every process.

    Raises ``NotYourRoom``, ``SecondFactorMissing``, ``NotFresh``, ``OwnAct``, ``NotFound``,
    ``PackEditionDecided``, ``PackEditionStale`` when another was confirmed since, ``PackEditionTooEarly``
    when its day has come meanwhile, and what else ``check_edition`` raises.
    """
    must_hold(who, *PROPOSERS)
    now = house.clock.now()
    must_be_fresh(who, now)
    with house.books() as books:
        drafted = _open(books, number)
        not_own(drafted.proposed_by, who.account)
        if Role.OFFICE.value != drafted.proposer_role:
            must_hold(who, Role.OFFICE)
        held = confirmed(books)
        if any(one.number > number for one in held):
            raise PackEditionStale(pack=str(number))
        check_edition(house.layers, held, drafted.edition, civil_date(now))
        books.rulebook.put(replace(drafted, state="confirmed", decided_by=who.account, decided_at=now))
        body = {**said(drafted.edition), "by": mark(house, "account", who.account)}
        books.journal.note(STREAM, HouseEvent.RULES_CONFIRMED, body, now)
        books.commit()
    house.sequence()


def withdraw_edition(house: House, who: Who, number: int) -> None:
    """A draft that is not to be. Raises ``NotYourRoom``, ``SecondFactorMissing``, ``NotFound``,
    ``PackEditionDecided``: what is confirmed is changed by the next edition alone."""
    must_hold(who, *PROPOSERS)
    now = house.clock.now()
    with house.books() as books:
        drafted = _open(books, number)
        books.rulebook.put(replace(drafted, state="withdrawn", decided_by=who.account, decided_at=now))
        body: dict[str, str | int] = {"edition": number, "by": mark(house, "account", who.account)}
        books.journal.note(STREAM, HouseEvent.RULES_WITHDRAWN, body, now)
        books.commit()
    house.sequence()


def _open(books: Books, number: int) -> DraftedEdition:
    """All are held: who decides on another one at the same time waits, and sees this one decided."""
    found = [one for one in books.rulebook.editions(hold=True) if one.edition.number == number]
    if not found:
        raise NotFound
    (drafted,) = found
    if drafted.state != "proposed":
        raise PackEditionDecided(pack=str(number))
    return drafted
