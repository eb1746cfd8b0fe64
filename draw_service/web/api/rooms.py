"""The routes of ``/api/v1`` and ``/openapi.json``."""

from __future__ import annotations

import json

from fastapi import APIRouter, Response

from draw_service.web.api import applications, draws, filing
from draw_service.web.api.description import describe
from draw_service.web.parts import Web


def router(web: Web) -> APIRouter:
    """Every operation behind its scope; the document before every gate, for everybody."""
    room = APIRouter()
    for part in (
        applications.reading,
        applications.writing,
        filing.router,
        draws.status,
        draws.rosters,
        draws.results,
    ):
        room.include_router(part(web))
    document = json.dumps(describe(room.routes), ensure_ascii=False).encode()
    open_room = web.room("", web.gates.public())

    @open_room.get("/openapi.json")
    def description() -> Response:
        return Response(document, media_type="application/json")

    room.include_router(open_room)
    return room
