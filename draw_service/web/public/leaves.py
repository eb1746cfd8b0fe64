"""``/public/log/leaves``: the house log, leaf by leaf, for whoever mirrors it; leaves hold no names."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Query, Response

from draw_service.usecases.supervision.export_log import leaves_from
from draw_service.web.parts import Web


def router(web: Web) -> APIRouter:
    room = web.room("/public/log", web.gates.public())

    def leaves(start: Annotated[int, Query(alias="from", ge=0, le=2**53)]) -> Response:
        return Response(leaves_from(web.house, start), media_type="application/json")

    room.add_api_route("/leaves", leaves, methods=["GET"])
    return room
