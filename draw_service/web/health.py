"""``/healthz`` and ``/readyz``: whether this process lives, and whether work may be sent to it.

One word each, for a proxy or a supervisor; ``panel doctor`` and the figures say why it is not ready."""

from __future__ import annotations

from collections.abc import Callable
from threading import Lock
from time import monotonic

from fastapi import APIRouter, Depends, Request, Response

from draw_service.web.gates import gate

KEPT = 1.0
"""Seconds an answer of the database stands, however often it is asked for."""


def router(ready: Callable[[], bool]) -> APIRouter:
    @gate
    async def anybody(_request: Request) -> None:
        """Nobody is looked up here: it answers also without a database."""

    room = APIRouter(dependencies=[Depends(anybody)], include_in_schema=False)
    looked, found, turn = float("-inf"), False, Lock()

    def healthz() -> Response:
        return Response("ok", media_type="text/plain")

    def readyz() -> Response:
        nonlocal looked, found
        with turn:
            if monotonic() - looked > KEPT:
                found, looked = ready(), monotonic()
        return Response("ok" if found else "later", 200 if found else 503, media_type="text/plain")

    room.add_api_route("/healthz", healthz, methods=["GET", "HEAD"])
    room.add_api_route("/readyz", readyz, methods=["GET", "HEAD"])
    return room
