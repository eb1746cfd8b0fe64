"""An entry against whoever holds an opened seat (Art. 20): staff, tenderer, agency and regulator name a seat,
not a person."""

from __future__ import annotations

from datetime import datetime

from audit.canonical import parse_canonical
from draw_service.rules.refusals import NotUnsealed, SeatNotCalled
from draw_service.usecases.chain import application_of, load
from draw_service.usecases.conduct.office import office_of
from draw_service.usecases.conduct.settle_draw import project_of
from draw_service.usecases.ports import Books, House
from scoring.rules.entries import Facts
from scoring.rules.people import Person
from scoring.usecases.draft_entry import draft_in


def draft_from_seat(
    house: House, draw_id: str, slot: int, item: int, at: datetime, note: str, by: Person, again: str = ""
) -> str:
    """Returns the entry's id. Raises ``NotUnsealed``, ``SeatNotCalled`` and what ``draft_entry`` raises."""
    with house.books() as books:
        draw = load(books, draw_id)
        expert = opened_seats(books, draw_id).get(slot)
        if expert is None:
            raise SeatNotCalled(slot=slot)
        application = application_of(books, draw)
        project = project_of(application.project_code, application.section_code)
        facts = Facts(expert, item, at, project, note, again, origin=f"{draw_id}/{slot}")
        entry = draft_in(office_of(house), books, facts, by, house.clock.now())
        books.commit()
    return entry.id


def opened_seats(books: Books, draw_id: str) -> dict[int, str]:
    """Slot -> register id of the roster as it was opened last. Raises ``NotUnsealed``."""
    data = books.draws.openings(draw_id)
    if data is None:
        raise NotUnsealed
    return {seat["slot"]: seat["identity"]["id"] for seat in parse_canonical(data)}
