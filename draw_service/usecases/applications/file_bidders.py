"""File the bidder list, sealed against people: only matching reads it (rules.md section 2.3; Art. 12)."""

from __future__ import annotations

from collections.abc import Sequence

from audit.canonical import canonical
from audit.events import HouseEvent
from draw_service.rules.applications import Bidder
from draw_service.rules.refusals import NotFound
from draw_service.usecases.ports import House


def file_bidders(house: House, application_id: str, bidders: Sequence[Bidder]) -> int:
    """Replace the application's list; returns how many firms, consortium members counted.

    The log keeps a keyed hash of the list, so that a list exchanged later is seen to be another one.
    """
    with house.books() as books:
        if books.draws.application(application_id) is None:
            raise NotFound
        books.draws.put_bidders(application_id, bidders)
        firms = firms_of(bidders)
        body = {"application": application_id, "firms": firms, "list": digest_of(house, bidders)}
        books.journal.note("applications", HouseEvent.BIDDERS_FILED, body, house.clock.now())
        books.commit()
    return firms


def firms_of(bidders: Sequence[Bidder]) -> int:
    """How many firms a list names, consortium members and parents counted."""
    return sum(1 + len(bidder.members) for bidder in bidders)


def digest_of(house: House, bidders: Sequence[Bidder]) -> str:
    """The keyed hash of a list: it tells two lists apart and nothing of either."""
    listed = canonical([[[f.name, f.code] for f in (b.company, *b.members)] for b in bidders])
    return house.keyring.pseudonym("bidders " + listed.decode())
