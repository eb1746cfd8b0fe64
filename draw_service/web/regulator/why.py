"""``/supervision/{draw_id}/why``: why one expert was not drawn, asked by number (Art. 12)."""

from __future__ import annotations

from typing import Any

from fastapi import APIRouter, Request, Response

from audit.refusal import Refusal
from draw_service.rules.access import Role
from draw_service.rules.codes import WHY_WORDS, Word
from draw_service.usecases.supervision.supervised import look_at_supervised
from draw_service.usecases.supervision.why_not import why_not
from draw_service.web.gates import form_of, who_of
from draw_service.web.parts import Web

LABELS = {"expert": "专家编号"}


def router(web: Web) -> APIRouter:
    room = web.room("/supervision/{draw_id}/why", web.gates.staff(Role.REGULATOR))
    house = web.house

    def shown(
        request: Request, draw_id: str, refusal: Refusal | None = None, asked: str = "", **said: Any
    ) -> Response:
        seen, form = look_at_supervised(house, who_of(request), draw_id), form_of(request)
        return web.page(
            request, "regulator/why.html", seen=seen, form=form, refusal=refusal, asked=asked, **said
        )

    def ask(request: Request, draw_id: str) -> Response:
        return shown(request, draw_id)

    def tell(request: Request, draw_id: str) -> Response:
        form = form_of(request)
        try:
            expert = form.code("expert", longest=40).upper()
            form.check()
            own = why_not(house, who_of(request), draw_id, expert)
        except Refusal as refusal:
            return shown(request, draw_id, refusal)
        why = WHY_WORDS.get(own.why, Word(own.why, own.why)) if own is not None else None
        return shown(request, draw_id, asked=expert, own=own, why=why)

    room.add_api_route("", ask, methods=["GET"])
    room.add_api_route("", tell, methods=["POST"])
    return room
