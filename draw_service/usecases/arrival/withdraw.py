"""A seated expert cannot come or asks to step back (Art. 13(2), 13(3)).

The parties of Art. 13 confirm it on the spot. If the operator alone could report it, an accepted expert whom
somebody does not want could be made to go, seat by seat: the old "swap one" button.
"""

from __future__ import annotations

from typing import Literal

from audit.events import DrawEvent
from draw_service.rules.refusals import BadOutcome, NotOrdered, SeatNotCalled
from draw_service.usecases.chain import append, load_running
from draw_service.usecases.draws.record_answer import answer
from draw_service.usecases.ports import House
from draw_service.usecases.presence import Codes, confirm_parties, parties_asked


def withdraw(
    house: House, draw_id: str, slot: int, outcome: Literal["withdrawn", "recused"], codes: Codes
) -> None:
    """The expert says so: ``withdrawn`` (cannot attend) or ``recused`` (asks to step back).

    Raises ``BadOutcome``, ``NotOrdered``, ``SeatNotCalled`` when nobody who accepted holds the seat,
    ``PartiesMissing``.
    """
    if outcome not in ("withdrawn", "recused"):
        raise BadOutcome(outcome=outcome)
    by = confirm_parties(house, draw_id, codes, parties_asked(house, draw_id, "replacement_parties"))
    with house.books() as books:
        draw = load_running(books, draw_id)
        if draw.seating is None:
            raise NotOrdered
        if slot not in draw.seating.accepted:
            raise SeatNotCalled(slot=slot)
        agreed = {"what": outcome, "by": by, "reason": f"seat-{slot}"}
        append(books, draw, DrawEvent.DRAW_CONFIRMED, agreed, house.clock.now())
        answer(house, books, draw, slot, outcome, {"cause": "own-word"})
        books.commit()
