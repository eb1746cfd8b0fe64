"""``/expert/report``: an expert reports a breach in confidence (Art. 16(6), 17(5), 20(6))."""

from __future__ import annotations

from fastapi import APIRouter, Request, Response

from draw_service.web.gates import who_of
from draw_service.web.parts import Web
from draw_service.web.report_form import report_page


def router(web: Web) -> APIRouter:
    room = web.room("/expert/report", web.gates.expert())

    def report(request: Request) -> Response:
        return report_page(web, request, "expert/frame.html", who_of(request).expert)

    room.add_api_route("", report, methods=["GET", "POST"])
    return room
