"""The sums of one year, for one regulator (Art. 4(1), 13, 23; ui.md "draw statistics").

Nobody is named: experts stand by register number, and only of draws whose names were opened.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

from draw_service.rules.access import Who
from draw_service.rules.packs import RulePack
from draw_service.rules.statistics import Bucket, buckets, quantile
from draw_service.usecases.ports import Books, House
from draw_service.usecases.ports.statistics import Ended, Handled, Often, Scope, Together
from draw_service.usecases.statistics.seen import Frame, Named, frame_of, named, scope_of


@dataclass(frozen=True, slots=True, repr=False)
class Overview:
    """``drawn``, ``services``: experts by how often; ``most``: those drawn most, ``share`` their part of all
    ``places`` drawn; ``minutes``: draws by minutes from order to seats, with ``median`` and ``ninth`` (nine
    tenths stay within it); ``tenderers``, ``agencies``: those with aborted draws."""

    frame: Frame
    ended: Ended
    drawn: tuple[Bucket, ...]
    services: tuple[Bucket, ...]
    most: Sequence[Often]
    share: Fraction
    places: int
    minutes: tuple[Bucket, ...]
    median: int | None
    ninth: int | None
    together: Sequence[Together]
    least: int
    tenderers: Sequence[Handled]
    agencies: Sequence[Handled]
    named: Named

    @property
    def draws(self) -> int:
        return sum(self.ended.ends.values())


def look_at_statistics(house: House, who: Who, year: int = 0) -> Overview:
    """Raises ``NotYourRoom`` for anybody but a regulator."""
    frame, pack = frame_of(house, who, year)
    with house.views() as books:
        return overview(books, scope_of(books, who, pack), frame, pack)


def overview(books: Books, scope: Scope, frame: Frame, pack: RulePack) -> Overview:
    """The sums, read from what is kept."""
    sums, borders = books.statistics, pack.ints("statistics_bucket_borders")
    shown, least = pack.int("statistics_shown"), max(pack.int("statistics_support_least"), 2)
    ended = sums.ended_in(frame.year, scope)
    drawn, services = sums.times(frame.year, scope)
    most = sums.often(frame.year, scope, "drawn", 1, None, shown)
    together = sums.together(frame.year, scope, least, shown)
    tenderers = sums.handled(frame.year, scope, "tenderer", shown)
    agencies = sums.handled(frame.year, scope, "agency", shown)
    places = _sum(drawn)
    numbers = [one.number for one in most] + [one.number for one in (*tenderers, *agencies)]
    for each in together:
        numbers += [each.expert, each.tenderer, each.agency, each.bidder]
    return Overview(
        frame,
        ended,
        buckets(drawn, borders),
        buckets(services, borders),
        most,
        Fraction(sum(one.drawn for one in most), places) if places else Fraction(0),
        places,
        buckets(ended.minutes, pack.ints("statistics_seat_minutes"), least=0),
        quantile(ended.minutes, 50),
        quantile(ended.minutes, 90),
        together,
        least,
        tenderers,
        agencies,
        named(books, numbers),
    )


def _sum(times: Mapping[int, int]) -> int:
    return sum(n * experts for n, experts in times.items())
