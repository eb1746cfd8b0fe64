"""A supplier asks in writing that an expert step back (采购法实施条例 9)."""

from __future__ import annotations

from audit.events import HouseEvent
from draw_service.rules.refusals import NotFound
from draw_service.usecases.ports import House


def request_recusal(house: House, application_id: str, expert_id: str, *, justified: bool) -> None:
    """Record the request and whether it was found justified; a justified one is a recusal at the lock."""
    with house.books() as books:
        if books.draws.application(application_id) is None or books.pool.expert(expert_id) is None:
            raise NotFound
        books.draws.add_recusal_request(application_id, expert_id, justified)
        body = {"application": application_id, "justified": justified}
        books.journal.note("applications", HouseEvent.RECUSAL_REQUESTED, body, house.clock.now())
        books.commit()
