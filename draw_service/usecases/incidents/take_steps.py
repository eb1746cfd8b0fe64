"""What is done about an incident, step by step; another person closes it (保密工作制度 10).

The log holds which step and who, and the words by a keyed hash.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from audit.events import HouseEvent
from draw_service.rules.access import Role, Who, must_hold
from draw_service.rules.incidents import (
    ABOVE,
    Incident,
    close,
    conclude,
    contain,
    own,
    reopen,
    report_up,
)
from draw_service.rules.refusals import BadInput, NotFound
from draw_service.usecases.access.marks import mark
from draw_service.usecases.incidents.look_at_incidents import may_see
from draw_service.usecases.incidents.open_incident import OPENS, STREAM
from draw_service.usecases.ports import Books, House

ACTS = (Role.ADMINISTRATOR, Role.POOL_KEEPER, Role.OPERATOR, Role.OFFICE)
CLOSES = (*ACTS, Role.REGULATOR)
_Step = Callable[[Incident, datetime], Incident]


def own_incident(house: House, who: Who, number: str) -> None:
    """``who`` sees to it from now on. Raises as every step: ``NotYourRoom``, ``NotFound``,
    ``IncidentSettled``."""
    must_hold(who, *OPENS)
    _step(house, who, number, "owned", "", lambda one, _now: own(one, who.account))


def contain_incident(house: House, who: Who, number: str, measures: str) -> None:
    """``measures``: what was done at once. Raises ``BadInput`` without them."""
    must_hold(who, *ACTS)
    said = _needed(measures, "measures")
    _step(house, who, number, "contained", said, lambda one, now: contain(one, who.account, now, said))


def report_incident(house: House, who: Who, number: str, to: str, document: str) -> None:
    """``to``: one of ``incidents.ABOVE``; ``document``: the number of the report. The alarms end."""
    must_hold(who, *ACTS)
    said = _needed(document, "document")
    if to not in ABOVE:
        raise BadInput(what="to")

    def step(one: Incident, now: datetime) -> Incident:
        return report_up(one, who.account, now, to, said)

    _step(house, who, number, "reported", said, step, to=to)


def conclude_incident(house: House, who: Who, number: str, conclusion: str) -> None:
    """Raises ``IncidentStepsMissing`` before it is contained and reported."""
    must_hold(who, *ACTS)
    said = _needed(conclusion, "conclusion")
    _step(house, who, number, "concluded", said, lambda one, now: conclude(one, who.account, now, said))


def close_incident(house: House, who: Who, number: str) -> None:
    """Raises ``OwnAct`` for who concluded, ``IncidentStepsMissing`` before the conclusion."""
    must_hold(who, *CLOSES)
    _step(house, who, number, "closed", "", lambda one, now: close(one, who.account, now))


def send_back(house: House, who: Who, number: str) -> None:
    """The conclusion does not hold. Raises ``OwnAct``, ``IncidentSettled``."""
    must_hold(who, *CLOSES)
    _step(house, who, number, "sent-back", "", lambda one, _now: reopen(one, who.account))


def _needed(words: str, what: str) -> str:
    if not words.strip():
        raise BadInput(what=what)
    return words.strip()


def _step(house: House, who: Who, number: str, name: str, words: str, step: _Step, **more: str) -> None:
    now = house.clock.now()
    with house.books() as books:
        incident = books.incidents.get(Incident, number)
        if incident is None or not may_see(books, who, incident):
            raise NotFound
        done = step(incident, now)
        books.incidents.put(done)
        if done.reported_at is not None or done.state == "closed":
            _all_clear(books, number, now)
        body: dict[str, str | int] = {"incident": number, "by": mark(house, "account", who.account), **more}
        if words:
            body["words"] = mark(house, f"words of {number}", words)
        if name == "closed":
            books.journal.note(STREAM, HouseEvent.INCIDENT_CLOSED, body, now)
        else:
            books.journal.note(STREAM, HouseEvent.INCIDENT_STEPPED, {**body, "step": name}, now)
        books.commit()
    house.sequence()


def _all_clear(books: Books, number: str, now: datetime) -> None:
    books.post.all_clear("incident-near", number, now)
    books.post.all_clear("incident-late", number, now)
