"""The life of an entry: draft, confirmed by a second person, told to the expert and so in effect (Art. 20).

An entry in effect is only ever corrected by a reversing line. The time for objections runs from the notice
(Art. 21). A draft that proves empty is dropped; it never was a line.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime
from typing import ClassVar, Literal

from scoring.rules.items import item_of
from scoring.rules.parameters import Parameters
from scoring.rules.people import CONFIRMERS, DRAFTERS, Person, Role, must_be, must_differ
from scoring.rules.refusals import ActInFuture, DuplicateEntry, NotInThisState, ReasonNeeded
from scoring.rules.working_days import Calendar, Due, civil_date

State = Literal["draft", "confirmed", "effective", "reversed", "dropped"]
STATE_WORDS = {
    "draft": ("草拟", "draft"),
    "confirmed": ("已确认", "confirmed"),
    "effective": ("已生效", "in effect"),
    "reversed": ("已冲正", "reversed"),
    "dropped": ("已撤回", "dropped"),
}
Means = Literal["page", "sms", "paper"]
"""How the expert was told."""


@dataclass(frozen=True, slots=True, repr=False)
class Entry:
    """``at``: when it happened; ``note``: the facts in words; ``again``: why it is no duplicate;
    ``origin``: the seat of a draw it comes from, or the entry it replaces; ``window``: the time for
    objections. ``…_by``: accounts. Points and line are set when it takes effect."""

    KIND: ClassVar[str] = "entry"

    id: str
    expert: str
    item: int
    at: datetime
    project: str
    source: Role
    drafted_by: str
    drafted_at: datetime
    state: State = "draft"
    note: str = ""
    again: str = ""
    origin: str = ""
    pack: str = ""
    confirmed_by: str = ""
    confirmed_at: datetime | None = None
    means: Means | Literal[""] = ""
    notified_at: datetime | None = None
    window: Due | None = None
    line: str = ""
    dropped_by: str = ""

    @property
    def subject(self) -> str:
        return self.origin


@dataclass(frozen=True, slots=True, repr=False)
class Facts:
    """What whoever drafts an entry says."""

    expert: str
    item: int
    at: datetime
    project: str
    note: str = ""
    again: str = ""
    origin: str = ""


def draft(id: str, facts: Facts, by: Person, earlier: Iterable[Entry], now: datetime) -> Entry:
    """``earlier``: the expert's entries so far. Raises ``ItemUnknown``, ``ActInFuture``, ``RoleNotAllowed``,
    ``DuplicateEntry`` for the same item in the same project without a reason in ``again``."""
    must_be(by, *DRAFTERS)
    item_of(facts.item)
    if facts.at > now:
        raise ActInFuture
    if not facts.again and any(_same(entry, facts) for entry in earlier):
        raise DuplicateEntry
    return Entry(
        id,
        facts.expert,
        facts.item,
        facts.at,
        facts.project,
        by.role,
        by.account,
        now,
        note=facts.note,
        again=facts.again,
        origin=facts.origin,
    )


def _same(entry: Entry, facts: Facts) -> bool:
    live = entry.state not in ("dropped", "reversed")
    return live and (entry.item, entry.project, entry.expert) == (facts.item, facts.project, facts.expert)


def confirm(entry: Entry, by: Person, now: datetime) -> Entry:
    """By a second person of the center or the regulator. Raises ``SecondPersonNeeded``, ``RoleNotAllowed``,
    ``NotInThisState``."""
    must_be_in(entry.state, "draft")
    must_be(by, *CONFIRMERS)
    must_differ(by, entry.drafted_by)
    return replace(entry, state="confirmed", confirmed_by=by.account, confirmed_at=now)


def drop(entry: Entry, by: Person, reason: str) -> Entry:
    """A draft, or a confirmed entry nobody was told of, is taken back; the reason joins the note."""
    must_be_in(entry.state, "draft", "confirmed")
    must_be(by, *CONFIRMERS)
    if not reason:
        raise ReasonNeeded
    note = f"{entry.note}\n{reason}".strip()
    return replace(entry, state="dropped", dropped_by=by.account, note=note)


def notify(
    entry: Entry, means: Means, now: datetime, line: str, calendar: Calendar, parameters: Parameters
) -> Entry:
    """The expert has been told: the entry takes effect and the time for objections starts (Art. 21).

    Raises ``NotInThisState``, ``CalendarNotLoaded``.
    """
    must_be_in(entry.state, "confirmed")
    window = calendar.add_working_days(civil_date(now), parameters.objection_days)
    return replace(
        entry,
        state="effective",
        means=means,
        notified_at=now,
        window=window,
        line=line,
        pack=parameters.pack,
    )


def reverse(entry: Entry) -> Entry:
    """Its reversing line has been written. Raises ``NotInThisState``."""
    must_be_in(entry.state, "effective")
    return replace(entry, state="reversed")


def replacing(entry: Entry, id: str, item: int, line: str, by: Person, now: datetime, pack: str) -> Entry:
    """The entry in place of one that an answer changed (Art. 21): in effect at once, as the answer is."""
    item_of(item)
    return replace(
        entry,
        id=id,
        item=item,
        drafted_by=by.account,
        drafted_at=now,
        source="lead",
        state="effective",
        origin=entry.id,
        line=line,
        pack=pack,
        confirmed_by=by.account,
        confirmed_at=now,
        notified_at=now,
    )


def must_be_in(state: str, *wanted: str) -> None:
    """Raises ``NotInThisState``."""
    if state not in wanted:
        raise NotInThisState(what=StateWord(state))


class StateWord(str):
    """A state of any record, as people say it."""

    __slots__ = ()

    def say(self, lang: str) -> str:
        words = {**STATE_WORDS, **OTHER_STATES}.get(str(self))
        return str(self) if words is None else words[0 if lang == "zh" else 1]


OTHER_STATES = {
    "filed": ("已提出", "filed"),
    "accepted": ("已受理", "accepted"),
    "refused": ("不予受理", "not accepted"),
    "answered": ("已答复", "answered"),
    "waiting": ("待公开", "waiting"),
    "published": ("公开中", "published"),
    "background": ("后台保管", "background record"),
    "withdrawn": ("不公开", "not published"),
    "asked": ("待批准", "asked for"),
    "approved": ("已批准", "approved"),
    "denied": ("未批准", "denied"),
    "prepared": ("已拟定", "prepared"),
    "superseded": ("已被替代", "superseded"),
    "standing": ("生效中", "standing"),
    "lifted": ("已解除", "lifted"),
    "ordered": ("整改中", "ordered"),
    "closed": ("已办结", "closed"),
}


@dataclass(frozen=True, slots=True, repr=False)
class Sighting:
    """Something seen of whoever holds a place, before that person may be named; an entry is drafted once they
    may. ``subject``: the occasion; ``place``: whose it was there."""

    KIND: ClassVar[str] = "sighting"

    id: str
    subject: str
    place: str
    item: int
    at: datetime
    seen_by: str
    state: Literal["seen", "drafted"] = "seen"
