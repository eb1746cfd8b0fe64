"""One person of the management office proposes a measure against an institution (Art. 23)."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime

from audit.events import HouseEvent
from draw_service.rules.access import Role, Who, must_be_fresh, must_hold
from draw_service.rules.identifiers import SHANGHAI, Odd, company_name, credit_code, plain
from draw_service.rules.measures import CENTER, Measure, MeasureRecord, Standing, check
from draw_service.rules.people import Company
from draw_service.rules.refusals import MeasureIncomplete, NotFound
from draw_service.usecases.access.marks import mark
from draw_service.usecases.ports import Books, House

STREAM = "oversight"
OFFICE = Role.OFFICE
LONGEST = 2000


@dataclass(frozen=True, slots=True)
class MeasureAsked:
    """As typed. ``code``, ``name``: of the institution, "" for the center; ``draw_id`` "" when it concerns no
    draw; ``number``: of the office's document."""

    measure: Measure
    standing: Standing
    code: str
    name: str
    clause: str
    number: str
    draw_id: str = ""
    facts: str = field(default="", repr=False)
    demand: str = field(default="", repr=False)


def propose_measure(house: House, who: Who, asked: MeasureAsked) -> str:
    """Its number. The log keeps the words by keyed hash, the institution by its pseudonym.

    Raises ``NotYourRoom``, ``SecondFactorMissing``, ``NotFresh``, ``MeasureIncomplete``, ``NotFound`` for a
    draw there is not.
    """
    must_hold(who, OFFICE)
    now = house.clock.now()
    must_be_fresh(who, now)
    with house.books() as books:
        if asked.draw_id and books.draws.draw(asked.draw_id) is None:
            raise NotFound
        year = now.astimezone(SHANGHAI).year
        number = books.oversight.next_number(f"measure {year}")
        record = check(
            MeasureRecord(
                f"M-{year}-{number:04}",
                asked.measure,
                asked.standing,
                _institution(house, asked),
                asked.clause,
                asked.draw_id,
                plain(asked.number)[:60],
                asked.facts.strip()[:LONGEST],
                asked.demand.strip()[:LONGEST],
                who.account,
                now,
            )
        )
        books.oversight.put(record)
        note(house, books, record, HouseEvent.MEASURE_PROPOSED, who, now, words=record.facts)
        books.commit()
    house.sequence()
    return record.id


def note(
    house: House,
    books: Books,
    record: MeasureRecord,
    type: HouseEvent,
    who: Who | None,
    at: datetime,
    words: str = "",
    **more: str | int | bool,
) -> None:
    """One line of the log: pseudonyms, and words by a hash that only this house can make again."""
    body: dict[str, str | int | bool] = {
        "id": record.id,
        "measure": record.measure,
        "institution": mark(house, "institution", record.subject),
        **more,
    }
    if record.draw_id:
        body["draw"] = record.draw_id
    if words:
        body["words"] = mark(house, f"words {record.id}", words)
    if who is not None:
        body["by"] = mark(house, "account", who.account)
    books.journal.note(STREAM, type, body, at)


def _institution(house: House, asked: MeasureAsked) -> Company:
    if asked.standing == CENTER:
        return Company(house.papers.center)
    try:
        return Company(company_name(asked.name), credit_code(asked.code))
    except Odd:
        raise MeasureIncomplete from None
