"""Take an expert out of the pool; the entry stays on record and is drawn no more (Art. 19, Art. 22)."""

from __future__ import annotations

from draw_service.usecases.pool.register_line import must_know, note_change
from draw_service.usecases.ports import House


def remove_expert(house: House, expert_id: str) -> None:
    """Mark the expert as having left. Raises ``NotFound``."""
    with house.books() as books:
        must_know(books, expert_id)
        books.pool.set_left(expert_id)
        note_change(house, books, expert_id, "left-pool", house.clock.now())
        books.commit()
