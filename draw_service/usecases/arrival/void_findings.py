"""A member replaced after the evaluation began: what that member found is void and redone (实施条例 48)."""

from __future__ import annotations

from audit.events import DrawEvent, HouseEvent
from draw_service.rules.refusals import SeatNotCalled
from draw_service.usecases.ports import House


def void_findings(house: House, draw_id: str, slot: int, ordinal: int) -> None:
    """Mark the findings of the seat's earlier member (``ordinal`` of the call that gave the seat) void.

    Raises ``SeatNotCalled`` unless that member had signed in and was replaced.
    """
    with house.books() as books:
        now = house.clock.now()
        calls: list[int] = []
        present: int | None = None
        left: set[int] = set()
        for event in books.journal.events(draw_id):
            if event.body.get("slot") != slot:
                continue
            if event.type is DrawEvent.SEAT_CALLED and event.body["ordinal"] not in calls:
                calls.append(event.body["ordinal"])
            elif event.type is DrawEvent.SEAT_ARRIVED:
                present = calls[-1]
            elif event.type is DrawEvent.SEAT_ANSWERED and present is not None:
                left.add(present)
                present = None
        if ordinal not in left:
            raise SeatNotCalled(slot=slot)
        body = {"draw": draw_id, "slot": slot, "ordinal": ordinal}
        books.journal.note("evaluations", HouseEvent.FINDINGS_VOIDED, body, now)
        books.commit()
