"""What confirming an entry would bring about, said before it is confirmed (Art. 20, 22): the score it leaves,
whether it stops draws, and how thin it makes the expert's specialties in the district."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from draw_service.rules.people import Expert
from draw_service.rules.refusals import NotFound
from draw_service.usecases.conduct.office import office_of
from draw_service.usecases.ports import House
from scoring.rules.annual import Result, result_of
from scoring.rules.entries import Entry
from scoring.rules.items import LATE
from scoring.rules.lines import Totals, year_of
from scoring.usecases.desk import found


@dataclass(frozen=True, slots=True)
class Scarce:
    """``left`` of ``total`` experts of a specialty in the district who can be drawn today."""

    code: str
    total: int
    left: int

    def say(self, lang: str = "zh") -> str:
        gone = self.total - self.left
        if lang == "zh":
            return f"本地区 {self.code} 专业 {self.total} 名专家中减少 {gone} 名"
        return f"takes {gone} of {self.total} {self.code} experts of the county out"


@dataclass(frozen=True, slots=True)
class Effect:
    """``before`` and ``after``: the year with and without the entry. ``stops``: it takes the expert out of
    draws, at once (late) or when the year is confirmed as it stands; ``scarce`` is filled then."""

    before: Result
    after: Result
    stops: bool
    scarce: tuple[Scarce, ...] = ()

    def say(self, lang: str = "zh") -> str:
        """In one line, such as "falls to 55; takes 1 of 4 A0808 experts of the county out"."""
        zh = lang == "zh"
        falls = f"降至 {self.after.score} 分" if zh else f"falls to {self.after.score}"
        return ("；" if zh else "; ").join([falls, *(each.say(lang) for each in self.scarce)])


def preview_entry(house: House, entry_id: str) -> Effect:
    """Raises ``ConductNotFound``, ``NotFound`` for an expert the register does not hold."""
    office = office_of(house)
    with house.books() as books:
        now = house.clock.now()
        parameters = office.parameters(now)
        entry = found(books, Entry, entry_id)
        totals = next(iter(books.scores.totals(year_of(entry.at), entry.expert)), Totals(entry.expert))
        before = result_of(totals, parameters)
        with_it = totals._replace(
            points=totals.points + parameters.points(entry.item),
            late=totals.late + (entry.item == LATE),
        )
        after = result_of(with_it, parameters)
        stops = after.stopped and not before.stopped
        expert = books.pool.expert(entry.expert)
        if expert is None:
            raise NotFound
        scarce = _scarce(expert, books.pool.experts(), now) if stops else ()
    return Effect(before, after, stops, scarce)


def _scarce(expert: Expert, everybody: Iterable[Expert], now: datetime) -> tuple[Scarce, ...]:
    """Of every specialty of the expert, in the expert's own district."""
    near = [other for other in everybody if other.area == expert.area and _can_be_drawn(other, now)]
    out = any(other.id == expert.id for other in near)
    return tuple(
        Scarce(code, total := sum(code in other.codes for other in near), total - out)
        for code in sorted(set(expert.codes))
    )


def _can_be_drawn(expert: Expert, now: datetime) -> bool:
    stopped = expert.stopped_late_until is not None
    held = any(span.start <= now and (span.end is None or now < span.end) for span in expert.suspended)
    return expert.available and not (expert.left_pool or expert.legal_bar or stopped or held)
