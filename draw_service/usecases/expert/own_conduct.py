"""An expert sees the own score, what it is made of, and objects (Art. 20, 21, 22)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from draw_service.usecases.conduct.look_at_conduct import file_of
from draw_service.usecases.conduct.office import office_of
from draw_service.usecases.ports import House
from scoring.rules.annual import Result, Run
from scoring.rules.entries import Entry
from scoring.rules.evidence import Evidence
from scoring.rules.items import ITEMS, Item
from scoring.rules.objections import Objection
from scoring.rules.people import Person
from scoring.rules.refusals import ConductNotFound
from scoring.rules.stops import Rectification, Training
from scoring.rules.working_days import civil_date
from scoring.usecases.answer_rectification import answer_rectification
from scoring.usecases.file_objection import file_objection
from scoring.usecases.look_scores import own_score

_TOLD = ("effective", "reversed")
"""What the expert has been told of; a draft is nobody's yet."""


@dataclass(frozen=True, slots=True, repr=False)
class OwnLine:
    """One entry, of ``year``. ``points``: what it took off; ``may_object``: the time for it runs; ``files``:
    evidence."""

    entry: Entry
    year: int
    item: Item
    points: int
    objection: Objection | None
    may_object: bool
    files: tuple[Evidence, ...] = ()


@dataclass(frozen=True, slots=True, repr=False)
class OwnYear:
    """The own result of a year as it was prepared or confirmed (Art. 22)."""

    run: Run
    result: Result
    objection: Objection | None
    may_object: bool


@dataclass(frozen=True, slots=True, repr=False)
class OwnConduct:
    """``result``: as it stands now, before the annual run; ``base``: what the year began with; ``least``:
    responses from which a year is graded; ``lines`` of every year and ``years``: the newest first."""

    year: int
    base: int
    least: int
    result: Result
    lines: tuple[OwnLine, ...]
    years: tuple[OwnYear, ...]
    orders: tuple[Rectification, ...]
    training: tuple[Training, ...]


def own_conduct(house: House, expert_id: str) -> OwnConduct:
    """This year's, the newest entry first."""
    now, office = house.clock.now(), office_of(house)
    year, parameters = civil_date(now).year, office.parameters(now)
    sheet = own_score(office, expert_id, year)
    with office.books() as books:
        filed: Mapping[str, Objection] = {
            one.subject: one for one in books.scores.find(Objection, expert=expert_id)
        }
        files = {one.id: tuple(books.scores.files(one.id)) for one in sheet.entries if one.state in _TOLD}
        runs = books.scores.find(Run, states=("prepared", "confirmed"))
        results = [(run, books.scores.result(run.id, expert_id)) for run in runs]
        orders = tuple(reversed(books.scores.find(Rectification, expert=expert_id)))
        training = tuple(reversed(books.scores.find(Training, expert=expert_id)))
    told = sorted((one for one in sheet.entries if one.state in _TOLD), key=_when, reverse=True)
    return OwnConduct(
        year,
        parameters.base_points,
        parameters.listed_from,
        sheet.result,
        tuple(
            OwnLine(
                one,
                civil_date(one.at).year,
                ITEMS[one.item],
                parameters.points(one.item) if one.state == "effective" else 0,
                filed.get(one.id),
                one.state == "effective" and _open(one, filed.get(one.id), now),
                files[one.id],
            )
            for one in told
        ),
        tuple(
            OwnYear(run, result, filed.get(run.id), _may_object(run, filed.get(run.id), now))
            for run, result in reversed(results)
            if result is not None
        ),
        orders,
        training,
    )


def object_to(house: House, expert_id: str, entry_id: str, words: str) -> str:
    """Returns the number of the objection. Raises as ``scoring.usecases.file_objection`` does."""
    by = Person(expert_id, "expert")
    return file_objection(office_of(house), "entry", entry_id, expert_id, words, by)


def object_to_year(house: House, expert_id: str, run_id: str, words: str) -> str:
    """The same against the own annual result."""
    by = Person(expert_id, "expert")
    return file_objection(office_of(house), "annual", run_id, expert_id, words, by)


def answer_order(house: House, expert_id: str, order_id: str, reply: str) -> None:
    """Raises as ``scoring.usecases.answer_rectification`` does."""
    answer_rectification(office_of(house), order_id, expert_id, reply, Person(expert_id, "expert"))


def own_evidence(house: House, expert_id: str, entry_id: str, file_id: str) -> tuple[Evidence, bytes, str]:
    """A file behind an entry the expert was told of, with its media type. Raises ``ConductNotFound``,
    ``NotFound``."""
    with house.books() as books:
        entry = books.scores.get(Entry, entry_id)
        if entry is None or entry.expert != expert_id or entry.state not in _TOLD:
            raise ConductNotFound
        return file_of(books, entry_id, file_id)


def _may_object(run: Run, objection: Objection | None, now: datetime) -> bool:
    return run.state == "prepared" and now < run.window.ends_at and objection is None


def _when(entry: Entry) -> datetime:
    return entry.at


def _open(entry: Entry, objection: Objection | None, now: datetime) -> bool:
    return entry.window is not None and now < entry.window.ends_at and objection is None
