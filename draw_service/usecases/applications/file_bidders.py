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
        firms = sum(1 + len(bidder.members) for bidder in bidders)
        listed = canonical([[[f.name, f.code] for f in (b.company, *b.members)] for b in bidders])
        body = {
            "application": application_id,
            "firms": firms,
            "list": house.keyring.pseudonym("bidders " + listed.decode()),
        }
        books.journal.note("applications", HouseEvent.BIDDERS_FILED, body, house.clock.now())
        books.commit()
    return firms
