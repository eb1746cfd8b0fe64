"""``/expert/leave``: leaves to come, and those asked for by phone (Art. 13(3))."""

from __future__ import annotations

from datetime import timedelta

from fastapi import APIRouter, Request, Response

from audit.refusal import Refusal
from draw_service.usecases.expert.own_file import own_file
from draw_service.usecases.expert.plan_leave import plan_leave
from draw_service.web.forms import SHANGHAI, Form
from draw_service.web.gates import form_of, who_of
from draw_service.web.pages import go
from draw_service.web.parts import Web

SECOND = timedelta(seconds=1)


def router(web: Web) -> APIRouter:
    room = web.room("/expert/leave", web.gates.expert())

    def show(request: Request) -> Response:
        return _page(request)

    def plan(request: Request) -> Response:
        form = form_of(request)
        first, last = form.day("first"), form.day("last")
        try:
            form.check()
            if first is not None and last is not None:
                plan_leave(web.house, who_of(request).expert, first, last)
        except Refusal as refusal:
            return _page(request, refusal, form)
        return go("/expert/leave?said=planned")

    def _page(request: Request, refusal: Refusal | None = None, form: Form | None = None) -> Response:
        own = own_file(web.house, who_of(request).expert)
        return web.page(
            request,
            "expert/leave.html",
            refusal=refusal,
            form=form,
            # A leave ends with a midnight: its last day is the one before.
            leaves=[(one.start, one.end and one.end - SECOND) for one in own.leave],
            asked=own.leave_asked,
            tomorrow=(web.house.clock.now().astimezone(SHANGHAI) + timedelta(days=1)).date(),
            said=request.query_params.get("said", "") == "planned" and refusal is None,
        )

    room.add_api_route("", show, methods=["GET"])
    room.add_api_route("", plan, methods=["POST"])
    return room
