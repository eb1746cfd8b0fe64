"""The front door, the static files and the pattern page."""

from __future__ import annotations

from fastapi import APIRouter, Request, Response

from draw_service.rules.refusals import NotFound
from draw_service.web.parts import Web
from draw_service.web.static_files import static_file


def router(web: Web) -> APIRouter:
    """``/``, ``/static/…`` and, in a drill, ``/patterns``."""
    room = web.room("", web.gates.public())
    room.add_api_route("/static/{name}", static_file, methods=["GET"])

    @room.get("/")
    def front(request: Request) -> Response:
        return web.page(request, "front.html")

    @room.get("/patterns")
    def patterns(request: Request) -> Response:
        if not web.house.drill:
            raise NotFound
        return web.page(request, "patterns.html")

    return room
