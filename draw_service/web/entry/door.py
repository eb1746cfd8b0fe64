"""``/enter``: password, second factor, once more before a grave act; ``/setup``: new account; ``/leave``."""

from __future__ import annotations

from typing import Any

from fastapi import APIRouter, Request, Response

from audit.refusal import Refusal
from draw_service.rules.access import ROLE_WORDS
from draw_service.usecases.access.accept_invitation import accept_invitation
from draw_service.usecases.access.reauthenticate import reauthenticate
from draw_service.usecases.access.second_factor import begin_key, finish_key, pass_recovery, pass_totp
from draw_service.usecases.access.sign_in import sign_in
from draw_service.usecases.access.sign_out import sign_out
from draw_service.web.cookies import drop, keep, token_of
from draw_service.web.gates import address_of, form_of, who_of
from draw_service.web.pages import asked_place, go
from draw_service.web.parts import Web
from draw_service.web.rooms import rooms_of

FACTORS = ("totp", "recovery", "key")


def router(web: Web) -> APIRouter:
    """The way in and out; ``half`` are pages for whoever has given the password alone."""
    outside = web.room("", web.gates.public())
    half = web.room("", web.gates.half())
    house = web.house

    def door(request: Request) -> Response:
        return web.page(request, "entry/enter.html", next=_next(request))

    def knock(request: Request) -> Response:
        form = form_of(request)
        login, password = form.text("login", longest=100), form.secret("password")
        try:
            form.check()
            token = sign_in(house, login, password, address_of(request))
        except Refusal as refusal:
            return web.page(request, "entry/enter.html", refusal=refusal, form=form, next=_next(request))
        answer = go(_next(request))
        keep(answer, token)
        return answer

    def second(request: Request) -> Response:
        return _second(web, request)

    def pass_second(request: Request) -> Response:
        form, token, address = form_of(request), token_of(request), address_of(request)
        factor = form.choice("factor", FACTORS)
        try:
            if factor == "key":
                finish_key(house, token, form.secret("answer", longest=10_000), address)
            elif factor == "totp":
                pass_totp(house, token, form.code("code"), address)
            else:
                pass_recovery(house, token, form.code("code"), address)
        except Refusal as refusal:
            return _second(web, request, refusal)
        return go(_next(request))

    def again(request: Request) -> Response:
        return _again(web, request)

    def prove_again(request: Request) -> Response:
        form, address = form_of(request), address_of(request)
        try:
            if form.typed.get("answer"):
                finish_key(house, token_of(request), form.secret("answer", longest=10_000), address)
            else:
                reauthenticate(house, who_of(request), form.secret("password"), address)
        except Refusal as refusal:
            return _again(web, request, refusal=refusal, form=form)
        return go(_next(request))

    def setup(request: Request) -> Response:
        return web.page(request, "entry/setup.html", least=house.access.least_password)

    def set_up(request: Request) -> Response:
        form = form_of(request)
        code, password = form.code("code"), form.secret("password")
        if password != form.secret("repeated"):
            form.wrong("repeated", "两次输入的密码不一致", "The two passwords differ")
        try:
            form.check()
            token = accept_invitation(house, code, password, address_of(request))
        except Refusal as refusal:
            return web.page(
                request, "entry/setup.html", refusal=refusal, form=form, least=house.access.least_password
            )
        answer = go("/account?done=setup")
        keep(answer, token)
        return answer

    def leave(request: Request) -> Response:
        sign_out(house, token_of(request))
        answer = go("/")
        drop(answer)
        return answer

    outside.add_api_route("/enter", door, methods=["GET"])
    outside.add_api_route("/enter", knock, methods=["POST"])
    outside.add_api_route("/setup", setup, methods=["GET"])
    outside.add_api_route("/setup", set_up, methods=["POST"])
    outside.add_api_route("/leave", leave, methods=["POST"])
    half.add_api_route("/enter/second", second, methods=["GET"])
    half.add_api_route("/enter/second", pass_second, methods=["POST"])
    half.add_api_route("/enter/again", again, methods=["GET"])
    half.add_api_route("/enter/again", prove_again, methods=["POST"])
    outside.include_router(half)
    return outside


def _second(web: Web, request: Request, refusal: Refusal | None = None) -> Response:
    return web.page(
        request,
        "entry/second.html",
        refusal=refusal,
        next=_next(request),
        options=_options(web, request),
        totp=web.house.access.totp,
    )


def _again(web: Web, request: Request, **more: Any) -> Response:
    options, back = _options(web, request), _next(request)
    return web.page(request, "entry/again.html", next=back, options=options, roles=ROLE_WORDS, **more)


def _options(web: Web, request: Request) -> str:
    """What the browser asks a security key, "" where there is none."""
    try:
        return begin_key(web.house, token_of(request))
    except Refusal:
        return ""


def _next(request: Request) -> str:
    """Where to go afterwards: a place of this service, else the person's first room."""
    asked = asked_place(request)
    if asked:
        return asked
    who = request.state.who
    rooms = rooms_of(who) if who is not None else []
    return rooms[0].path if rooms else "/account"
