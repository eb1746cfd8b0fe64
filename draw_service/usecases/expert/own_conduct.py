"""An expert sees the own score, what it is made of, and objects (Art. 20, 21, 22)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from draw_service.usecases.conduct.office import office_of
from draw_service.usecases.ports import House
from scoring.rules.annual import Result
from scoring.rules.entries import Entry
from scoring.rules.items import ITEMS, Item
from scoring.rules.objections import Objection
from scoring.rules.people import Person
from scoring.rules.working_days import civil_date
from scoring.usecases.file_objection import file_objection
from scoring.usecases.look_scores import own_score

_TOLD = ("effective", "reversed")
"""What the expert has been told of; a draft is nobody's yet."""


@dataclass(frozen=True, slots=True, repr=False)
class OwnLine:
    """One entry of the year. ``points``: what it took off; ``may_object``: the time for it runs."""

    entry: Entry
    item: Item
    points: int
    objection: Objection | None
    may_object: bool


@dataclass(frozen=True, slots=True, repr=False)
class OwnConduct:
    """``result``: as it stands now, before the annual run; ``base``: what the year began with."""

    year: int
    base: int
    result: Result
    lines: tuple[OwnLine, ...]


def own_conduct(house: House, expert_id: str) -> OwnConduct:
    """This year's, the newest entry first."""
    now, office = house.clock.now(), office_of(house)
    year, parameters = civil_date(now).year, office.parameters(now)
    sheet = own_score(office, expert_id, year)
    with office.books() as books:
        filed: Mapping[str, Objection] = {
            one.subject: one for one in books.scores.find(Objection, expert=expert_id)
        }
    told = sorted((one for one in sheet.entries if one.state in _TOLD), key=_when, reverse=True)
    return OwnConduct(
        year,
        parameters.base_points,
        sheet.result,
        tuple(
            OwnLine(
                one,
                ITEMS[one.item],
                parameters.points(one.item) if one.state == "effective" else 0,
                filed.get(one.id),
                one.state == "effective" and _open(one, filed.get(one.id), now),
            )
            for one in told
        ),
    )


def object_to(house: House, expert_id: str, entry_id: str, words: str) -> str:
    """Returns the number of the objection. Raises as ``scoring.usecases.file_objection`` does."""
    by = Person(expert_id, "expert")
    return file_objection(office_of(house), "entry", entry_id, expert_id, words, by)


def _when(entry: Entry) -> datetime:
    return entry.at


def _open(entry: Entry, objection: Objection | None, now: datetime) -> bool:
    return entry.window is not None and now < entry.window.ends_at and objection is None
