"""Somebody drafts an edition of the rule pack (Art. 24, 25)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict
from datetime import date
from hashlib import sha256

from audit.canonical import canonical
from audit.events import HouseEvent
from draw_service.rules.access import Role, Who, must_be_fresh, must_hold
from draw_service.rules.identifiers import plain
from draw_service.rules.pack_editions import FIRST, Change, Difference, PackEdition, check_edition
from draw_service.rules.packs import Level
from draw_service.usecases.access.marks import mark
from draw_service.usecases.ports import Books, DraftedEdition, House
from scoring.rules.working_days import civil_date

STREAM = "rules"
PROPOSERS = (Role.ADMINISTRATOR, Role.OFFICE)


def propose_edition(
    house: House, who: Who, level: Level, changes: Sequence[Change], valid_from: date, reason: str
) -> int:
    """Its number. The log keeps what it says by hash, from when, and who.

    Raises ``NotYourRoom``, ``SecondFactorMissing``, ``NotFresh``, ``BadInput`` without a reason, and what
    ``pack_editions.check_edition`` raises.
    """
    must_hold(who, *PROPOSERS)
    now = house.clock.now()
    must_be_fresh(who, now)
    role = next(role for role in PROPOSERS if role in who.roles)
    with house.books() as books:
        edition = PackEdition(books.rulebook.next_number(), level, tuple(changes), valid_from)
        check_edition(house.layers, confirmed(books), edition, civil_date(now))
        books.rulebook.put(
            DraftedEdition(edition, "proposed", who.account, str(role), now, plain(reason)[:500])
        )
        body = {**said(edition), "by": mark(house, "account", who.account)}
        books.journal.note(STREAM, HouseEvent.RULES_PROPOSED, body, now)
        books.commit()
    house.sequence()
    return edition.number


def preview_edition(
    house: House, who: Who, level: Level, changes: Sequence[Change], valid_from: date
) -> tuple[PackEdition, tuple[Difference, ...]]:
    """The draft as it would stand and what it changes, before anything is kept. Raises the same."""
    must_hold(who, *PROPOSERS)
    with house.views() as books:
        newest = max((one.edition.number for one in books.rulebook.editions()), default=FIRST)
        edition = PackEdition(newest + 1, level, tuple(changes), valid_from)
        return edition, check_edition(house.layers, confirmed(books), edition, civil_date(house.clock.now()))


def confirmed(books: Books) -> list[PackEdition]:
    """Every edition that holds now or will."""
    return [one.edition for one in books.rulebook.editions() if one.state == "confirmed"]


def said(edition: PackEdition) -> dict[str, str | int]:
    """What the log says of an edition: its parameters by the hash of their canonical JSON."""
    changes = [
        {**asdict(one), "value": list(one.value) if isinstance(one.value, tuple) else one.value}
        for one in edition.changes
    ]
    return {
        "edition": edition.number,
        "level": edition.level,
        "valid_from": edition.valid_from.isoformat(),
        "changes": sha256(canonical(changes)).hexdigest(),
    }
