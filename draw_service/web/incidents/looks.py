"""``/looks``: who was shown which name, when and why (Art. 9; 个人信息保护法 51)."""

from __future__ import annotations

from fastapi import APIRouter, Request, Response

from draw_service.usecases.incidents.look_at_looks import KINDS, READERS, look_at_looks
from draw_service.web.forms import draw_number
from draw_service.web.gates import who_of
from draw_service.web.parts import Web

PAGE = 200


def router(web: Web) -> APIRouter:
    room = web.room("/looks", web.gates.staff(*READERS))

    def show(request: Request, account: str = "", draw: str = "", expert: str = "") -> Response:
        asked = {
            "account": account.strip()[:64],
            "draw": draw_number(draw)[:64],
            "expert": expert.strip()[:32],
        }
        found = look_at_looks(web.house, who_of(request), **asked)
        return web.page(
            request, "incidents/looks.html", rows=found[:PAGE], total=len(found), kinds=KINDS, asked=asked
        )

    room.add_api_route("", show, methods=["GET"])
    return room
