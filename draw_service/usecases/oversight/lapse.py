"""What time alone brings: an answer that did not come, a checklist that ends soon (Art. 7, 23).

Each is a transaction of its own, and right however long nobody was there.
"""

from __future__ import annotations

from dataclasses import replace

from audit.events import HouseEvent
from draw_service.rules.measures import MeasureRecord, lapse, past
from draw_service.rules.terminals import Checklist, ending
from draw_service.usecases.oversight.propose_measure import note
from draw_service.usecases.oversight.terminals import note as note_terminal
from draw_service.usecases.ports import House


def lapse_all(house: House) -> int:
    """How many moved on."""
    return lapse_measures(house) + remind_terminals(house)


def lapse_measures(house: House) -> int:
    """Answers that became late, told to the alarms once (Art. 23)."""
    now, moved = house.clock.now(), 0
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
            moved += 1
    return moved


def remind_terminals(house: House) -> int:
    """Rooms whose newest checklist ends soon, told to the alarms once (Art. 7)."""
    now, moved = house.clock.now(), 0
    pack = house.pack(now)
    with house.views() as books:
        newest = {one.room: one for one in books.oversight.find(Checklist, ("confirmed",))}
    for id in [one.id for one in newest.values() if ending(one, now, pack)]:
        with house.books() as books:
            held = books.oversight.get(Checklist, id)
            if held is None or not ending(held, now, pack):
                continue
            books.oversight.put(replace(held, reminded=True))
            books.post.alarm("terminal-near", held.room, now)
            note_terminal(house, books, held, HouseEvent.TERMINAL_REMINDED, None, now)
            books.commit()
            moved += 1
    return moved
