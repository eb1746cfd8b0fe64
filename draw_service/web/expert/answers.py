"""Taking part or not, and "I cannot come": chosen on the first page, confirmed on a second (Art. 5, 13)."""

from __future__ import annotations

from typing import Literal

from fastapi import APIRouter, Request, Response

from audit.refusal import Refusal
from draw_service.usecases.calling.answer_on_page import REASONS, Reason, answer_on_page
from draw_service.usecases.expert.cannot_come import cannot_come
from draw_service.usecases.expert.invitations import offered, promised
from draw_service.web.expert.home import home, left, points_of, spoken
from draw_service.web.gates import form_of, who_of
from draw_service.web.pages import go
from draw_service.web.parts import Web

KEY = 400
"""Characters of an opaque key, at most."""


def router(web: Web) -> APIRouter:
    room = web.room("/expert", web.gates.expert())
    house = web.house

    def check(request: Request) -> Response:
        """The second screen; nothing is decided yet."""
        form, expert = form_of(request), who_of(request).expert
        key, choice = form.code("key", longest=KEY), form.choice("choice", ("yes", "no"))
        now = house.clock.now()
        try:
            form.check()
            asked = offered(house, expert, key)
        except Refusal as refusal:
            return home(web, request, expert, refusal)
        return web.page(
            request,
            "expert/answer.html",
            key=key,
            choice=choice,
            said=spoken(asked, request.state.lang, now),
            left=left(asked.until, now),
            late_points=points_of(web, 1),
            late_minutes=house.pack(now).int("item1_minutes"),
        )

    def answer(request: Request) -> Response:
        form, expert = form_of(request), who_of(request).expert
        key, choice = form.code("key", longest=KEY), form.choice("choice", ("yes", "no"))
        reason: Reason = next((one for one in REASONS if one == form.text("reason", needed=False)), "")
        try:
            form.check()
            number = answer_on_page(house, expert, key, takes_part=choice == "yes", reason=reason)
        except Refusal as refusal:
            return home(web, request, expert, refusal)
        return go(f"/expert?said={'accepted' if choice == 'yes' else 'declined'}&number={number}")

    def ask_out(request: Request) -> Response:
        """The consequences, before anything is done."""
        try:
            return _ask_out(request)
        except Refusal as refusal:
            return home(web, request, who_of(request).expert, refusal)

    def out(request: Request) -> Response:
        form, expert = form_of(request), who_of(request).expert
        key, why = form.code("key", longest=KEY), form.choice("why", ("withdrawn", "recused"))
        try:
            form.check()
            outcome: Literal["withdrawn", "recused"] = "recused" if why == "recused" else "withdrawn"
            number = cannot_come(house, expert, key, outcome)
        except Refusal as refusal:
            if form.errors:
                return _ask_out(request, refusal)
            return home(web, request, expert, refusal)
        return go(f"/expert?said=cancelled&number={number}")

    def _ask_out(request: Request, refusal: Refusal | None = None) -> Response:
        form, key = form_of(request), form_of(request).code("key", longest=KEY)
        held = promised(house, who_of(request).expert, key)
        return web.page(
            request,
            "expert/cannot.html",
            refusal=refusal,
            form=form if refusal else None,
            key=key,
            held=held,
            said=spoken(held, request.state.lang, house.clock.now()),
        )

    def back() -> Response:
        return go("/expert")

    for path, act in (
        ("/answer", check),
        ("/answer/confirm", answer),
        ("/cannot", ask_out),
        ("/cannot/confirm", out),
    ):
        room.add_api_route(path, act, methods=["POST"])
        room.add_api_route(path, back, methods=["GET"])
    return room
