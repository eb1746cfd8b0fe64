"""``/public/report``: a breach reported without signing in, and its answer by the receipt (Art. 16(6))."""

from __future__ import annotations

from fastapi import APIRouter, Request, Response

from audit.refusal import Refusal
from draw_service.rules.reports import STATES, SUBJECTS
from draw_service.usecases.incidents.report_breach import read_answer
from draw_service.web.gates import address_of, form_of
from draw_service.web.parts import Web
from draw_service.web.report_form import report_page

HOME = "/public/report"


def router(web: Web) -> APIRouter:
    room = web.room(HOME, web.gates.public())

    def report(request: Request) -> Response:
        # Who is signed in does not matter here, and is not shown.
        request.state.who = None
        return report_page(web, request, "base.html")

    def read(request: Request) -> Response:
        form, refused, found = form_of(request), None, None
        request.state.who = None
        if request.method == "POST":
            try:
                code = form.code("code", longest=60)
                form.check()
                found = read_answer(web.house, address_of(request), code)
            except Refusal as refusal:
                refused = refusal
        return web.page(
            request,
            "reports/answer.html",
            refusal=refused,
            form=form,
            found=found,
            subjects=SUBJECTS,
            states=STATES,
        )

    room.add_api_route("", report, methods=["GET", "POST"])
    room.add_api_route("/answer", read, methods=["GET", "POST"])
    return room
