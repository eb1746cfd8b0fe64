"""Who has not signed this year's statement of duties, by register number, for the keeper (Art. 17)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from draw_service.rules.access import Role, Who, must_hold
from draw_service.rules.rights import year_begins
from draw_service.usecases.ports import House

MOST = 200


@dataclass(frozen=True, slots=True)
class Unsigned:
    """How many, of how many in the pool, and the first ``MOST`` of them. ``unsigned_statement = remind``:
    they are reminded on their own pages, and drawn all the same."""

    total: int
    of: int
    first: Sequence[str]


def unsigned_duties(house: House, who: Who) -> Unsigned:
    """Raises ``NotYourRoom``."""
    must_hold(who, Role.POOL_KEEPER)
    with house.views() as books:
        return Unsigned(*books.experts.unsigned("duties", year_begins(house.clock.now()), MOST))
