"""A second person puts an edition of the transaction catalogue in force from its day on (Art. 3)."""

from __future__ import annotations

from audit.events import HouseEvent
from draw_service.rules.access import Who, must_be_fresh, must_hold
from draw_service.rules.catalogue import Edition, confirm
from draw_service.usecases.catalogue.propose_edition import KEEPERS, held, note
from draw_service.usecases.ports import House
from scoring.rules.working_days import civil_date


def confirm_edition(house: House, who: Who, number: str) -> None:
    """Raises ``NotYourRoom``, ``SecondFactorMissing``, ``NotFresh``, ``OwnAct``, ``NotFound``,
    ``CatalogueDecided``, ``CatalogueStale``, ``CatalogueTooEarly`` when its day has begun meanwhile."""
    must_hold(who, *KEEPERS)
    now = house.clock.now()
    must_be_fresh(who, now)
    with house.books() as books:
        books.incidents.number("catalogue decisions")  # who decides on another one waits here
        draft = held(books, number)
        edition = confirm(draft, who.account, now, books.incidents.find(Edition), civil_date(now))
        books.incidents.put(edition)
        note(house, books, edition, HouseEvent.CATALOGUE_CONFIRMED, who, now)
        books.commit()
    house.sequence()
