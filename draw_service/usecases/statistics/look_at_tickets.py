"""The uniformity test over a year's tickets, and how easily panels are guessed (Art. 4(1), 8(3))."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from draw_service.rules.access import Who
from draw_service.rules.predictability import Foresight, foresee
from draw_service.rules.statistics_uniformity import Uniformity, seed_of, uniformity
from draw_service.usecases.ports import House
from draw_service.usecases.statistics.seen import Frame, Named, frame_of, named, scope_of


@dataclass(frozen=True, slots=True, repr=False)
class Tickets:
    """``found`` None: too few places were drawn to say anything, ``drawn`` of ``least``. ``total``: strata of
    the year, ``tested`` the newest of them; ``seed`` hex; ``percent``: the false-alarm rate."""

    frame: Frame
    found: Uniformity | None
    drawn: int
    least: int
    total: int
    tested: int
    seed: str
    checkpoint: str
    permutations: int
    percent: int
    named: Named

    @property
    def alarm(self) -> bool:
        return self.found is not None and self.found.p * 100 <= self.percent


def look_at_tickets(house: House, who: Who, year: int = 0) -> Tickets:
    """Raises ``NotYourRoom`` for anybody but a regulator. The permutations follow from the newest checkpoint:
    who looks again at the same one finds the same."""
    frame, pack = frame_of(house, who, year)
    least, percent = pack.int("statistics_uniformity_least"), pack.int("statistics_false_alarm_percent")
    permutations = pack.int("statistics_permutations")
    with house.views() as books:
        scope = scope_of(books, who, pack)
        total, picks = books.statistics.picks(frame.year, scope, pack.int("statistics_uniformity_most"))
        checkpoint = books.journal.checkpoint()
    seed = seed_of(checkpoint, str(frame.year))
    telling = [pick for pick in picks if 0 < len(pick.drawn) < len(pick.eligible)]
    drawn = sum(len(pick.drawn) for pick in telling)
    found = uniformity(telling, seed, permutations) if drawn >= least else None
    with house.views() as books:
        meant = named(books, [one.expert for one in found.most] if found else [])
    return Tickets(
        *(frame, found, drawn, least, total, len(picks)),
        *(seed.hex(), checkpoint, permutations, percent, meant),
    )


@dataclass(frozen=True, slots=True)
class Meter:
    """One specialty: how many draws took from it, and how easily its newest was guessed."""

    code: str
    draws: int
    foresight: Foresight


@dataclass(frozen=True, slots=True)
class Meters:
    """The most easily guessed first. ``named``: how many of the most seated a reader names; ``thresholds``:
    parameter name -> value."""

    frame: Frame
    meters: Sequence[Meter]
    named: int
    thresholds: dict[str, int]


SPECIALTIES = 50
_ORDER = {"high": 0, "some": 1, "low": 2}


def look_at_predictability(house: House, who: Who, year: int = 0) -> Meters:
    """Per specialty of the year: who could be drawn and how many were needed at its newest draw, and what the
    services of the year give away. Raises ``NotYourRoom``."""
    frame, pack = frame_of(house, who, year)
    with house.views() as books:
        found = books.statistics.specialties(frame.year, scope_of(books, who, pack), SPECIALTIES)
    meters = [
        Meter(
            one.code,
            one.draws,
            foresee(
                one.code,
                one.needed,
                {str(number) for number in one.eligible},
                {str(number): times for number, times in one.services.items()},
                pack,
            ),
        )
        for one in found
    ]
    meters.sort(key=lambda one: (_ORDER[one.foresight.level], -one.foresight.chance, one.code))
    names = ("notice_percent", "chance_percent", "share_percent", "least_per_seat")
    thresholds = {name: pack.int(f"predictability_{name}") for name in names}
    return Meters(frame, meters, pack.int("predictability_named"), thresholds)
