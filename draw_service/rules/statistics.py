"""PURE. What a regulator counts (Art. 2, 4(1), 23; ui.md "Regulator"): one ended draw as a fact, and the sums
over many.

Nothing is counted before a draw has ended: until then its lists are closed. Persons are counted only where
the names were opened (Art. 8(5)); an attempt that ended unopened counts for nobody, its parties excepted.

*Drawn*: a call gave the expert a seat by the order of the tickets. *Asked*: it was answered, or left
unanswered, by the expert: acceptance, refusal, silence, no confirmation. *Accepted*: the first answer was
yes. *Service*: signed in, and still in that seat when the draw was closed.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import TypeVar

from audit.events import DrawEvent, Event
from draw_service.rules.companies import normalise
from draw_service.rules.life import Draw, parse_time
from draw_service.rules.people import Company
from scoring.rules.working_days import civil_date

_Key = TypeVar("_Key")
DECIDED = frozenset(("accepted", "declined", "silent", "unconfirmed"))
"""First outcomes that are the expert's own; who was recused or not reachable was never asked."""


@dataclass(frozen=True, slots=True)
class Party:
    """A firm as it is counted: by credit code, else by the form in which names are compared."""

    key: str
    name: str


NOBODY = Party("", "")


def party_of(company: Company | None) -> Party:
    """``NOBODY`` for none."""
    if company is None:
        return NOBODY
    return Party(company.code.strip().upper() or normalise(company.name), company.name)


@dataclass(frozen=True, slots=True, repr=False)
class Seated:
    """One call that gave a seat. ``handle`` hex; ``expert``: register id, "" where it cannot be told any
    more; ``code``: specialty of the seat, "" in a selective draw; ``outcome``: the last one, "" for none."""

    slot: int
    ordinal: int
    handle: str
    expert: str
    code: str
    called_at: datetime
    first: str = ""
    outcome: str = ""
    served: bool = False

    @property
    def asked(self) -> bool:
        return self.first in DECIDED

    @property
    def accepted(self) -> bool:
        return self.first == "accepted"


@dataclass(frozen=True, slots=True, repr=False)
class Ordered:
    """Who could be drawn for a stratum, and the first ``len(drawn)`` of them by their tickets."""

    stratum: str
    code: str
    eligible: tuple[str, ...]
    drawn: tuple[str, ...]


@dataclass(frozen=True, slots=True, repr=False)
class Fact:
    """One ended draw. ``index``: of its last event in the log; ``bodies``: those in charge or supervising,
    as names are compared, ascending; ``end``: complete, short or aborted; ``ground``, ``by``: of an abort;
    ``revealed``: shares that were open; ``minutes``: from the order to the first seal, None without one;
    ``opened``: its names were."""

    draw_id: str
    index: int
    ended_at: datetime
    bodies: tuple[str, ...]
    tenderer: Party
    agency: Party
    bidders: tuple[Party, ...]
    mode: str
    end: str
    ground: str
    by: tuple[str, ...]
    revealed: int
    minutes: int | None
    opened: bool
    seats: tuple[Seated, ...] = ()
    orders: tuple[Ordered, ...] = ()

    @property
    def year(self) -> int:
        """The civil year it ended in."""
        return civil_date(self.ended_at).year

    @property
    def handler(self) -> Party:
        """Who handles the project: the agency, else the tenderer."""
        return self.agency if self.agency.key else self.tenderer

    @property
    def served(self) -> list[str]:
        """Register ids of who served, where they can be told."""
        return [seat.expert for seat in self.seats if seat.served and seat.expert]


def seats_of(draw: Draw, events: Sequence[Event], experts: Mapping[bytes, str]) -> tuple[Seated, ...]:
    """Every call that gave a seat, in the order called. ``experts``: raw handle -> register id."""
    seating = draw.seating
    if seating is None or draw.end is None:
        return ()
    codes = {stratum.id: stratum.code for stratum in draw.strata} if draw.selected is None else {}
    closed, kept = draw.end.type is DrawEvent.DRAW_CLOSED, seating.ordinals
    ordinals: dict[int, int] = {}
    called: dict[tuple[int, int], datetime] = {}
    said: dict[tuple[int, int], list[str]] = {}
    for event in events:
        body = event.body
        if event.type is DrawEvent.SEAT_CALLED:
            ordinals[body["slot"]] = body["ordinal"]
            called.setdefault((body["slot"], body["ordinal"]), parse_time(event.at))
        elif event.type is DrawEvent.SEAT_ANSWERED:
            said.setdefault((body["slot"], ordinals[body["slot"]]), []).append(body["outcome"])
    found = []
    for (slot, ordinal), at in called.items():
        handle, words = seating.called[slot, ordinal], said.get((slot, ordinal), [""])
        served = closed and kept.get(slot) == ordinal and slot in seating.arrived
        code = codes.get(seating.stratum_of[slot], "")
        who = experts.get(handle, "")
        found.append(Seated(slot, ordinal, handle.hex(), who, code, at, words[0], words[-1], served=served))
    return tuple(found)


