"""``/expert/duties``: rights, duties with the year's signature, pay, when to step back (Art. 12, 16-18)."""

from __future__ import annotations

from fastapi import APIRouter, Request, Response

from audit.refusal import Refusal
from draw_service.rules.rights import DUTIES, PAY, RECUSALS, RIGHTS, STATEMENT
from draw_service.usecases.expert.own_file import own_file
from draw_service.usecases.expert.sign_statement import sign_duties
from draw_service.web.forms import Form
from draw_service.web.gates import form_of, who_of
from draw_service.web.pages import go
from draw_service.web.parts import Web


def router(web: Web) -> APIRouter:
    room = web.room("/expert/duties", web.gates.expert())

    def show(request: Request) -> Response:
        return _page(request)

    def sign(request: Request) -> Response:
        form = form_of(request)
        name = form.text("name", longest=60)
        if not form.ticked("accept"):
            form.wrong("accept", "请勾选后再签名", "Tick this before you sign")
        try:
            form.check()
            sign_duties(web.house, who_of(request).expert, name)
        except Refusal as refusal:
            return _page(request, refusal, form)
        return go("/expert/duties?said=signed")

    def _page(request: Request, refusal: Refusal | None = None, form: Form | None = None) -> Response:
        return web.page(
            request,
            "expert/duties.html",
            refusal=refusal,
            form=form,
            own=own_file(web.house, who_of(request).expert),
            rights=RIGHTS,
            duties=DUTIES,
            recusals=RECUSALS,
            pay=PAY,
            statement=STATEMENT,
            said=request.query_params.get("said", "") == "signed" and refusal is None,
        )

    room.add_api_route("", show, methods=["GET"])
    room.add_api_route("", sign, methods=["POST"])
    return room
