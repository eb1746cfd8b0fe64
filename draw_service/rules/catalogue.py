"""PURE. The city's transaction catalogue: which projects draw from this system (Art. 3).

凡列入《公共资源交易目录》的项目应当从抽取系统抽取; 法律法规另有规定的，从其规定. The catalogue is
a dated table of lines. An edition is the whole table as two people put it in force from a day on; none
reaches back, so the edition of a day never changes. Until the first is confirmed the house goes by
``SHIPPED``, the four classic categories, which nobody of the city has confirmed.

An application names its line, or says that none covers it, or which law rules instead. A sum the application
does not give counts as reaching the threshold: the catalogue is to be drawn from rather than passed by.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from typing import ClassVar, Literal

from draw_service.rules.access import not_own
from draw_service.rules.applications import Application, Duty, Listing
from draw_service.rules.codes import Word
from draw_service.rules.packs import RulePack
from draw_service.rules.refusals.catalogue import (
    CatalogueDecided,
    CatalogueLineMissing,
    CatalogueLineUnknown,
    CatalogueStale,
    CatalogueTooEarly,
    CatalogueUnchanged,
)

Category = Literal["construction", "procurement", "land", "state-property", "other"]
State = Literal["proposed", "confirmed", "withdrawn"]
CATEGORIES: Mapping[Category, Word] = {
    "construction": Word("工程建设项目招标投标", "engineering construction tendering"),
    "procurement": Word("政府采购", "government procurement"),
    "land": Word("土地使用权和矿业权出让", "land use and mineral rights"),
    "state-property": Word("国有产权交易", "state-owned property"),
    "other": Word("其他", "other"),
}
DUTIES: Mapping[Duty, Word] = {
    "must": Word("应当从本系统抽取", "must draw from this system"),
    "may": Word("可以从本系统抽取", "may draw from this system"),
    "other-rule": Word("法律法规另有规定，从其规定", "another law rules"),
}
STATES: Mapping[State, Word] = {
    "proposed": Word("待另一人确认", "waits for a second person"),
    "confirmed": Word("已确认", "confirmed"),
    "withdrawn": Word("已撤回", "withdrawn"),
}


@dataclass(frozen=True, slots=True)
class Line:
    """One kind of project. ``threshold_fen``: from which sum on it must draw here, 0 for any; ``source``: the
    law or notice it rests on; valid on days ``valid_from`` ≤ day ≤ ``valid_to``, None is open."""

    code: str
    category: Category
    name: str
    threshold_fen: int
    source: str
    valid_from: date | None = None
    valid_to: date | None = None

    def valid_on(self, day: date) -> bool:
        after = self.valid_from is None or self.valid_from <= day
        return after and (self.valid_to is None or day <= self.valid_to)


@dataclass(frozen=True, slots=True)
class Edition:
    """The whole table. ``source``: number of the notice it comes from; accounts are "" while nobody did;
    ``reason``: the proposer's words."""

    KIND: ClassVar[str] = "catalogue"
    id: str
    source: str
    valid_from: date
    lines: tuple[Line, ...]
    state: State = "proposed"
    proposed_by: str = ""
    proposed_at: datetime | None = None
    reason: str = field(default="", repr=False)
    decided_by: str = ""
    decided_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Diff:
    """By code. ``changed``: ``(before, after)``; ``same``: how many stay as they are."""

    added: tuple[Line, ...]
    changed: tuple[tuple[Line, Line], ...]
    removed: tuple[Line, ...]
    same: int


_ORDER_16 = "必须招标的工程项目规定（国家发展改革委令第16号）第五条，待市管理办公室确认"
SHIPPED = Edition(
    "shipped",
    "系统自带，待市管理办公室确认",
    date.min,
    (
        Line("A01", "construction", "工程施工", 400_000_000, _ORDER_16),
        Line("A02", "construction", "工程重要设备、材料等货物", 200_000_000, _ORDER_16),
        Line("A03", "construction", "工程勘察、设计、监理等服务", 100_000_000, _ORDER_16),
        Line("B01", "procurement", "政府采购货物、工程和服务", 0, "政府采购法第二条；限额标准待确认"),
        Line("C01", "land", "国有建设用地使用权出让", 0, "国土资源部令第39号第四条，待市管理办公室确认"),
        Line("C02", "land", "矿业权出让", 0, "矿业权出让交易规则（自然资规〔2023〕1号），待确认"),
        Line("D01", "state-property", "企业国有产权、资产转让", 0, "国务院国资委 财政部令第32号，待确认"),
    ),
    "confirmed",
)
"""What the program is shipped with: the four classic categories, each line still to be confirmed."""