def minutes_to_seats(events: Iterable[Event]) -> int | None:
    """Whole minutes from the order (or the choice, Art. 4(2)) to the first seal; None where one is
    missing."""
    begun: datetime | None = None
    for event in events:
        if event.type in (DrawEvent.DRAW_ORDERED, DrawEvent.SELECTION_CONFIRMED):
            begun = parse_time(event.at)
        elif event.type is DrawEvent.DRAW_SEALED and begun is not None:
            return int((parse_time(event.at) - begun).total_seconds()) // 60
    return None


@dataclass(slots=True)
class Tally:
    """Sums, each under a key that begins with the year; ``bodies`` stand for who may see it.

    ``experts`` (year, bodies, expert): drawn, asked, accepted, services. ``handlers`` (year, bodies, expert,
    handler): asked, accepted, both again for draws after one whose names showed the expert to the handler,
    and how often they did. ``parties`` (year, bodies, role, party): draws, aborted, aborted after the first
    share. ``together`` (year, expert, tenderer, agency, bidder): services. ``specialties`` (year, bodies,
    code, expert): services.
    """

    experts: dict[tuple[int, tuple[str, ...], str], list[int]] = field(default_factory=dict)
    handlers: dict[tuple[int, tuple[str, ...], str, str], list[int]] = field(default_factory=dict)
    parties: dict[tuple[int, tuple[str, ...], str, str], list[int]] = field(default_factory=dict)
    together: Counter[tuple[int, str, str, str, str]] = field(default_factory=Counter)
    specialties: Counter[tuple[int, tuple[str, ...], str, str]] = field(default_factory=Counter)


def tally(facts: Iterable[Fact], known: set[tuple[str, str]]) -> Tally:
    """Count ``facts``, ascending by index. ``known``: (expert, handler) that earlier draws showed to each
    other; grows as they are counted."""
    sums = Tally()
    for fact in facts:
        year, handler = fact.year, fact.handler.key
        _parties(sums, fact, year)
        for seat in fact.seats:
            if seat.expert:
                _seat(sums, seat, (year, fact.bodies), handler, after=(seat.expert, handler) in known)
        for expert in fact.served:
            known.add((expert, handler))
            for bidder in fact.bidders:
                sums.together[year, expert, fact.tenderer.key, fact.agency.key, bidder.key] += 1
    return sums


def _parties(sums: Tally, fact: Fact, year: int) -> None:
    aborted = fact.end == "aborted"
    for role, party in (("tenderer", fact.tenderer), ("agency", fact.agency)):
        if party.key:
            line = (1, int(aborted), int(aborted and fact.revealed > 0))
            _add(sums.parties, (year, fact.bodies, role, party.key), line)


def _seat(
    sums: Tally, seat: Seated, where: tuple[int, tuple[str, ...]], handler: str, *, after: bool
) -> None:
    asked, accepted, served = int(seat.asked), int(seat.accepted), int(seat.served)
    _add(sums.experts, (*where, seat.expert), (1, asked, accepted, served))
    later = (asked, accepted) if after else (0, 0)
    _add(sums.handlers, (*where, seat.expert, handler), (asked, accepted, *later, served))
    if served and seat.code:
        sums.specialties[(*where, seat.code, seat.expert)] += 1


def _add(sums: dict[_Key, list[int]], key: _Key, line: tuple[int, ...]) -> None:
    held = sums.get(key)
    sums[key] = list(line) if held is None else [a + b for a, b in zip(held, line, strict=True)]


@dataclass(frozen=True, slots=True)
class Bucket:
    """``low`` ≤ times < ``high`` (None: no end), and how many there are."""

    low: int
    high: int | None
    count: int

    @property
    def label(self) -> str:
        """``< 5``, ``5–9``, ``30+``."""
        if self.high is None:
            return f"{self.low}+"
        if self.low <= 1:
            return f"< {self.high}"
        return f"{self.low}–{self.high - 1}" if self.high - self.low > 1 else str(self.low)


def buckets(times: Mapping[int, int], borders: Sequence[int], *, least: int = 1) -> tuple[Bucket, ...]:
    """``times``: how often -> how many. A border belongs to the bucket above it: of 5, 10 the buckets are
    ``least`` to 4, 5 to 9, and 10 or more. What lies below ``least`` is not counted."""
    edges = [least, *sorted({border for border in borders if border > least})]
    found = []
    for low, high in zip(edges, [*edges[1:], None], strict=True):
        inside = (n for times_, n in times.items() if times_ >= low and (high is None or times_ < high))
        found.append(Bucket(low, high, sum(inside)))
    return tuple(found)


def quantile(times: Mapping[int, int], percent: int) -> int | None:
    """The least value that at least ``percent`` per cent of all do not exceed; None of nothing."""
    total, seen = sum(times.values()), 0
    for value in sorted(times):
        seen += times[value]
        if seen * 100 >= total * percent and seen:
            return value
    return None
