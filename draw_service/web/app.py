"""The app: its rooms behind their gates, and answers that say nothing of what went wrong inside."""

from __future__ import annotations

import logging
from collections.abc import Callable

from fastapi import APIRouter, FastAPI, Request, Response
from fastapi.routing import iter_route_contexts
from starlette.exceptions import HTTPException

from draw_service.observing.metrics import Known, Meter
from draw_service.observing.requests import Counted
from draw_service.web import front, health
from draw_service.web.admin import accounts, calendar, home, keys, terminals
from draw_service.web.api import rooms as api
from draw_service.web.applicant import payments
from draw_service.web.applicant import rooms as applicant
from draw_service.web.board import wall
from draw_service.web.conduct import board as score_board
from draw_service.web.conduct import lead, ledger, measures, office, people
from draw_service.web.conduct import papers as ledger_papers
from draw_service.web.drill import desk as drill_desk
from draw_service.web.entry import account, door
from draw_service.web.errors import answer_errors
from draw_service.web.expert import answers, duties, leave, pay, profile, score, tickets
from draw_service.web.expert import door as expert_door
from draw_service.web.expert import report as expert_report
from draw_service.web.gates import require_gates
from draw_service.web.gateway import callbacks
from draw_service.web.gateway.callbacks import Door
from draw_service.web.incidents import handovers, looks, reports
from draw_service.web.incidents import register as incidents
from draw_service.web.parts import Web
from draw_service.web.public import conduct as public_conduct
from draw_service.web.public import leaves, notices
from draw_service.web.public import report as public_report
from draw_service.web.regulator import foresight, statistics, statistics_lines, supervision, why
from draw_service.web.regulator import pool as regulator_pool
from draw_service.web.rulebook import catalogue, editions, replay
from draw_service.web.staff import (
    archive,
    counter,
    desk,
    desk_seats,
    draw_room,
    draw_room_acts,
    draw_room_ceremony,
    fees,
    manual_calls,
    papers,
    pool,
    pool_cases,
    pool_files,
    pool_lists,
    proposals,
    read_outs,
    selection,
    unsealing,
    unsealing_acts,
    waiting_changes,
)
from draw_service.web.witness import screen as witness

_LOG = logging.getLogger("panel.web")
ROOMS: tuple[Callable[[Web], APIRouter], ...] = (
    front.router,
    api.router,
    door.router,
    account.router,
    home.router,
    accounts.router,
    keys.router,
    calendar.router,
    terminals.router,
    drill_desk.router,
    wall.router,
    notices.router,
    leaves.router,
    public_conduct.router,
    public_report.router,
    applicant.router,
    payments.router,
    fees.router,
    archive.router,
    draw_room.router,
    draw_room_acts.router,
    manual_calls.router,
    draw_room_ceremony.router,
    waiting_changes.router,
    selection.router,
    read_outs.router,
    desk.router,
    desk_seats.router,
    desk_seats.operators_router,
    unsealing.router,
    unsealing_acts.router,
    papers.router,
    counter.router,
    witness.router,
    ledger.router,
    score_board.router,
    people.router,
    lead.router,
    office.router,
    measures.router,
    ledger_papers.conduct_router,
    ledger_papers.lead_router,
    ledger_papers.office_router,
    regulator_pool.router,
    statistics.router,
    statistics_lines.router,
    foresight.router,
    why.router,
    supervision.router,
    expert_door.router,
    answers.router,
    leave.router,
    profile.router,
    duties.router,
    pay.router,
    score.router,
    tickets.router,
    expert_report.router,
    proposals.router,
    incidents.router,
    handovers.router,
    looks.router,
    reports.router,
    editions.router,
    replay.router,
    catalogue.router,
    pool_cases.router,
    pool_lists.router,
    pool_files.router,
    pool.router,
)
"""Every room of the pages; each is a function from what pages are made with to its routes."""


def create_app(
    calls: Door | None = None,
    web: Web | None = None,
    *,
    ready: Callable[[], bool] = lambda: True,
    meter: Meter | None = None,
) -> FastAPI:
    """The app: callbacks of providers, the pages, or both. ``ready``: whether work may be sent here;
    ``meter`` counts what is answered. Raises ``Ungated`` when a route stands open."""
    app = FastAPI(openapi_url=None, docs_url=None, redoc_url=None)
    if calls is not None:
        app.include_router(callbacks.router(calls))
    if web is None:
        app.add_exception_handler(HTTPException, _refused)
        app.add_exception_handler(Exception, _failed)
    else:
        for room in ROOMS:
            app.include_router(room(web))
        answer_errors(app, web.pages, web.house.entropy.bytes)
    app.include_router(health.router(ready))
    require_gates(app.routes)
    if meter is not None:
        meter.rooms = Known(str(one.path).split("/")[1] for one in iter_route_contexts(app.routes))
        app.add_middleware(Counted, meter=meter)
    return app


def _refused(_request: Request, error: Exception) -> Response:
    status = error.status_code if isinstance(error, HTTPException) else 400
    code = str(error.detail) if isinstance(error, HTTPException) else "malformed"
    return Response(code, status, media_type="text/plain")


def _failed(_request: Request, error: Exception) -> Response:
    # Its words could quote a number or a name.
    _LOG.error("not-answered", extra={"kind": type(error).__name__})
    return Response("later", 503, media_type="text/plain", headers={"retry-after": "1"})
