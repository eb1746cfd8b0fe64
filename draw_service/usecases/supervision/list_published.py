"""What the public may look at: draws whose result was announced, and the head of the log (招标投标法 37)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from draw_service.rules.board import board_of
from draw_service.usecases.ports import House

PAGE = 20


@dataclass(frozen=True, slots=True)
class Published:
    """``stage``: closed or aborted. No project and no person is named: the bundle holds all there is."""

    draw_id: str
    application_id: str
    attempt: int
    stage: str
    seats: int
    announced_at: datetime


def list_published(house: House, page: int = 1) -> tuple[list[Published], bool]:
    """One page (from 1), the last announced first, and whether there are more."""
    skip = (max(page, 1) - 1) * PAGE
    with house.views() as books:
        rows = books.draws.last_marked("notice", PAGE + 1, skip)
        found = []
        for row, at in rows[:PAGE]:
            board = board_of(row.draw_id, books.journal.events(row.draw_id))
            found.append(
                Published(row.draw_id, row.application_id, row.attempt, board.stage, len(board.seats), at)
            )
    return found, len(rows) > PAGE


def head_of_log(house: House) -> str:
    """The newest signed checkpoint, "" before the first."""
    with house.views() as books:
        return books.journal.checkpoint()
