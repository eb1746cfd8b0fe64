"""Somebody came to the desk and did not deposit the phone (Art. 8(4), Art. 20(2)).

The desk may not learn whether there is a seat behind a card, and no ledger may know who is seated before the
names are open. So the desk is told nothing, and the draft is made when the draw has ended.
"""

from __future__ import annotations

from audit.events import HouseEvent
from draw_service.rules.refusals import NotSealed
from draw_service.usecases.arrival.sign_in import seat_by_card
from draw_service.usecases.chain import load_running
from draw_service.usecases.conduct.office import office_of
from draw_service.usecases.conduct.settle_draw import PHONE
from draw_service.usecases.ports import House
from scoring.rules.entries import Sighting


def report_phone_kept(house: House, draw_id: str, id_card: str, account: str) -> None:
    """``account``: of the person at the desk. Raises ``NotSealed``, ``DrawEnded``,
    ``CardMistyped``."""
    with house.books() as books:
        now = house.clock.now()
        draw = load_running(books, draw_id)
        if draw.seating is None or draw.sealed is None:
            raise NotSealed
        slot = seat_by_card(books, draw, id_card)
        if slot is not None:
            place = f"{slot}/{draw.seating.holders[slot].ordinal}"
            office = office_of(house)
            books.scores.put(Sighting(office.new_id(), draw_id, place, PHONE, now, account))
        books.journal.note("desk", HouseEvent.PHONE_KEPT, {"draw": draw_id}, now)
        books.commit()
