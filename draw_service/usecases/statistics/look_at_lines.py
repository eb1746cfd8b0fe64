"""What stands behind a number of the statistics: ended draws, and calls that gave a seat (Art. 23).

Calls are shown by handle, and by register number where the names of the draw were opened. A name is shown
nowhere here: whoever needs it asks for the expert's file, with a reason that is logged.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from draw_service.rules.access import Who
from draw_service.usecases.ports import House
from draw_service.usecases.ports.statistics import Ending, Often, Seat, Wanted
from draw_service.usecases.statistics.seen import Frame, Named, frame_of, named, scope_of

MOST = 200
"""Lines of one page; the workbook holds up to ``ALL``."""
ALL = 20_000


@dataclass(frozen=True, slots=True, repr=False)
class Lines:
    """``more``: there are lines beyond those shown."""

    frame: Frame
    endings: Sequence[Ending]
    seats: Sequence[Seat]
    experts: Sequence[Often]
    more: bool
    named: Named


def look_at_draws(house: House, who: Who, wanted: Wanted, most: int = MOST) -> Lines:
    """Ended draws, the newest first. Raises ``NotYourRoom``."""
    frame, pack = frame_of(house, who, wanted.year)
    with house.views() as books:
        wanted = replace(wanted, year=frame.year)
        found = books.statistics.endings(scope_of(books, who, pack), wanted, most + 1)
        numbers = [n for one in found for n in (one.tenderer, one.agency)]
        meant = named(books, [*numbers, wanted.tenderer, wanted.agency, wanted.handler])
    return Lines(frame, found[:most], (), (), len(found) > most, meant)


def look_at_calls(house: House, who: Who, wanted: Wanted, most: int = MOST) -> Lines:
    """Calls that gave a seat, the newest first. Raises ``NotYourRoom``."""
    frame, pack = frame_of(house, who, wanted.year)
    with house.views() as books:
        wanted = replace(wanted, year=frame.year)
        found = books.statistics.seats(scope_of(books, who, pack), wanted, most + 1)
        numbers = {n for one in found for n in (one.expert, one.tenderer, one.agency)}
        asked = {wanted.expert, wanted.tenderer, wanted.agency, wanted.bidder, wanted.handler}
        meant = named(books, numbers | asked)
    return Lines(frame, (), found[:most], (), len(found) > most, meant)


def look_at_experts(
    house: House, who: Who, year: int, by: str, low: int, high: int | None, most: int = MOST
) -> Lines:
    """The experts of a bucket, the most frequent first; ``by``: "drawn" or "services". Raises
    ``NotYourRoom``."""
    frame, pack = frame_of(house, who, year)
    with house.views() as books:
        scope = scope_of(books, who, pack)
        found = books.statistics.often(frame.year, scope, by, max(low, 1), high, most + 1)
        meant = named(books, [one.number for one in found])
    return Lines(frame, (), (), found[:most], len(found) > most, meant)
