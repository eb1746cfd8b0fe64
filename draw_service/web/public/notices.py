"""``/public``: what anybody may see and take away. The pages are the same for all and may be cached."""

from __future__ import annotations

from hashlib import sha256
from importlib.resources import files
from typing import Annotated

from fastapi import APIRouter, Query, Request, Response

from draw_service.usecases.supervision.export_bundle import export_bundle
from draw_service.usecases.supervision.export_policy import export_policy
from draw_service.usecases.supervision.list_published import head_of_log, list_published
from draw_service.web.parts import Web
from draw_service.web.shield import OWN_POLICY
from draw_service.web.static_files import FILES

FURTHEST = 1_000_000
"""Pages of the list nobody goes beyond."""
CACHED = {"cache-control": "public, max-age=60"}
VERIFIER = (files("audit.browser") / "verifier.html").read_bytes()
VERIFIER_HASH = sha256(VERIFIER).hexdigest()
SLIP_HASH = sha256(FILES["slip.html"]).hexdigest()


def router(web: Web) -> APIRouter:
    room = web.room("/public", web.gates.public())
    house = web.house

    def page(request: Request, template: str, **data: object) -> Response:
        # One page for all: neither who looks nor a cookie changes a byte of it.
        request.state.who = None
        request.state.lang = "en" if request.query_params.get("lang") == "en" else "zh"
        answer = web.page(request, template, **data)
        answer.headers.update(CACHED)
        return answer

    def front(request: Request) -> Response:
        note = head_of_log(house)
        return page(
            request,
            "public/front.html",
            note=note,
            verifier=VERIFIER_HASH,
            slip=SLIP_HASH,
            key=house.log_vkey,
        )

    def draws(request: Request, number: Annotated[int, Query(ge=1, le=FURTHEST)] = 1) -> Response:
        found, more = list_published(house, number)
        return page(request, "public/draws.html", draws=found, page_number=number, more=more)

    def bundle(draw_id: str) -> Response:
        return _file(export_bundle(house, draw_id, "public"), f"{draw_id}.edraw.json")

    def policy() -> Response:
        return _file(export_policy(house), "policy.json")

    def checkpoint() -> Response:
        return Response(head_of_log(house), media_type="text/plain; charset=utf-8", headers=CACHED)

    def verifier() -> Response:
        return Response(VERIFIER, media_type="text/html; charset=utf-8", headers={**CACHED, OWN_POLICY: "1"})

    room.add_api_route("", front, methods=["GET"])
    room.add_api_route("/draws", draws, methods=["GET"])
    room.add_api_route("/draws/{draw_id}.edraw.json", bundle, methods=["GET"])
    room.add_api_route("/policy.json", policy, methods=["GET"])
    room.add_api_route("/checkpoint.txt", checkpoint, methods=["GET"])
    room.add_api_route("/verifier.html", verifier, methods=["GET"])
    return room


def _file(data: bytes, name: str) -> Response:
    headers = {**CACHED, "content-disposition": f'attachment; filename="{name}"'}
    return Response(data, media_type="application/json", headers=headers)
