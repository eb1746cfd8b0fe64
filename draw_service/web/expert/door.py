"""``/expert``: the way in with a one-time code, and the first page of whoever is in."""

from __future__ import annotations

from fastapi import APIRouter, Request, Response

from audit.refusal import Refusal
from draw_service.rules.identifiers import Odd
from draw_service.rules.identifiers import phone as read_phone
from draw_service.usecases.access.expert_code import enter_expert, send_expert_code
from draw_service.web.cookies import keep
from draw_service.web.expert.home import home
from draw_service.web.gates import address_of, form_of
from draw_service.web.pages import go
from draw_service.web.parts import Web


def router(web: Web) -> APIRouter:
    room = web.room("/expert", web.gates.public())
    house = web.house

    def door(request: Request) -> Response:
        who = request.state.who
        if who is not None and who.expert:
            return home(web, request, who.expert)
        return web.page(request, "expert/door.html", reachable=house.lines is not None)

    def send(request: Request) -> Response:
        form = form_of(request)
        phone = form.code("phone", longest=40)
        if phone and not _is_number(phone):
            form.wrong("phone", "手机号应为 11 位数字", "A mobile number has 11 digits")
        try:
            form.check()
            send_expert_code(house, phone, address_of(request))
        except Refusal as refusal:
            return web.page(
                request, "expert/door.html", refusal=refusal, form=form, reachable=house.lines is not None
            )
        return _code(request, phone)

    def enter(request: Request) -> Response:
        form = form_of(request)
        phone, code = form.code("phone", longest=40), form.code("code", longest=20)
        try:
            form.check()
            token = enter_expert(house, phone, code, address_of(request))
        except Refusal as refusal:
            return _code(request, phone, refusal)
        answer = go("/expert")
        keep(answer, token)
        return answer

    def back() -> Response:
        return go("/expert")

    def _code(request: Request, phone: str, refusal: Refusal | None = None) -> Response:
        # What was typed wrong is not shown again; the number goes on in a hidden field, never in an address.
        form = form_of(request) if refusal is not None else None
        return web.page(
            request,
            "expert/code.html",
            refusal=refusal,
            form=form,
            phone=phone,
            minutes=house.access.code_minutes,
            by_call=house.lines is not None and not house.lines.sms,
        )

    room.add_api_route("", door, methods=["GET"])
    room.add_api_route("/code", send, methods=["POST"])
    room.add_api_route("/code", back, methods=["GET"])
    room.add_api_route("/enter", enter, methods=["POST"])
    room.add_api_route("/enter", back, methods=["GET"])
    return room


def _is_number(phone: str) -> bool:
    """Whether it can be a telephone number at all: who mistypes the own one waits for no message."""
    try:
        read_phone(phone, landline=True)
    except Odd:
        return False
    return True
