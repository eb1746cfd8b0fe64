"""Three parties confirm a replacement on a ground of Art. 13; the next call then follows the same order, by
itself where the house has lines."""

from __future__ import annotations

from typing import Literal

from audit.events import DrawEvent
from draw_service.rules.refusals import BadGround, NotSealed, SeatNotCalled
from draw_service.usecases.calling.go_on import go_on
from draw_service.usecases.chain import append, load_running
from draw_service.usecases.notices import automatic
from draw_service.usecases.ports import House
from draw_service.usecases.presence import Codes, confirm_parties, parties_asked

Ground = Literal["interest", "recused", "unable", "leaked"]
_GROUNDS = ("interest", "recused", "unable", "leaked")


def replace_member(house: House, draw_id: str, slot: int, ground: Ground, codes: Codes) -> None:
    """Confirm the replacement of a sealed seat that fell vacant. Raises ``BadGround``, ``NotSealed``,
    ``SeatNotCalled`` when the seat is not one of those, ``PartiesMissing``."""
    if ground not in _GROUNDS:
        raise BadGround(ground=ground)
    by = confirm_parties(house, draw_id, codes, parties_asked(house, draw_id, "replacement_parties"))
    with house.books() as books:
        draw = load_running(books, draw_id)
        if draw.seating is None or draw.sealed is None:
            raise NotSealed
        if slot not in draw.seating.to_confirm:
            raise SeatNotCalled(slot=slot)
        body = {"slot": slot, "ground": ground, "by": by}
        append(books, draw, DrawEvent.REPLACEMENT_CONFIRMED, body, house.clock.now())
        if automatic(house, draw):
            draw.seating.confirm_replacement(slot)
            go_on(house, books, draw)
        books.commit()
