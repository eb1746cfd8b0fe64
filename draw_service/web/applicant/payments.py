"""``/payments``: the tenderer sees whom to pay, how much and where, and says when it was done (Art. 18)."""

from __future__ import annotations

from fastapi import APIRouter, Request, Response

from audit.refusal import Refusal
from draw_service.rules.access import Role
from draw_service.rules.fees import RULE_WORDS, UNIT_WORDS, yuan
from draw_service.rules.fees_sheet import STATE_WORDS
from draw_service.usecases.fees.pay import list_bills, look_at_payment, record_payment
from draw_service.web.forms import Form
from draw_service.web.gates import form_of, who_of
from draw_service.web.pages import go
from draw_service.web.parts import Web


def router(web: Web) -> APIRouter:
    room = web.room("/payments", web.gates.staff(Role.TENDERER))

    def mine(request: Request) -> Response:
        bills = list_bills(web.house, who_of(request))
        return web.page(request, "applicant/bills.html", bills=bills, states=STATE_WORDS, yuan=yuan)

    def look(request: Request, draw_id: str) -> Response:
        return _page(request, draw_id)

    def paid(request: Request, draw_id: str) -> Response:
        form = form_of(request)
        try:
            on = form.day("day")
            voucher = form.text("voucher", longest=60)
            places = form.choices("place", [name[6:] for name in form.typed if name.startswith("known_")])
            if not places:
                form.wrong("place", "请勾选已支付的席位", "Tick the seats that were paid")
            form.check()
            if on is not None:
                record_payment(web.house, who_of(request), draw_id, places, on, voucher)
        except Refusal as refusal:
            return _page(request, draw_id, refusal, form)
        return go(f"/payments/{draw_id}?told=paid")

    def _page(
        request: Request, draw_id: str, refusal: Refusal | None = None, form: Form | None = None
    ) -> Response:
        return web.page(
            request,
            "applicant/payment.html",
            refusal=refusal,
            form=form,
            seen=look_at_payment(web.house, who_of(request), draw_id),
            rules=RULE_WORDS,
            units=UNIT_WORDS,
            states=STATE_WORDS,
            yuan=yuan,
            told=request.query_params.get("told", "") if refusal is None else "",
        )

    room.add_api_route("", mine, methods=["GET"])
    room.add_api_route("/{draw_id}", look, methods=["GET"])
    room.add_api_route("/{draw_id}", paid, methods=["POST"])
    return room
