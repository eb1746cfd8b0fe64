"""Regulators and the management office read what was reported, and answer (Art. 16(6), 17(5)).

Nobody else: the gate, these acts and the encryption say so each for itself.
"""

from __future__ import annotations

from audit.events import HouseEvent
from draw_service.rules.access import Role, Who, must_hold
from draw_service.rules.refusals import BadInput, NotFound
from draw_service.rules.reports import Report, answer, may_read
from draw_service.usecases.access.marks import mark
from draw_service.usecases.incidents.report_breach import STREAM
from draw_service.usecases.ports import Books, House

READERS = (Role.REGULATOR, Role.OFFICE)


def list_reports(house: House, who: Who) -> list[Report]:
    """Those ``who`` may read, the newest first. Raises ``NotYourRoom``."""
    must_hold(who, *READERS)
    with house.views() as books:
        return [one for one in reversed(books.incidents.find(Report)) if may_read(one, who.roles)]


def read_report(house: House, who: Who, id: str) -> Report:
    """One of them; each reading is logged. Raises ``NotYourRoom``, ``NotFound``."""
    must_hold(who, *READERS)
    with house.books() as books:
        report = _readable(books, who, id)
        _note(house, books, who, HouseEvent.REPORT_SEEN, id)
        books.commit()
    house.sequence()
    return report


def report_file(house: House, who: Who, id: str, file_id: str) -> tuple[str, bytes]:
    """Kind and bytes of a file beside it. Raises as ``read_report``."""
    must_hold(who, *READERS)
    with house.books() as books:
        _readable(books, who, id)
        found = books.incidents.file(file_id, id)
        if found is None:
            raise NotFound
        _note(house, books, who, HouseEvent.REPORT_SEEN, id)
        books.commit()
    house.sequence()
    return found


def answer_report(house: House, who: Who, id: str, words: str) -> None:
    """The answer, which the receipt leads to. Raises ``BadInput`` without words, ``IncidentSettled``."""
    must_hold(who, *READERS)
    said = words.strip()
    if not said:
        raise BadInput(what="answer")
    with house.books() as books:
        now = house.clock.now()
        books.incidents.put(answer(_readable(books, who, id), who.account, now, said))
        _note(house, books, who, HouseEvent.REPORT_ANSWERED, id)
        books.commit()
    house.sequence()


def _readable(books: Books, who: Who, id: str) -> Report:
    report = books.incidents.get(Report, id)
    if report is None or not may_read(report, who.roles):
        raise NotFound
    return report


def _note(house: House, books: Books, who: Who, type: HouseEvent, id: str) -> None:
    body = {"report": id, "by": mark(house, "account", who.account)}
    books.journal.note(STREAM, type, body, house.clock.now())
