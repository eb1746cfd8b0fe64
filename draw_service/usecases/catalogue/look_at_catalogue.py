"""The transaction catalogue as staff and those who supervise read it (Art. 3)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from draw_service.rules.access import Role, Who, must_hold
from draw_service.rules.catalogue import SHIPPED, Diff, Edition, compare, in_force
from draw_service.rules.refusals import NotFound
from draw_service.usecases.catalogue.propose_edition import KEEPERS
from draw_service.usecases.ports import House
from scoring.rules.working_days import civil_date

READERS = (*KEEPERS, Role.OPERATOR, Role.REGULATOR, Role.LEAD, Role.OFFICE)


@dataclass(frozen=True, slots=True, repr=False)
class CatalogueSeen:
    """``now``: in force today; ``editions``: every other one, the newest first; ``people``: login names by
    account id."""

    now: Edition
    today: date
    editions: Sequence[Edition]
    people: Mapping[str, str]


@dataclass(frozen=True, slots=True, repr=False)
class EditionSeen:
    """``until``: the last day it holds, None while no later one is confirmed; ``diff`` from the edition it
    follows; ``mine``: the reader proposed it."""

    edition: Edition
    until: date | None
    follows: Edition
    diff: Diff
    mine: bool
    people: Mapping[str, str]


def look_at_catalogue(house: House, who: Who) -> CatalogueSeen:
    """Raises ``NotYourRoom``, ``SecondFactorMissing``."""
    must_hold(who, *READERS)
    today = civil_date(house.clock.now())
    with house.views() as books:
        editions = books.incidents.find(Edition)
        people = {one.id: one.login for one in books.access.accounts()}
    return CatalogueSeen(in_force(editions, today), today, [*reversed(editions), SHIPPED], people)


def look_at_edition(house: House, who: Who, number: str) -> EditionSeen:
    """Raises ``NotYourRoom``, ``SecondFactorMissing``, ``NotFound``."""
    seen = look_at_catalogue(house, who)
    edition = next((one for one in seen.editions if one.id == number), None)
    if edition is None:
        raise NotFound
    others = [one for one in seen.editions if one.state == "confirmed" and one.id != number]
    earlier = [one for one in others if one.valid_from < edition.valid_from]
    later = [one.valid_from for one in others if one.valid_from > edition.valid_from]
    follows = in_force(earlier, edition.valid_from)
    return EditionSeen(
        edition,
        min(later) - timedelta(days=1) if later and edition.state == "confirmed" else None,
        follows,
        compare(follows.lines, edition.lines),
        edition.proposed_by == who.account,
        seen.people,
    )
