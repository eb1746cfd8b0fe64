"""What is counted of ended draws, and the sums over it (ui.md "Regulator")."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from draw_service.rules.statistics import Fact
from draw_service.rules.statistics_patterns import Answers
from draw_service.rules.statistics_uniformity import Pick

Scope = Sequence[int] | None
"""Numbers of the bodies sets whose draws are read; None: all."""


@dataclass(frozen=True, slots=True)
class Ended:
    """Of a year: ``ends``: end -> draws; ``grounds`` and ``by`` of the aborted (``by``: the parties that
    confirmed, joined with "+"); ``revealed``: aborted after the first share; ``calls`` that gave a seat in
    draws that were opened, ``unknown``: those among them whose expert cannot be told any more; ``closed``:
    draws that ended unopened; ``minutes``: from order to seats -> draws."""

    ends: Mapping[str, int]
    grounds: Mapping[str, int]
    by: Mapping[str, int]
    revealed: int
    calls: int
    unknown: int
    closed: int
    minutes: Mapping[int, int]


@dataclass(frozen=True, slots=True)
class Often:
    """One expert of a year, by the number the statistics gave."""

    number: int
    drawn: int
    asked: int
    accepted: int
    services: int


@dataclass(frozen=True, slots=True)
class Together:
    """Numbers of an expert, a tenderer, an agency (0: none) and a bidder, and services that join them."""

    expert: int
    tenderer: int
    agency: int
    bidder: int
    count: int


@dataclass(frozen=True, slots=True)
class Handled:
    """One party of a year."""

    number: int
    draws: int
    aborted: int
    revealed: int


@dataclass(frozen=True, slots=True)
class Ending:
    """One ended draw as a line of a list. Numbers as above."""

    draw_id: str
    ended_at: datetime
    tenderer: int
    agency: int
    mode: str
    end: str
    ground: str
    by: str
    revealed: int
    minutes: int | None


@dataclass(frozen=True, slots=True)
class Seat:
    """One call that gave a seat, as a line of a list. ``handle`` hex."""

    draw_id: str
    slot: int
    ordinal: int
    handle: str
    expert: int
    code: str
    called_at: datetime
    outcome: str
    accepted: bool
    served: bool
    tenderer: int
    agency: int


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which lines: numbers, 0 for any. ``handler`` is the agency, or the tenderer of a project without one.
    ``end``, ``ground``, ``by`` (as in ``Ended``), ``code`` of a specialty: "" for any; ``revealed``: those
    after the first share; ``minutes``: at least and fewer than; ``served``: services alone."""

    year: int
    expert: int = 0
    tenderer: int = 0
    agency: int = 0
    bidder: int = 0
    handler: int = 0
    end: str = ""
    ground: str = ""
    by: str = ""
    code: str = ""
    revealed: bool = False
    minutes: tuple[int, int | None] | None = None
    served: bool = False


@dataclass(frozen=True, slots=True, repr=False)
class Specialty:
    """One specialty of a year. ``eligible`` and ``needed``: of its newest draw; ``services``: expert number
    -> services; ``draws``: how many drew from it."""

    code: str
    draws: int
    eligible: Sequence[int]
    needed: int
    services: Mapping[int, int]


class Statistics(Protocol):
    """Sums over ended draws, kept up by a reader of the log.

    ``position``: log indexes below it have been read. Experts and parties have numbers of their own here;
    ``names`` says what they stand for.
    """

    def position(self) -> int: ...

    def take_turn(self) -> int:
        """Wait until no other transaction counts, and stay the only one to the end of this one; the
        position."""

    def size(self) -> int:
        """Leaves of the log."""

    def ended(self, first: int, most: int) -> tuple[int, Sequence[tuple[int, str]]]:
        """Draws that ended among at most ``most`` leaves from ``first`` on, as (index, draw id) ascending;
        and the index of the first leaf not looked at."""

    def add(self, facts: Sequence[Fact], position: int) -> None:
        """Keep the lines of ``facts`` (ascending), add them to the sums, and move on to ``position``."""

    def facts(self) -> Sequence[Fact]:
        """Every fact as its lines were kept, ascending: for a recount."""

    def names(self, numbers: Sequence[int]) -> Mapping[int, tuple[str, str]]:
        """Number -> (key, name): a register id and "", or a firm's code and name."""

    def number_of(self, kind: str, key: str) -> int:
        """The number of an expert or a party, 0 for one never counted."""

    def bodies(self) -> Mapping[int, tuple[str, ...]]:
        """Number -> a set of bodies in charge or supervising that draws have named."""

    def years(self) -> Sequence[int]:
        """Years with an ended draw, the newest first."""

    def ended_in(self, year: int, scope: Scope) -> Ended: ...

    def times(self, year: int, scope: Scope) -> tuple[Mapping[int, int], Mapping[int, int]]:
        """(times drawn -> experts, services -> experts); who has none is left out."""

    def often(
        self, year: int, scope: Scope, by: str, low: int, high: int | None, most: int
    ) -> Sequence[Often]:
        """Experts with ``low`` ≤ ``by`` < ``high`` ("drawn" or "services"), the most first."""

    def together(self, year: int, scope: Scope, least: int, most: int) -> Sequence[Together]:
        """The most frequent, each at least ``least`` times, at least twice."""

    def avoided(self, year: int, scope: Scope, asked: int, accepted: int) -> tuple[int, Sequence[Answers]]:
        """How many pairs of expert and handler were asked at least ``asked`` times; and those of them that
        never accepted, though the expert did at least ``accepted`` times for others."""

    def jumped(self, year: int, scope: Scope, asked: int) -> tuple[int, Sequence[Answers]]:
        """How many pairs were asked at least ``asked`` times before and after an unsealing; and those of
        them that accept more often since. ``other_…`` is what was before."""

    def handled(self, year: int, scope: Scope, role: str, most: int) -> Sequence[Handled]:
        """Parties in a role ("tenderer", "agency") with an aborted draw, the most first."""

    def endings(self, scope: Scope, wanted: Wanted, most: int) -> Sequence[Ending]:
        """Ended draws, the newest first."""

    def seats(self, scope: Scope, wanted: Wanted, most: int) -> Sequence[Seat]:
        """Calls that gave a seat, the newest first."""

    def picks(self, year: int, scope: Scope, most: int) -> tuple[int, Sequence[Pick]]:
        """How many strata were drawn by ticket and can be told; and the newest of them, oldest first."""

    def specialties(self, year: int, scope: Scope, most: int) -> Sequence[Specialty]:
        """Those drawn from most."""
