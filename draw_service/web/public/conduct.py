"""``/public/conduct``: 不良行为 while it is published (Art. 21): name, item, date, project, for anybody.

No cache keeps the page longer than it may be shown."""

from __future__ import annotations

from fastapi import APIRouter, Request, Response

from draw_service.usecases.conduct.public_notices import public_notices
from draw_service.web.parts import Web

LONGEST = 300
"""Seconds a cache may keep the page; less when something ends before. A reversal is seen as soon."""


def router(web: Web) -> APIRouter:
    room = web.room("/public/conduct", web.gates.public())

    def show(request: Request) -> Response:
        # One page for all: neither who looks nor a cookie changes a byte of it.
        request.state.who = None
        request.state.lang = "en" if request.query_params.get("lang") == "en" else "zh"
        found, now = public_notices(web.house), web.house.clock.now()
        left = int((found.fresh_until - now).total_seconds()) if found.fresh_until else LONGEST
        answer = web.page(request, "public/conduct.html", notices=found.lines, now=now)
        answer.headers["cache-control"] = f"public, max-age={max(0, min(left, LONGEST))}"
        return answer

    room.add_api_route("", show, methods=["GET"])
    return room
