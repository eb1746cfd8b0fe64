"""Somebody enters conduct (Art. 20): a seat of an opened draw, or, the regulator alone, an expert by
register number."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from draw_service.rules.access import Who
from draw_service.rules.refusals import NotFound
from draw_service.usecases.conduct.acting import must_concern, person_of
from draw_service.usecases.conduct.draft_from_seat import draft_from_seat
from draw_service.usecases.conduct.office import office_of
from draw_service.usecases.ports import House
from scoring.rules.entries import Facts
from scoring.rules.evidence import kind_of
from scoring.rules.people import must_be
from scoring.usecases.add_evidence import add_evidence
from scoring.usecases.draft_entry import draft_entry


@dataclass(frozen=True, slots=True, repr=False)
class Act:
    """What happened. ``again``: why it is another act than the one on record; ``file``: name and bytes."""

    item: int
    at: datetime
    note: str
    again: str = ""
    file: tuple[str, bytes] | None = None


def enter_from_seat(house: House, who: Who, draw_id: str, slot: int, act: Act) -> str:
    """Returns the entry's id. Raises ``NotFound`` for another's draw, ``EvidenceRefused``, and what
    ``draft_from_seat`` raises."""
    by = person_of(who)
    _fit(act)
    with house.books() as books:
        must_concern(books, who, draw_id)
    entry = draft_from_seat(house, draw_id, slot, act.item, act.at, act.note, by, act.again)
    return _with_file(house, who, entry, act)


def enter_by_number(house: House, who: Who, expert: str, project: str, act: Act) -> str:
    """Returns the entry's id. Raises ``RoleNotAllowed`` for anybody but the regulator, ``NotFound`` for no
    expert of the register, ``EvidenceRefused``, and what ``draft_entry`` raises."""
    by = person_of(who)
    must_be(by, "regulator")
    _fit(act)
    with house.books() as books:
        if books.pool.expert(expert) is None:
            raise NotFound
    facts = Facts(expert, act.item, act.at, project, act.note, act.again)
    return _with_file(house, who, draft_entry(office_of(house), facts, by), act)


def _fit(act: Act) -> None:
    """A file that is not taken stops the draft, too."""
    if act.file is not None:
        kind_of(act.file[1])


def _with_file(house: House, who: Who, entry: str, act: Act) -> str:
    if act.file is not None:
        add_evidence(office_of(house), entry, *act.file, person_of(who))
    return entry
