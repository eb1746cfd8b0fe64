"""A seated expert cannot come or asks to step back (Art. 13(2), 13(3))."""

from __future__ import annotations

from typing import Literal

from draw_service.rules.refusals import BadOutcome, NotOrdered, SeatNotCalled
from draw_service.usecases.chain import load_running
from draw_service.usecases.draws.record_answer import answer
from draw_service.usecases.ports import House


def withdraw(house: House, draw_id: str, slot: int, outcome: Literal["withdrawn", "recused"]) -> None:
    """The expert says so: ``withdrawn`` (cannot attend) or ``recused`` (asks to step back, Art. 13(2, 3))."""
    if outcome not in ("withdrawn", "recused"):
        raise BadOutcome(outcome=outcome)
    with house.books() as books:
        draw = load_running(books, draw_id)
        if draw.seating is None:
            raise NotOrdered
        if slot not in draw.seating.accepted:
            raise SeatNotCalled(slot=slot)
        answer(house, books, draw, slot, outcome, {"cause": "own-word"})
        books.commit()
