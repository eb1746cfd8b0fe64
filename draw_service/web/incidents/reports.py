"""``/reports``: breaches reported in confidence, for regulators and the management office alone (Art. 16(6),
17(5))."""

from __future__ import annotations

from fastapi import APIRouter, Request, Response

from audit.refusal import Refusal
from draw_service.rules.reports import STATES, SUBJECTS, TO
from draw_service.usecases.incidents.read_reports import (
    READERS,
    answer_report,
    list_reports,
    read_report,
    report_file,
)
from draw_service.web.gates import form_of, who_of
from draw_service.web.pages import go
from draw_service.web.parts import Web

HOME = "/reports"
MEDIA = {
    "pdf": "application/pdf",
    "png": "image/png",
    "jpeg": "image/jpeg",
    "mp4": "video/mp4",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}


def router(web: Web) -> APIRouter:
    room = web.room(HOME, web.gates.staff(*READERS))
    house = web.house

    def home(request: Request) -> Response:
        rows = list_reports(house, who_of(request))
        return web.page(request, "reports/home.html", rows=rows, subjects=SUBJECTS, states=STATES, to=TO)

    def look(request: Request, id: str) -> Response:
        form, refused, who = form_of(request), None, who_of(request)
        if request.method == "POST":
            try:
                words = form.text("answer", longest=2000)
                form.check()
                answer_report(house, who, id, words)
                return go(f"{HOME}/{id}")
            except Refusal as refusal:
                refused = refusal
        return web.page(
            request,
            "reports/report.html",
            refusal=refused,
            form=form,
            one=read_report(house, who, id),
            subjects=SUBJECTS,
            states=STATES,
            to=TO,
        )

    def file(request: Request, id: str, file_id: str, _kind: str) -> Response:
        kind, data = report_file(house, who_of(request), id, file_id)
        headers = {"content-disposition": f'attachment; filename="{file_id}.{kind}"'}
        return Response(data, media_type=MEDIA[kind], headers=headers)

    room.add_api_route("", home, methods=["GET"])
    room.add_api_route("/{id}", look, methods=["GET", "POST"])
    room.add_api_route("/{id}/files/{file_id}.{_kind}", file, methods=["GET"])
    return room
