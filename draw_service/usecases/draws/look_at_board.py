"""Show a draw on the wall: what is in its events, and how it was applied for (ui.md rule 2)."""

from __future__ import annotations

from draw_service.rules.board import Board, board_of
from draw_service.rules.refusals import NotFound
from draw_service.usecases.ports import House


def look_at_board(house: House, draw_id: str) -> Board:
    """Step 3 begins with the lock receipt, which is no event of the draw: the wall and the operator's page
    stand at the same step. A selective draw is called so from the beginning, not only once the choice is
    made (Art. 4(2)). Raises ``NotFound``."""
    with house.views() as books:
        events = books.journal.events(draw_id)
        receipt = books.draws.marked(draw_id, "receipt") is not None
        if not events:
            raise NotFound
        board = board_of(draw_id, events)
        sent = None if board.selective else books.draws.application(board.application_id)
    board.selective = board.selective or (sent is not None and sent[1].mode == "selective")
    if board.step == 2 and receipt:
        board.step = 3
    return board
