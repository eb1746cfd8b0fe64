"""A look into an archived project: asked for with a reason, approved by another, each look in the log
(档案管理制度 4)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from audit.canonical import parse_canonical
from audit.events import HouseEvent
from draw_service.rules.access import Role, Who, must_hold
from draw_service.rules.applications import Application
from draw_service.rules.archive_acts import LookRequest, decide_look, look, must_have_reason
from draw_service.rules.refusals import NotFound, OutOfOrder
from draw_service.usecases.access.marks import mark
from draw_service.usecases.chain import load
from draw_service.usecases.ports import Books, House, Paper
from draw_service.usecases.supervision.supervised import supervises

ASKS = (Role.OPERATOR, Role.REGULATOR)
DECIDES = (Role.OFFICE,)


@dataclass(frozen=True, slots=True)
class OpenedFile:
    """An archived project. ``names``: slot -> name as the roster was opened, empty when it never was or was
    destroyed; ``papers``: those with a number."""

    request: LookRequest
    application: Application
    names: Mapping[int, str] = field(repr=False)
    papers: tuple[Paper, ...] = field(repr=False)
    destroyed: bool


def ask_look(house: House, who: Who, draw_id: str, reason: str) -> str:
    """Returns the request's id. Raises ``ArchiveReasonMissing``, ``NotFound`` (also for a project the
    regulator does not supervise), ``OutOfOrder`` while the draw runs."""
    must_hold(who, *ASKS)
    said = must_have_reason(reason)
    with house.books() as books:
        now = house.clock.now()
        application = _application(books, draw_id)
        if Role.OPERATOR not in who.roles and not supervises(who, application):
            raise NotFound
        if load(books, draw_id).end is None:
            raise OutOfOrder
        id = house.entropy.bytes(8).hex()
        books.archive.put(LookRequest(id, draw_id, who.account, now, said))
        body = {"request": id, "draw": draw_id, "account": mark(house, "account", who.account)}
        books.journal.note("archive", HouseEvent.ARCHIVE_ASKED, body, now)
        books.commit()
    house.sequence()
    return id


def decide(house: House, who: Who, request_id: str, *, approve: bool) -> None:
    """By the management office. Raises ``RequestSettled``, ``OwnAct``, ``NotFound``."""
    must_hold(who, *DECIDES)
    with house.books() as books:
        now = house.clock.now()
        request = _request(books, request_id)
        decided = decide_look(request, who.account, now, house.pack(now), approve=approve)
        books.archive.put(decided)
        body = {
            "request": request_id,
            "approved": approve,
            "account": mark(house, "account", who.account),
        }
        books.journal.note("archive", HouseEvent.ARCHIVE_DECIDED, body, now)
        books.commit()
    house.sequence()


def open_file(house: House, who: Who, request_id: str) -> OpenedFile:
    """Raises ``LookNotApproved``, ``NotFound``."""
    must_hold(who, *ASKS)
    with house.books() as books:
        now = house.clock.now()
        request = look(_request(books, request_id), who.account, now)
        books.archive.put(request)
        body = {"request": request_id, "look": request.looks, "account": mark(house, "account", who.account)}
        books.journal.note("archive", HouseEvent.ARCHIVE_OPENED, body, now)
        opened = books.draws.openings(request.draw_id)
        seats = parse_canonical(opened) if opened is not None else []
        found = OpenedFile(
            request,
            _application(books, request.draw_id),
            {seat["slot"]: seat["identity"]["name"] for seat in seats},
            tuple(books.papers.about(house.papers.center, subject=request.draw_id)),
            books.archive.shredded_at(request.draw_id) is not None,
        )
        books.commit()
    house.sequence()
    return found


def _application(books: Books, draw_id: str) -> Application:
    row = books.draws.draw(draw_id)
    found = books.draws.application(row.application_id) if row is not None else None
    if found is None:
        raise NotFound
    return found[1]


def _request(books: Books, request_id: str) -> LookRequest:
    request = books.archive.get(LookRequest, request_id)
    if request is None:
        raise NotFound
    return request
