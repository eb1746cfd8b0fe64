"""Callbacks of providers: ``/gateway/{channel}/{attempt}/{step}``, or ``/gateway/{channel}/{step}``.

The gate reads no more than a callback can be and knows the channel; the signature is the channel's to check.
Whatever is refused is counted under its code and changes nothing; nobody is answered with the service's own
words or errors.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol
from urllib.parse import parse_qsl

from fastapi import APIRouter, Depends, HTTPException, Request, Response
from fastapi.concurrency import run_in_threadpool
from starlette.requests import ClientDisconnect

from draw_service.web.gates import gate
from notifications.channels.port import Callback, Reply

LARGEST = 64 * 1024
"""Bytes of the largest body that is read."""
FIELDS = 200
UNKNOWN = "unknown"
"""What a channel that nobody configured is counted as."""


class Desk(Protocol):
    """What takes callbacks in."""

    def receive(self, channel: str, callback: Callback) -> Reply:
        """Answer a callback. Raises nothing."""

    def refuse(self, channel: str, code: str) -> None:
        """Count what never became a callback."""


@dataclass(frozen=True, slots=True)
class Door:
    """``bases``: channel -> its configured public URL, below which its callbacks come in."""

    desk: Desk
    bases: Mapping[str, str]
    now: Callable[[], datetime]


def router(door: Door) -> APIRouter:
    """The routes, behind their gate."""

    async def refused(channel: str, status: int, code: str) -> HTTPException:
        known = channel if channel in door.bases else UNKNOWN
        await run_in_threadpool(door.desk.refuse, known, code)
        return HTTPException(status, code)

    @gate
    async def provider(request: Request) -> None:
        channel = request.path_params["channel"]
        if channel not in door.bases:
            raise await refused(channel, 404, "unknown-channel")
        try:
            body = await _body(request)
        except ClientDisconnect:
            raise await refused(channel, 400, "cut-off") from None
        if body is None:
            raise await refused(channel, 413, "too-large")
        try:
            form = _form(request, body)
        except ValueError:
            raise await refused(channel, 400, "malformed") from None
        request.state.callback = Callback(
            attempt=request.path_params.get("attempt", ""),
            step=request.path_params["step"],
            url=_public(door.bases[channel], channel, request),
            headers=_headers(request),
            body=body,
            at=door.now(),
            form=form,
        )

    def answer(channel: str, request: Request) -> Response:
        reply = door.desk.receive(channel, request.state.callback)
        return Response(reply.body, reply.status, media_type=reply.content_type)

    routes = APIRouter(prefix="/gateway", dependencies=[Depends(provider)])
    for path in ("/{channel}/{attempt}/{step}", "/{channel}/{step}"):
        routes.add_api_route(path, answer, methods=["GET", "POST"], include_in_schema=False)
    return routes


async def _body(request: Request) -> bytes | None:
    """The body, None when it is larger than any callback."""
    found = bytearray()
    async for chunk in request.stream():
        found += chunk
        if len(found) > LARGEST:
            return None
    return bytes(found)


def _form(request: Request, body: bytes) -> Mapping[str, str]:
    kind = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if kind != "application/x-www-form-urlencoded":
        return {}
    pairs = parse_qsl(body.decode("utf-8"), keep_blank_values=True, max_num_fields=FIELDS, errors="strict")
    return dict(pairs)


def _headers(request: Request) -> Mapping[str, str]:
    return {name.decode("latin-1"): value.decode("latin-1") for name, value in request.scope["headers"]}


def _public(base: str, channel: str, request: Request) -> str:
    """The URL as the provider knows it: behind a proxy the request's own host says nothing."""
    raw = request.scope.get("raw_path") or request.url.path.encode()
    path = raw.decode("latin-1").partition("?")[0].removeprefix(f"/gateway/{channel}")
    query = request.scope["query_string"].decode("latin-1")
    return base + path + (f"?{query}" if query else "")
