"""One person hands in an edition of the transaction catalogue, or takes a draft back (Art. 3)."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import asdict
from datetime import date, datetime
from hashlib import sha256

from audit.canonical import canonical
from audit.events import HouseEvent
from draw_service.rules.access import Role, Who, must_hold
from draw_service.rules.catalogue import Edition, check_edition, withdraw
from draw_service.rules.catalogue_rows import read_lines
from draw_service.rules.identifiers import plain
from draw_service.rules.refusals import BadInput, NotFound
from draw_service.usecases.access.marks import mark
from draw_service.usecases.ports import Books, House
from scoring.rules.working_days import civil_date

STREAM = "catalogue"
KEEPERS = (Role.ADMINISTRATOR, Role.POOL_KEEPER)
LONGEST = 200


def propose_edition(
    house: House, who: Who, source: str, valid_from: date, rows: Iterable[Sequence[str]], reason: str
) -> str:
    """Its number. ``source``: the notice it comes from. The log keeps the table by hash.

    Raises ``NotYourRoom``, ``SecondFactorMissing``, ``BadInput`` without source or reason,
    ``CatalogueRowWrong``, and what ``catalogue.check_edition`` raises.
    """
    must_hold(who, *KEEPERS)
    source, reason = plain(source)[:LONGEST], plain(reason)[:LONGEST]
    if not source or not reason:
        raise BadInput(what="source" if not source else "reason")
    lines = read_lines(rows)
    now = house.clock.now()
    with house.books() as books:
        number = f"CAT-{civil_date(now).year}-{books.incidents.number('catalogue'):04d}"
        edition = Edition(
            number, source, valid_from, lines, proposed_by=who.account, proposed_at=now, reason=reason
        )
        check_edition(books.incidents.find(Edition), edition, civil_date(now))
        books.incidents.put(edition)
        note(house, books, edition, HouseEvent.CATALOGUE_PROPOSED, who, now)
        books.commit()
    house.sequence()
    return number


def withdraw_edition(house: House, who: Who, number: str) -> None:
    """A draft that is not to be. Raises ``NotYourRoom``, ``SecondFactorMissing``, ``NotFound``,
    ``CatalogueDecided``."""
    must_hold(who, *KEEPERS)
    now = house.clock.now()
    with house.books() as books:
        edition = withdraw(held(books, number), who.account, now)
        books.incidents.put(edition)
        note(house, books, edition, HouseEvent.CATALOGUE_WITHDRAWN, who, now)
        books.commit()
    house.sequence()


def held(books: Books, number: str) -> Edition:
    """Raises ``NotFound``."""
    found = books.incidents.get(Edition, number)
    if found is None:
        raise NotFound
    return found


def note(house: House, books: Books, edition: Edition, type: HouseEvent, who: Who, at: datetime) -> None:
    """One line of the log: number, day, how many lines, and their hash."""
    lines = [
        {name: str(value) if isinstance(value, date) else value for name, value in asdict(one).items()}
        for one in edition.lines
    ]
    body: dict[str, str | int] = {
        "edition": edition.id,
        "valid_from": edition.valid_from.isoformat(),
        "lines": len(edition.lines),
        "sha256": sha256(canonical(lines)).hexdigest(),
        "by": mark(house, "account", who.account),
    }
    books.journal.note(STREAM, type, body, at)
