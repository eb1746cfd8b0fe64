"""The carrier reports the confirmation SMS delivered: the 30-minute clock starts (Art. 14)."""

from __future__ import annotations

from datetime import datetime

from draw_service.rules.refusals import BadInput, SeatNotCalled
from draw_service.usecases.chain import load_running
from draw_service.usecases.ports import House


def record_receipt(house: House, draw_id: str, slot: int, received_at: datetime) -> None:
    """Keep the first receipt of the seat's present holder. Raises ``SeatNotCalled``, ``BadInput`` for
    a time to come."""
    with house.books() as books:
        draw = load_running(books, draw_id)
        if draw.seating is None or slot not in draw.seating.accepted:
            raise SeatNotCalled(slot=slot)
        if received_at > house.clock.now():
            raise BadInput(what="received_at")
        if books.draws.receipt_time(draw_id, slot) is None:
            books.draws.put_receipt_time(draw_id, slot, received_at)
            books.commit()
