"""What time alone brings: an answer that did not come, told to the office and to the alarms (Art. 23)."""

from __future__ import annotations

from audit.events import HouseEvent
from draw_service.rules.measures import MeasureRecord, lapse, past
from draw_service.usecases.oversight.propose_measure import note
from draw_service.usecases.ports import House


def lapse_all(house: House) -> int:
    """How many answers became late. Each is a transaction of its own, right however long nobody was there."""
    now = house.clock.now()
    with house.views() as books:
        due = [
            one.id
            for one in books.oversight.find(MeasureRecord, ("ordered",))
            if past(one, now) and one.overdue_at is None
        ]
    for id in due:
        with house.books() as books:
            held = books.oversight.get(MeasureRecord, id)
            late = lapse(held, now) if held is not None else None
            if late is None or late == held:
                continue
            books.oversight.put(late)
            books.post.alarm("measure-late", late.id, now)
            note(house, books, late, HouseEvent.MEASURE_OVERDUE, None, now)
            books.commit()
    return len(due)
