"""The relay of the demilitarized zone: the gateway port on one side, any channel on the other.

The house stays on an intranet without internet and hands its attempts to the relay; the relay hands them to a
provider, and the provider's callbacks back to the house. It holds the numbers in flight, the parameters of
their templates and the events of the last hours, in memory alone: nothing on disk, no name anywhere.
"""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import asynccontextmanager, suppress
from datetime import datetime
from urllib.parse import parse_qsl

from fastapi import FastAPI, Request, Response
from starlette.concurrency import run_in_threadpool

from notifications.channels.gateway_events import LARGEST
from notifications.channels.gateway_signature import check
from notifications.channels.port import BadCallback, Callback, Channel, Reply
from notifications.relay_desk import Answer, Desk, HouseSide

LARGEST_CALLBACK = 256 * 1024
PAUSE = 5.0
"""Seconds between two tries to hand over what the house did not take."""


def relay_app(
    channel: Channel, house: HouseSide, public: str, clock: Callable[[], datetime], pause: float = PAUSE
) -> FastAPI:
    """The relay as a web application. ``public``: its own address as the provider reaches it. Raises
    ``ValueError`` for a house without a key or an address."""
    desk = Desk(channel, house, f"{public.rstrip('/')}/callbacks", clock)

    @asynccontextmanager
    async def lifespan(_app: FastAPI) -> AsyncIterator[None]:
        again = asyncio.create_task(_hand_over(desk, pause))
        yield
        again.cancel()
        with suppress(asyncio.CancelledError):
            await again
        desk.close()

    app = FastAPI(title="panel relay", lifespan=lifespan, docs_url=None, redoc_url=None, openapi_url=None)

    @app.post("/v1/attempts")
    async def place(request: Request) -> Response:
        body = await _body(request, LARGEST)
        if body is None:
            return _said((413, {"code": "too-large"}))
        return _signed(request, body, house, clock) or _said(await run_in_threadpool(desk.place, body))

    @app.get("/v1/attempts/{attempt}")
    async def ask(request: Request, attempt: str, since: int = 0) -> Response:
        refused = _signed(request, b"", house, clock)
        return refused or _said(await run_in_threadpool(desk.ask, attempt, since))

    @app.get("/v1/abilities")
    async def abilities(request: Request) -> Response:
        return _signed(request, b"", house, clock) or _said(desk.abilities())

    @app.post("/callbacks/{path:path}")
    async def callback(request: Request, path: str) -> Response:
        body = await _body(request, LARGEST_CALLBACK)
        if body is None:
            return Response("too-large", 413)
        attempt, _, step = path.rpartition("/")
        url = f"{public.rstrip('/')}/callbacks/{path}" + (
            f"?{request.url.query}" if request.url.query else ""
        )
        headers = {name.lower(): value for name, value in request.headers.items()}
        heard = Callback(attempt, step, url, headers, body, clock(), _form(headers, body))
        reply = await run_in_threadpool(_answered, desk, heard)
        return Response(reply.body, reply.status, media_type=reply.content_type)

    return app


def _answered(desk: Desk, callback: Callback) -> Reply:
    try:
        return desk.hear(callback)
    except BadCallback as bad:
        return Reply(bad.status, "text/plain", bad.code.encode())


async def _hand_over(desk: Desk, pause: float) -> None:
    while True:
        await asyncio.sleep(pause)
        await run_in_threadpool(desk.hand_over)


async def _body(request: Request, largest: int) -> bytes | None:
    """The body, None when it is larger; no more than that is ever read."""
    found = b""
    async for piece in request.stream():
        found += piece
        if len(found) > largest:
            return None
    return found


def _signed(
    request: Request, body: bytes, house: HouseSide, clock: Callable[[], datetime]
) -> Response | None:
    """The refusal of a request that the house did not sign, None when it did."""
    path = request.url.path + (f"?{request.url.query}" if request.url.query else "")
    given = {name.lower(): value for name, value in request.headers.items()}
    why = check(house.keys, request.method, path, given, int(clock().timestamp()), body)
    return _said((401, {"code": why})) if why else None


def _form(headers: Mapping[str, str], body: bytes) -> dict[str, str]:
    if not headers.get("content-type", "").startswith("application/x-www-form-urlencoded"):
        return {}
    try:
        return dict(parse_qsl(body.decode(), keep_blank_values=True, max_num_fields=200))
    except ValueError:
        return {}


def _said(answer: Answer) -> Response:
    status, said = answer
    return Response(json.dumps(said, ensure_ascii=False), status, media_type="application/json")
