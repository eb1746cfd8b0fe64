"""Draws whose next call was refused are tried again: it was postponed, or the log is signed (Art. 8)."""

from __future__ import annotations

from draw_service.usecases.calling.go_on import go_on
from draw_service.usecases.chain import load
from draw_service.usecases.notices import automatic
from draw_service.usecases.ports import House


def resume_calling(house: House) -> int:
    """Try every draw with such an alarm once; returns how many still wait."""
    with house.books() as books:
        waiting = books.post.alarmed("call-refused")
    still = 0
    for draw_id in waiting:
        with house.books() as books:
            draw = load(books, draw_id)
            if draw.end is not None or not automatic(house, draw):
                books.post.all_clear("call-refused", draw_id, house.clock.now())
            else:
                go_on(house, books, draw)
            still += draw_id in books.post.alarmed("call-refused")
            books.commit()
    return still