def in_force(editions: Iterable[Edition], day: date) -> Edition:
    """The edition that holds on ``day``."""
    held = [one for one in editions if one.state == "confirmed" and one.valid_from <= day]
    return max(held, key=lambda one: one.valid_from, default=SHIPPED)


def lines_on(edition: Edition, day: date) -> dict[str, Line]:
    """Code -> line, those that hold on ``day``."""
    return {one.code: one for one in edition.lines if one.valid_on(day)}


def judge(
    said: Listing | None, budget_fen: int, edition: Edition, day: date, pack: RulePack
) -> Listing | None:
    """What an application says of the catalogue with what follows from it: the edition that was read, the
    line's name, the duty (Art. 3). None for one that says nothing, as machines may while ``catalogue_line``
    is ``form``.

    Raises ``CatalogueLineUnknown`` for a line that does not hold on ``day``, ``CatalogueLineMissing`` for an
    application that says nothing where it must, or names no law that rules instead.
    """
    if said is None:
        if pack.text("catalogue_line") == "always":
            raise CatalogueLineMissing
        return None
    if said.line:
        line = lines_on(edition, day).get(said.line)
        if line is None:
            raise CatalogueLineUnknown
        reached = not budget_fen or budget_fen >= line.threshold_fen
        return replace(said, edition=edition.id, name=line.name, duty="must" if reached else "may")
    if said.why == "other-law" and not said.law:
        raise CatalogueLineMissing
    duty: Duty = "other-rule" if said.why == "other-law" else "may"
    return replace(said, edition=edition.id, name="", duty=duty)


def judge_again(
    before: Application, after: Application, edition: Edition, day: date, pack: RulePack
) -> Listing | None:
    """The same for a change of an application: what was judged stands while neither line nor sum is changed.
    One that was filed without a word of the catalogue may stay so. Raises what ``judge`` raises."""
    was, said = before.catalogue, after.catalogue or before.catalogue
    if said is None:
        return None
    told = said.line, said.why, said.law
    if was and told == (was.line, was.why, was.law) and after.budget_fen == before.budget_fen:
        return was
    return judge(said, after.budget_fen, edition, day, pack)


def compare(before: Iterable[Line], after: Iterable[Line]) -> Diff:
    """What ``after`` changes."""
    was, will = {one.code: one for one in before}, {one.code: one for one in after}
    both = [(was[code], will[code]) for code in will if code in was]
    return Diff(
        tuple(will[code] for code in will if code not in was),
        tuple(pair for pair in both if pair[0] != pair[1]),
        tuple(was[code] for code in was if code not in will),
        sum(one == other for one, other in both),
    )


def check_edition(editions: Iterable[Edition], draft: Edition, today: date) -> Diff:
    """What the draft changes of the table that will hold on its day. Raises ``CatalogueTooEarly`` for a day
    that has begun or lies before one already confirmed, ``CatalogueUnchanged``."""
    known = [one for one in editions if one.state == "confirmed"]
    first = max([today + timedelta(days=1), *(one.valid_from + timedelta(days=1) for one in known)])
    if draft.valid_from < first:
        raise CatalogueTooEarly(day=first.isoformat())
    found = compare(in_force(known, draft.valid_from).lines, draft.lines)
    if not (found.added or found.changed or found.removed):
        raise CatalogueUnchanged
    return found


def confirm(edition: Edition, by: str, now: datetime, editions: Iterable[Edition], today: date) -> Edition:
    """By another person than who proposed it. Raises ``CatalogueDecided``, ``OwnAct``, ``CatalogueStale``
    when another was confirmed since it was proposed, ``CatalogueTooEarly``."""
    if edition.state != "proposed":
        raise CatalogueDecided
    not_own(edition.proposed_by, by)
    known = list(editions)
    if any(
        one.state == "confirmed" and one.decided_at and one.decided_at >= (edition.proposed_at or now)
        for one in known
    ):
        raise CatalogueStale
    check_edition(known, edition, today)
    return replace(edition, state="confirmed", decided_by=by, decided_at=now)


def withdraw(edition: Edition, by: str, now: datetime) -> Edition:
    """Raises ``CatalogueDecided``: what is confirmed is changed by the next edition alone."""
    if edition.state != "proposed":
        raise CatalogueDecided
    return replace(edition, state="withdrawn", decided_by=by, decided_at=now)
