"""The public pages as a process of their own: no keyring, no roster, no session, a database to look into.

What needs a key is handed on to the house inside, where its address is given: the pages of experts, the
bundles, whose lists are encrypted until somebody asks, and published misconduct, which is a name.
"""

from __future__ import annotations

from collections.abc import Callable

from fastapi import APIRouter, FastAPI, Request, Response
from fastapi.routing import iter_route_contexts

from draw_service.observing.metrics import Known, Meter
from draw_service.observing.requests import Counted
from draw_service.usecases.ports import House
from draw_service.web import health
from draw_service.web.errors import answer_errors
from draw_service.web.gates import Gates, require_gates
from draw_service.web.pages import go
from draw_service.web.parts import Web
from draw_service.web.public import leaves, notices
from draw_service.web.public.inside import router as handed_on
from draw_service.web.static_files import static_file

ELSEWHERE = ("/public/draws/{draw_id}.edraw.json",)
"""Public, but made with a key."""


class Strangers(Gates):
    """Nobody is known here: a cookie is not even read."""

    async def _look(self, request: Request) -> None:
        request.scope["headers"] = [one for one in request.scope["headers"] if one[0] != b"cookie"]
        await super()._look(request)


def create_public_app(
    house: House, center: str, ready: Callable[[], bool], meter: Meter | None = None, inside: str = ""
) -> FastAPI:
    """The app for strangers alone; ``inside``: the address of the house that answers experts, "" for none.
    Raises ``Ungated``, ``SettingWrong``."""
    web = Web(house, center)
    object.__setattr__(web, "gates", Strangers(house))
    app = FastAPI(openapi_url=None, docs_url=None, redoc_url=None)
    door = web.room("", web.gates.public())
    door.add_api_route("/static/{name}", static_file, methods=["GET"])
    door.add_api_route("/", _front, methods=["GET"])
    app.include_router(door)
    for room in (notices.router(web), leaves.router(web)):
        app.include_router(_without(room))
    if inside:
        app.include_router(handed_on(inside))
    app.include_router(health.router(ready))
    answer_errors(app, web.pages, house.entropy.bytes)
    require_gates(app.routes)
    if meter is not None:
        meter.rooms = Known(str(one.path).split("/")[1] for one in iter_route_contexts(app.routes))
        app.add_middleware(Counted, meter=meter)
    return app


def _front() -> Response:
    return go("/public")


def _without(room: APIRouter) -> APIRouter:
    room.routes[:] = [one for one in room.routes if getattr(one, "path", "") not in ELSEWHERE]
    return room
