"""What is to be done in the archive, and by when (档案管理制度 3, 4; 采购法 42)."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import date, timedelta

from draw_service.rules.access import Role, Who, must_hold
from draw_service.rules.archive import KLASSES, hand_over_due, kept_until, retention_years, year_to_hand_over
from draw_service.rules.archive_acts import Destruction, LookRequest, Package
from draw_service.usecases.archive.ended import ALL, ended_in_year, filed_in
from draw_service.usecases.ports import Books, House
from scoring.rules.working_days import civil_date

ROLES = (Role.OPERATOR, Role.OFFICE, Role.REGULATOR)


@dataclass(frozen=True, slots=True)
class ToHandOver:
    """The year that is over. ``package`` None while it is not made; ``unfinished``: draws that wait for a
    hand-over or a notice; ``soon``: close enough to remind."""

    year: int
    due: date
    draws: int
    unfinished: tuple[str, ...]
    package: Package | None
    soon: bool
    overdue: bool


@dataclass(frozen=True, slots=True)
class Klass:
    """A retention class: for how many years, by which article."""

    klass: str
    years: int
    article: str


@dataclass(frozen=True, slots=True)
class Past:
    """A year of a class that need not be kept any more. ``applications``: how many were filed in it."""

    year: int
    klass: str
    keep_until: date
    applications: int


@dataclass(frozen=True, slots=True, repr=False)
class ArchiveView:
    hand_over: ToHandOver
    klasses: tuple[Klass, ...]
    packages: tuple[Package, ...]
    looks: tuple[LookRequest, ...]
    destructions: tuple[Destruction, ...]
    past: tuple[Past, ...]


def look_at_archive(house: House, who: Who) -> ArchiveView:
    """``looks``: one's own, and for the office those that wait."""
    must_hold(who, *ROLES)
    now = house.clock.now()
    today, pack = civil_date(now), house.pack(now)
    with house.views() as books:
        packages = tuple(reversed(books.archive.find(Package)))
        looks = [
            one
            for one in reversed(books.archive.find(LookRequest))
            if one.asked_by == who.account or (Role.OFFICE in who.roles and one.state == "asked")
        ]
        destructions = () if who.roles == {Role.REGULATOR} else books.archive.find(Destruction)
        hand_over = _hand_over(house, books, today, packages)
        past = _past(house, books, today)
    klasses = tuple(
        Klass(klass, retention_years(klass, pack), pack.article(parameter))
        for klass, (_word, parameter) in KLASSES.items()
    )
    return ArchiveView(hand_over, klasses, packages, tuple(looks), tuple(reversed(destructions)), past)


def _hand_over(house: House, books: Books, today: date, packages: tuple[Package, ...]) -> ToHandOver:
    pack, year = house.pack(house.clock.now()), year_to_hand_over(today)
    due = hand_over_due(year, pack)
    made = next((one for one in packages if one.year == year), None)
    ended = list(ended_in_year(house, books, year)) if made is None else []
    waits = made is None and bool(ended)
    return ToHandOver(
        year,
        due,
        made.draws if made is not None else len(ended),
        tuple(one.row.draw_id for one in ended if not one.finished),
        made,
        waits and today > due - timedelta(days=pack.int("archive_remind_days")),
        waits and today > due,
    )


def _past(house: House, books: Books, today: date) -> tuple[Past, ...]:
    """By the year of the application's number; what a proposal takes is decided by the day of the end."""
    pack = house.pack(house.clock.now())
    filed = Counter(filed_in(row) for row in books.draws.newest(ALL))
    return tuple(
        Past(year, klass, until, count)
        for year, count in sorted(filed.items())
        for klass in KLASSES
        if today > (until := kept_until(klass, date(year, 12, 31), pack))
    )
