"""Whose draws a regulator's statistics count (``supervision.supervised``), and what numbers stand for."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from draw_service.rules.access import Role, Who, must_hold
from draw_service.rules.companies import normalise
from draw_service.rules.packs import RulePack
from draw_service.usecases.ports import Books, House
from draw_service.usecases.ports.statistics import Scope
from draw_service.usecases.statistics.catch_up import catch_up
from scoring.rules.working_days import civil_date

TURNS = 1
"""Turns of the reader one look waits for; the worker does the rest."""


@dataclass(frozen=True, slots=True)
class Frame:
    """``years`` to choose from, the newest first; ``position``: log indexes below it are counted, ``left``
    are still to be; ``whole``: every draw of the center is counted, not the own ones alone."""

    year: int
    years: tuple[int, ...]
    position: int
    left: int
    at: datetime
    whole: bool


def frame_of(house: House, who: Who, year: int = 0) -> tuple[Frame, RulePack]:
    """Count what has ended meanwhile, and choose the year: this one by default. Raises ``NotYourRoom`` for
    anybody but a regulator."""
    must_hold(who, Role.REGULATOR)
    left, now = catch_up(house, TURNS), house.clock.now()
    pack = house.pack(now)
    with house.views() as books:
        this_year = civil_date(now).year
        years = tuple(sorted({this_year, *books.statistics.years()}, reverse=True))
        chosen = year if year in years else this_year
        whole = scope_of(books, who, pack) is None
        return Frame(chosen, years, books.statistics.position(), left, now, whole), pack


def scope_of(books: Books, who: Who, pack: RulePack) -> Scope:
    """Sets of bodies that name this regulator, or nobody; None where that is all there are, or the rule pack
    says ``all``."""
    if pack.text("statistics_field") == "all":
        return None
    own = {normalise(who.organisation_name), normalise(who.organisation)} - {""}
    sets = books.statistics.bodies()
    mine = [number for number, names in sets.items() if not names or own & set(names)]
    return None if len(mine) == len(sets) else mine


@dataclass(frozen=True, slots=True, repr=False)
class Named:
    """What numbers stand for, as a page says it: a register number, a firm's name; "" for 0."""

    _meant: Mapping[int, tuple[str, str]]

    def __call__(self, number: int) -> str:
        key, name = self._meant.get(number, ("", ""))
        return name or key


def named(books: Books, numbers: Iterable[int]) -> Named:
    return Named(books.statistics.names(list(numbers)))
