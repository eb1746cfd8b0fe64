"""An opened roster for the trading platform of tenderer or agency, after the result notice alone
(招标投标法 37; Art. 8(5)). Every look is in the log, under a pseudonym of the key."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from audit.canonical import parse_canonical
from audit.events import DrawEvent, HouseEvent
from draw_service.rules.access import ApiCaller
from draw_service.rules.life import parse_time
from draw_service.rules.refusals import NotFound
from draw_service.usecases.access.marks import mark
from draw_service.usecases.chain import load
from draw_service.usecases.platform.acting_as import acting_as
from draw_service.usecases.platform.find_draw import find_draw
from draw_service.usecases.ports import House


@dataclass(frozen=True, slots=True, repr=False)
class Member:
    """A seat of the panel. ``unit``: the employer's credit code, or the register's own number of it, or "";
    ``specialty``: the code its seat asked for; ``arrived_at`` None for who never signed in."""

    slot: int
    specialty: str
    name: str
    unit: str
    arrived_at: datetime | None


def read_roster(house: House, caller: ApiCaller, draw_id: str) -> list[Member]:
    """By seat. Raises ``NotFound`` for the draws of others, before unsealing and before the result notice:
    "not yet" and "not there" look the same."""
    who = acting_as(house, caller)
    with house.books() as books:
        find_draw(books, who, draw_id)
        draw = load(books, draw_id)
        opened = books.draws.openings(draw_id)
        if draw.unsealed is None or opened is None or books.draws.marked(draw_id, "notice") is None:
            raise NotFound
        codes = {stratum.id: stratum.code for stratum in draw.strata}
        asked = draw.seating.stratum_of if draw.seating is not None else {}
        arrived = {
            event.body["slot"]: parse_time(event.at)
            for event in books.journal.events(draw_id)
            if event.type is DrawEvent.SEAT_ARRIVED
        }
        body = {"draw": draw_id, "key": mark(house, "api key", caller.id)}
        books.journal.note("supervision", HouseEvent.ROSTER_FETCHED, body, house.clock.now())
        books.commit()
    house.sequence()
    return [
        Member(
            line["slot"],
            codes.get(asked.get(line["slot"], ""), ""),
            line["identity"]["name"],
            line["identity"]["unit"],
            arrived.get(line["slot"]),
        )
        for line in parse_canonical(opened)
    ]
