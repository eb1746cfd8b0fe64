"""Show a draw on the wall: from its events alone, so a process without keys can do it (ui.md rule 2)."""

from __future__ import annotations

from draw_service.rules.board import Board, board_of
from draw_service.rules.refusals import NotFound
from draw_service.usecases.ports import House


def look_at_board(house: House, draw_id: str) -> Board:
    """Raises ``NotFound``."""
    with house.views() as books:
        events = books.journal.events(draw_id)
    if not events:
        raise NotFound
    return board_of(draw_id, events)
