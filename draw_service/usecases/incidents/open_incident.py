"""An incident begins: its number, and its clock (Art. 9, 13(4); 保密工作制度 10)."""

from __future__ import annotations

from datetime import datetime

from audit.events import HouseEvent
from draw_service.rules.access import CENTER_ROLES, Role, Who, must_hold
from draw_service.rules.incidents import KINDS, Incident, due_of
from draw_service.rules.packs import RulePack
from draw_service.rules.refusals import BadInput, NotFound
from draw_service.usecases.access.marks import mark
from draw_service.usecases.chain import stamp
from draw_service.usecases.ports import Books, House
from draw_service.usecases.supervision.supervised import own_draw
from scoring.rules.working_days import civil_date

STREAM = "incidents"
OPENS = (*sorted(CENTER_ROLES), Role.REGULATOR, Role.OFFICE)


def open_incident(house: House, who: Who, kind: str, words: str, draw_id: str = "") -> str:
    """Its number, ``IN-2026-0001``. ``words``: what happened, kept encrypted; ``draw_id`` "" for none.

    Raises ``NotYourRoom``, ``SecondFactorMissing``, ``BadInput``, ``NotFound`` for a draw that is not there
    or that the regulator does not supervise.
    """
    must_hold(who, *OPENS)
    if kind not in KINDS or (kind == "list-leaked" and not draw_id):
        raise BadInput(what="kind" if kind not in KINDS else "draw")
    with house.books() as books:
        if draw_id and Role.REGULATOR in who.roles:
            own_draw(books, who, draw_id)
        elif draw_id and books.draws.draw(draw_id) is None:
            raise NotFound
        now = house.clock.now()
        incident = begin(house, books, kind, draw_id, now, house.pack(now), who.account, words)
        books.commit()
    house.sequence()
    return incident.id


def begin(
    house: House,
    books: Books,
    kind: str,
    draw_id: str,
    now: datetime,
    pack: RulePack,
    account: str = "",
    words: str = "",
) -> Incident:
    """In the open transaction. ``account`` "" when three parties reported it by their codes."""
    year = civil_date(now).year
    number = f"IN-{year}-{books.incidents.number(f'incidents {year}'):04d}"
    due = due_of(kind, now, pack)
    owner = account if account and kind != "list-leaked" else ""
    incident = Incident(number, kind, draw_id, now, due, account, owner, words)
    books.incidents.put(incident)
    body: dict[str, str | int] = {"incident": number, "kind": kind}
    if draw_id:
        body["draw"] = draw_id
    if due is not None:
        body["due"] = stamp(due)
    if account:
        body["by"] = mark(house, "account", account)
    if words:
        body["words"] = mark(house, f"words of {number}", words)
    books.journal.note(STREAM, HouseEvent.INCIDENT_OPENED, body, now)
    return incident
