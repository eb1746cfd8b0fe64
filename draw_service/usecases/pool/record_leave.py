"""Record a leave: while it lasts the expert is not called (Art. 13, Art. 17)."""

from __future__ import annotations

from draw_service.rules.people import Period
from draw_service.usecases.pool.register_line import must_know, must_last, note_change
from draw_service.usecases.ports import House


def record_leave(house: House, expert_id: str, period: Period) -> None:
    """Add ``period`` (aware UTC, half-open) to the leaves. Raises ``NotFound``, ``PeriodWrong``."""
    must_last(period)
    with house.books() as books:
        must_know(books, expert_id)
        books.pool.set_leave(expert_id, period)
        note_change(house, books, expert_id, "leave", house.clock.now())
        books.commit()
