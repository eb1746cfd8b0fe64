"""``/supervision/pool``: the industry regulator reviews admissions and decides who may be drawn (Art. 2)."""

from __future__ import annotations

from fastapi import APIRouter, Request, Response

from audit.refusal import Refusal
from draw_service.rules.access import Role
from draw_service.usecases.pool.decide_case import decide_case, review_case
from draw_service.web.gates import form_of, who_of
from draw_service.web.pages import go
from draw_service.web.parts import Web
from draw_service.web.pool_case_pages import CasePages

HOME = "/supervision/pool"


def router(web: Web) -> APIRouter:
    room = web.room(HOME, web.gates.staff(Role.REGULATOR))
    cases = CasePages(web, HOME)

    def review(request: Request, case_id: str) -> Response:
        return _settle(request, case_id, final=False)

    def decide(request: Request, case_id: str) -> Response:
        return _settle(request, case_id, final=True)

    def _settle(request: Request, case_id: str, *, final: bool) -> Response:
        form = form_of(request)
        verdict = form.choice("verdict", ("approve", "refuse"))
        agree = verdict == "approve"
        try:
            form.check()
            if final:
                decide_case(web.house, who_of(request), case_id, approve=agree)
            else:
                review_case(web.house, who_of(request), case_id, agree=agree)
        except Refusal as refusal:
            return cases.show(request, case_id, refusal=refusal, form=form)
        told = ("approved" if final else "reviewed") if agree else "refused"
        return go(f"{HOME}/{case_id}?told={told}")

    room.add_api_route("", cases.all, methods=["GET"])
    room.add_api_route("/{case_id}", cases.one, methods=["GET"])
    room.add_api_route("/{case_id}/open", cases.open, methods=["POST"])
    room.add_api_route("/{case_id}/files/{file_id}.{_kind}", cases.file, methods=["GET"])
    room.add_api_route("/{case_id}/review", review, methods=["POST"])
    room.add_api_route("/{case_id}/decide", decide, methods=["POST"])
    return room
