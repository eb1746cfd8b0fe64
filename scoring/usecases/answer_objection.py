"""The lead department answers: upheld, changed or revoked (Art. 21).

An answer to an entry corrects the ledger at once, by a reversing line and, where another item is the right
one, a line for that. An answer to an annual result corrects nothing by itself: the entries behind it are
reversed and the year is prepared again.
"""

from __future__ import annotations

from datetime import datetime

from audit.events import HouseEvent
from scoring.ports import Books, Office
from scoring.rules.entries import Entry, replacing
from scoring.rules.objections import Answer, Objection, answer, lapse
from scoring.rules.people import Person
from scoring.rules.publication import publication_of
from scoring.rules.refusals import ReasonNeeded
from scoring.usecases.desk import deduct, found, note
from scoring.usecases.lateness import settle_lateness
from scoring.usecases.reverse_entry import reverse_in


def answer_objection(
    office: Office, objection_id: str, result: Answer, reply: str, by: Person, item: int = 0
) -> None:
    """``item``: the right one, for ``changed``. Raises ``ConductNotFound``, ``NotInThisState``,
    ``RoleNotAllowed``, ``ReasonNeeded``, ``ItemUnknown``."""
    with office.books() as books:
        now = office.now()
        found_ = found(books, Objection, objection_id)
        lapsed = lapse(found_, now, office.calendar(), office.parameters(now))
        if lapsed.against == "annual" and result == "changed":
            raise ReasonNeeded  # no item can be named for a whole year
        objection = answer(lapsed, by, result, reply, now, item)
        books.scores.put(objection)
        note(office, books, objection, HouseEvent.OBJECTION_ANSWERED, by, now, answer=result)
        if objection.against == "entry" and result != "upheld":
            _correct(office, books, found(books, Entry, objection.subject), by, now, item)
        books.commit()


def _correct(office: Office, books: Books, entry: Entry, by: Person, now: datetime, item: int) -> None:
    reverse_in(office, books, entry, by, now)
    if not item:
        return
    parameters = office.parameters(now)
    id = office.new_id()
    line = deduct(office, books, id, entry.expert, item, entry.at, entry.project, now)
    made = replacing(entry, id, item, line.id, by, now, parameters.pack)
    books.scores.put(made)
    note(office, books, made, HouseEvent.CONDUCT_NOTIFIED, by, now, means="page")
    publication = publication_of(office.new_id(), made, now, parameters)
    if publication is not None:
        books.scores.put(publication)
    settle_lateness(office, books, line, now)
