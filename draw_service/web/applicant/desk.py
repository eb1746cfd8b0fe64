"""``/applications``: one's own, where each stands and what comes next; its papers and its public bundle."""

from __future__ import annotations

from datetime import datetime

from fastapi import APIRouter, Request, Response

from draw_service.rules.access import Role
from draw_service.rules.life import parse_time
from draw_service.rules.refusals import NotFound
from draw_service.usecases.applications.list_applications import list_applications
from draw_service.usecases.applications.list_specialties import list_specialties
from draw_service.usecases.applications.look_at_application import Seen, look_at_application
from draw_service.usecases.applications.send_change import start_change
from draw_service.usecases.applications.start_draft import start_draft
from draw_service.usecases.applications.waiting_change import SENT_BACK, waits
from draw_service.usecases.draws.look import DrawView, look
from draw_service.usecases.ports import House
from draw_service.usecases.supervision.export_bundle import export_bundle
from draw_service.web.application_form import MODES, PROCUREMENTS, typed_of
from draw_service.web.gates import who_of
from draw_service.web.pages import go
from draw_service.web.parts import Web

_SEATED = ("calling", "sealed", "unsealed", "closed")
"""Phases in which seats are counted."""


def router(web: Web) -> APIRouter:
    """The list, one application, its bundle."""
    house = web.house
    room = web.room("/applications", web.gates.staff(Role.TENDERER, Role.AGENCY))

    @room.get("")
    def mine(request: Request, page: int = 1) -> Response:
        found, more = list_applications(house, who_of(request), page)
        return web.page(request, "applicant/list.html", found=found, more=more, number=max(page, 1))

    @room.post("")
    def start(request: Request) -> Response:
        return go(f"/applications/{start_draft(house, who_of(request))}/draft")

    @room.get("/{application_id}")
    def one(request: Request, application_id: str, told: str = "") -> Response:
        seen = look_at_application(house, who_of(request), application_id)
        if seen.application is None:
            return go(f"/applications/{application_id}/draft")
        last = seen.attempts[-1] if seen.attempts else None
        return web.page(
            request,
            "applicant/one.html",
            seen=seen,
            last=last,
            seats=_seats(house, last.draw_id) if last and last.course.phase in _SEATED else None,
            names=list_specialties(house),
            procurements=PROCUREMENTS,
            modes=MODES,
            now=house.clock.now(),
            told=told,
            waiting=waits(seen.draft),
            sent_back=_sent_back(seen),
        )

    @room.post("/{application_id}/change")
    def change(request: Request, application_id: str) -> Response:
        who = who_of(request)
        seen = look_at_application(house, who, application_id)
        if seen.application is None:
            raise NotFound
        start_change(house, who, application_id, typed_of(seen.application, list_specialties(house)))
        return go(f"/applications/{application_id}/draft")

    @room.get("/{application_id}/bundles/{draw_id}")
    def bundle(request: Request, application_id: str, draw_id: str) -> Response:
        seen = look_at_application(house, who_of(request), application_id)
        if draw_id not in {attempt.draw_id for attempt in seen.attempts if attempt.notice_at}:
            raise NotFound
        name = f'attachment; filename="{draw_id}.edraw.json"'
        data = export_bundle(house, draw_id, "public")
        return Response(data, media_type="application/json", headers={"content-disposition": name})

    return room


def _sent_back(seen: Seen) -> datetime | None:
    """When the center sent the change back that is being written; None when it never did."""
    at = seen.draft.typed.get(SENT_BACK, "") if seen.draft is not None else ""
    return parse_time(at) if at else None


def _seats(house: House, draw_id: str) -> tuple[int, int, int]:
    """How many seats are filled, of how many, and how many nobody is left for."""
    view: DrawView = look(house, draw_id)
    filled = sum(seat.state in ("accepted", "arrived") for seat in view.seats)
    return filled, len(view.seats), sum(seat.state == "exhausted" for seat in view.seats)
