"""Measures as each may see them: the office all, regulators what is on record, an institution its own
(Art. 23)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from draw_service.rules.access import Role, Who, must_hold
from draw_service.rules.measures import ON_RECORD, MeasureRecord, PracticeRecord, practice_records
from draw_service.rules.refusals import NotFound
from draw_service.usecases.oversight.answer_measure import RECIPIENTS, own_subject
from draw_service.usecases.ports import Books, House, Paper

READERS = (Role.OFFICE, Role.REGULATOR, *RECIPIENTS)


@dataclass(frozen=True, slots=True)
class MeasureSeen:
    """``orders``, ``withdraws``, ``judges``, ``answers``: whether it is this account's to do now; ``people``:
    login names by account id, empty for whom they do not concern; ``papers``: notices that were printed."""

    record: MeasureRecord
    orders: bool
    withdraws: bool
    judges: bool
    answers: bool
    people: dict[str, str]
    papers: Sequence[Paper]


def list_measures(house: House, who: Who) -> list[MeasureRecord]:
    """The newest first. Raises ``NotYourRoom``, ``SecondFactorMissing``."""
    must_hold(who, *READERS)
    with house.views() as books:
        return list(_seen(books, who))[::-1]


def list_practice_records(house: House, who: Who) -> list[PracticeRecord]:
    """One for each institution the account may read of. Raises ``NotYourRoom``, ``SecondFactorMissing``."""
    return practice_records(list_measures(house, who)[::-1])


def look_at_measure(house: House, who: Who, id: str) -> MeasureSeen:
    """Raises ``NotYourRoom``, ``SecondFactorMissing``, ``NotFound``."""
    must_hold(who, *READERS)
    office = Role.OFFICE in who.roles
    with house.views() as books:
        record = next((one for one in _seen(books, who) if one.id == id), None)
        if record is None:
            raise NotFound
        people = {one.id: one.login for one in books.access.accounts()} if office else {}
        papers = books.papers.about(house.papers.center, subject=id) if office else ()
    return MeasureSeen(
        record,
        office and record.state == "proposed" and record.proposed_by != who.account,
        office and record.state == "proposed",
        office and record.state == "answered",
        not office and record.state == "ordered" and record.subject == own_subject(who),
        people,
        papers,
    )


def _seen(books: Books, who: Who) -> Sequence[MeasureRecord]:
    if Role.OFFICE in who.roles:
        return books.oversight.find(MeasureRecord)
    if Role.REGULATOR in who.roles:
        return books.oversight.find(MeasureRecord, ON_RECORD)
    mine = own_subject(who)
    return books.oversight.find(MeasureRecord, ON_RECORD, mine) if mine else ()
