"""A member replaced after the evaluation began: what that member found is void and redone (实施条例 48)."""

from __future__ import annotations

from collections.abc import Sequence

from audit.events import DrawEvent, Event, HouseEvent
from draw_service.rules.refusals import SeatNotCalled
from draw_service.usecases.ports import House


def void_findings(house: House, draw_id: str, slot: int, ordinal: int) -> None:
    """Mark the findings of the seat's earlier member (``ordinal`` of the call that gave the seat) void.

    Raises ``SeatNotCalled`` unless that member had signed in and was replaced.
    """
    with house.books() as books:
        now = house.clock.now()
        if ordinal not in members_gone(books.journal.events(draw_id), slot):
            raise SeatNotCalled(slot=slot)
        body = {"draw": draw_id, "slot": slot, "ordinal": ordinal}
        books.journal.note("evaluations", HouseEvent.FINDINGS_VOIDED, body, now)
        books.commit()


def members_gone(events: Sequence[Event], slot: int) -> list[int]:
    """Ordinals of those who had signed in at the seat and left it, in order."""
    calls: list[int] = []
    present: int | None = None
    gone: list[int] = []
    for event in events:
        if event.body.get("slot") != slot:
            continue
        if event.type is DrawEvent.SEAT_CALLED and event.body["ordinal"] not in calls:
            calls.append(event.body["ordinal"])
        elif event.type is DrawEvent.SEAT_ARRIVED:
            present = calls[-1]
        elif event.type is DrawEvent.SEAT_ANSWERED and present is not None:
            gone.append(present)
            present = None
    return gone
