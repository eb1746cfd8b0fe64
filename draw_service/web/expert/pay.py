"""``/expert/pay``: the own fees, line by line, and the own account (Art. 16(5), 18)."""

from __future__ import annotations

from fastapi import APIRouter, Request, Response

from audit.refusal import Refusal
from draw_service.rules.fees import RULE_WORDS, UNIT_WORDS, yuan
from draw_service.rules.rights import PAY
from draw_service.usecases.fees.own_pay import own_pay, put_account
from draw_service.web.forms import Form
from draw_service.web.gates import form_of, who_of
from draw_service.web.pages import go
from draw_service.web.parts import Web


def router(web: Web) -> APIRouter:
    room = web.room("/expert/pay", web.gates.expert())

    def show(request: Request) -> Response:
        return _page(request)

    def save(request: Request) -> Response:
        form = form_of(request)
        try:
            holder = form.text("holder", longest=60)
            bank = form.text("bank", longest=80)
            number = form.code("number", longest=60)
            if not form.ticked("agree"):
                form.wrong("agree", "请勾选同意后再保存", "Tick your consent before you save")
            form.check()
            put_account(web.house, who_of(request).expert, holder, bank, number)
        except Refusal as refusal:
            return _page(request, refusal, form)
        return go("/expert/pay?said=saved")

    def _page(request: Request, refusal: Refusal | None = None, form: Form | None = None) -> Response:
        return web.page(
            request,
            "expert/pay.html",
            refusal=refusal,
            form=form,
            own=own_pay(web.house, who_of(request).expert),
            rules=RULE_WORDS,
            units=UNIT_WORDS,
            yuan=yuan,
            pay=PAY,
            said=request.query_params.get("said", "") == "saved" and refusal is None,
        )

    room.add_api_route("", show, methods=["GET"])
    room.add_api_route("", save, methods=["POST"])
    return room
