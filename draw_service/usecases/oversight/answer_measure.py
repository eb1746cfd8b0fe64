"""The institution says in writing what it put right (软环境建设警示通报告诫制度 8; Art. 23)."""

from __future__ import annotations

from audit.events import HouseEvent
from draw_service.rules.access import CENTER_ROLES, Role, Who, must_hold
from draw_service.rules.measures import CENTER, ON_RECORD, answer, subject_of
from draw_service.rules.refusals import NotFound
from draw_service.usecases.oversight.decide_measure import held
from draw_service.usecases.oversight.propose_measure import LONGEST, note
from draw_service.usecases.ports import House

RECIPIENTS = (Role.TENDERER, Role.AGENCY, Role.OPERATOR)
"""An operator answers for the center."""


def answer_measure(house: House, who: Who, id: str, words: str) -> None:
    """Raises ``NotYourRoom``, ``SecondFactorMissing``, ``NotFound`` for another's, ``MeasureElsewhere``,
    ``MeasureIncomplete``."""
    must_hold(who, *RECIPIENTS)
    with house.books() as books:
        now = house.clock.now()
        found = held(books, id)
        if found.subject != own_subject(who) or found.state not in ON_RECORD:
            raise NotFound
        words = words.strip()[:LONGEST]
        record = answer(found, words, who.account, now)
        books.oversight.put(record)
        books.post.all_clear("measure-late", record.id, now)
        note(
            house,
            books,
            record,
            HouseEvent.MEASURE_ANSWERED,
            who,
            now,
            words=words,
            late=record.exchanges[-1].late,
        )
        books.commit()
    house.sequence()


def own_subject(who: Who) -> str:
    """Under what key the measures against this account's institution stand; "" for who has none."""
    if who.roles & CENTER_ROLES:
        return CENTER
    if who.roles & {Role.TENDERER, Role.AGENCY}:
        return subject_of("tenderer", who.organisation)
    return ""
