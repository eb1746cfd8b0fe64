"""A second person of the office orders a measure or withdraws it, and judges what is answered (Art. 23)."""

from __future__ import annotations

from audit.events import HouseEvent
from draw_service.rules.access import Who, must_be_fresh, must_hold
from draw_service.rules.measures import MeasureRecord, judge, order, withdraw
from draw_service.rules.refusals import NotFound
from draw_service.usecases.oversight.propose_measure import LONGEST, OFFICE, note
from draw_service.usecases.ports import Books, House


def order_measure(house: House, who: Who, id: str) -> None:
    """It enters the practice record, and the time for the answer runs. Raises ``NotYourRoom``,
    ``SecondFactorMissing``, ``NotFresh``, ``OwnAct``, ``NotFound``, ``MeasureElsewhere``."""
    must_hold(who, OFFICE)
    now = house.clock.now()
    must_be_fresh(who, now)
    with house.books() as books:
        record = order(held(books, id), who.account, now, house.pack(now))
        books.oversight.put(record)
        until = record.answer_by.isoformat() if record.answer_by else ""
        note(house, books, record, HouseEvent.MEASURE_ORDERED, who, now, until=until)
        books.commit()
    house.sequence()


def withdraw_measure(house: House, who: Who, id: str) -> None:
    """A proposal that is not to be. Raises ``NotYourRoom``, ``SecondFactorMissing``, ``NotFound``,
    ``MeasureElsewhere``."""
    must_hold(who, OFFICE)
    with house.books() as books:
        now = house.clock.now()
        record = withdraw(held(books, id), who.account, now)
        books.oversight.put(record)
        note(house, books, record, HouseEvent.MEASURE_WITHDRAWN, who, now)
        books.commit()
    house.sequence()


def judge_answer(house: House, who: Who, id: str, *, accept: bool, reply: str) -> None:
    """The answer is enough, or goes back with its reason. Raises ``NotYourRoom``, ``SecondFactorMissing``,
    ``NotFound``, ``MeasureElsewhere``, ``MeasureIncomplete``."""
    must_hold(who, OFFICE)
    with house.books() as books:
        now = house.clock.now()
        reply = reply.strip()[:LONGEST]
        record = judge(held(books, id), who.account, now, house.pack(now), accept=accept, reply=reply)
        books.oversight.put(record)
        kind = HouseEvent.MEASURE_CLOSED if accept else HouseEvent.MEASURE_RETURNED
        note(house, books, record, kind, who, now, words=reply)
        books.commit()
    house.sequence()


def held(books: Books, id: str) -> MeasureRecord:
    """Raises ``NotFound``."""
    record = books.oversight.get(MeasureRecord, id)
    if record is None:
        raise NotFound
    return record
