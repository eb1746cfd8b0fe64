"""Record that the result was announced: only then may public bundles leave (招标投标法 37)."""

from __future__ import annotations

from contextlib import suppress

from audit.events import BodyError, HouseEvent
from draw_service.rules.refusals import AttemptOpen, BadInput, NotFound, NotUnsealed
from draw_service.usecases.chain import load
from draw_service.usecases.conduct.find_missed import find_missed
from draw_service.usecases.ports import House


def record_notice(house: House, application_id: str, number: str) -> None:
    """``number``: the notice's ASCII number. All attempts of the application must have ended
    (``AttemptOpen``). By now the bidders are known for good: who sat on a panel and should have stepped back
    is drafted for the ledger (Art. 20(5))."""
    with house.books() as books:
        now = house.clock.now()
        attempts = books.draws.attempts(application_id)
        if not attempts:
            raise NotFound
        if any(load(books, attempt.draw_id).end is None for attempt in attempts):
            raise AttemptOpen
        for attempt in attempts:
            books.draws.mark(attempt.draw_id, "notice", now)
        body = {"application": application_id, "number": number}
        try:
            books.journal.note("supervision", HouseEvent.NOTICE_RECORDED, body, now)
        except BodyError as error:
            raise BadInput(what=str(error)) from None
        books.commit()
    house.sequence()
    for attempt in attempts:
        with suppress(NotUnsealed):  # nobody sat on a panel that was never opened
            find_missed(house, attempt.draw_id)
