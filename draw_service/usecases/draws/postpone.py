"""Postpone the evaluation, by three parties, so that a vacant seat can still be called (Art. 8(2))."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from audit.events import DrawEvent
from draw_service.rules.refusals import BadInput, NotFound
from draw_service.usecases.chain import append, load_running
from draw_service.usecases.ports import House
from draw_service.usecases.presence import Codes, confirm_parties, parties_asked


def postpone(
    house: House, draw_id: str, signin_at: datetime, latest_start: datetime, reason: str, codes: Codes
) -> None:
    """Move sign-in and latest start to later times; the next seal carries the new sign-in time.

    ``reason`` is a slug. Neither may move forward: sign-in is when the names may be opened. Raises
    ``BadInput``, ``PartiesMissing``.
    """
    by = confirm_parties(house, draw_id, codes, parties_asked(house, draw_id, "change_parties"))
    with house.books() as books:
        draw = load_running(books, draw_id)
        found = books.draws.application(draw.application_id)
        if found is None:
            raise NotFound
        version, application = found
        naive = signin_at.tzinfo is None or latest_start.tzinfo is None
        if naive or signin_at < application.signin_at or latest_start < application.latest_start:
            raise BadInput(what="signin_at / latest_start")
        agreed = {"what": "postponed", "by": by, "reason": reason}
        append(books, draw, DrawEvent.DRAW_CONFIRMED, agreed, house.clock.now())
        later = replace(application, signin_at=signin_at, latest_start=latest_start)
        books.draws.put_application(draw.application_id, version + 1, later)
        books.commit()
