"""Suspend an expert: no draw reaches them while it lasts (Art. 19, Art. 22)."""

from __future__ import annotations

from draw_service.rules.people import Period
from draw_service.usecases.pool.register_line import must_know, must_last, note_change
from draw_service.usecases.ports import House


def suspend_expert(house: House, expert_id: str, period: Period) -> None:
    """Add a suspension; without an end it lasts. Raises ``NotFound``, ``PeriodWrong``."""
    must_last(period)
    with house.books() as books:
        must_know(books, expert_id)
        books.pool.set_suspension(expert_id, period)
        note_change(house, books, expert_id, "suspended", house.clock.now())
        books.commit()
