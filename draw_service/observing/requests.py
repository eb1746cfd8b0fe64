"""ASGI middleware that counts: how long an answer took, what it was, and which refusal was shown."""

from __future__ import annotations

from time import perf_counter

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from draw_service.observing.metrics import Meter

REFUSAL = "refusal"
"""Where in ``request.state`` the code of the refusal stands that was shown."""
_STREAM = b"text/event-stream"


class Counted:
    """Around the whole app."""

    def __init__(self, app: ASGIApp, meter: Meter) -> None:
        self._app, self._meter = app, meter

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        meter, began = self._meter, perf_counter()
        state = scope.setdefault("state", {})
        status, live = 500, False

        async def seen(message: Message) -> None:
            nonlocal status, live
            if message["type"] == "http.response.start":
                status = message["status"]
                if dict(message["headers"]).get(b"content-type", b"").startswith(_STREAM):
                    live = True
                    meter.boards.inc()
            await send(message)

        try:
            await self._app(scope, receive, seen)
        finally:
            if live:
                meter.boards.dec()
            room = scope["path"].lstrip("/").partition("/")[0]
            meter.answered(room, scope["method"], status, None if live else perf_counter() - began)
            if REFUSAL in state:
                meter.refused(state[REFUSAL])
