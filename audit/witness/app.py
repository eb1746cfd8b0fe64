"""The witness over HTTP: submissions of the log, and the regulator's page on the witness's own machine."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from pathlib import Path

from fastapi import FastAPI, Request, Response
from fastapi.concurrency import run_in_threadpool

from audit.witness.desk import Desk
from audit.witness.page import POLICY, render
from audit.witness.report import read_report
from audit.witness.wire import LARGEST

_HERE = frozenset(("127.0.0.1", "::1"))


def create_app(desk: Desk, file: Path, vkey: str, now: Callable[[], datetime]) -> FastAPI:
    """``POST /add-checkpoint`` for the log; ``GET /`` (Chinese) and ``/en`` for who sits at this machine."""
    app = FastAPI(openapi_url=None, docs_url=None, redoc_url=None)

    async def add_checkpoint(request: Request) -> Response:
        body = b""
        async for part in request.stream():
            body += part
            if len(body) > LARGEST:
                return Response("too large\n", 413, media_type="text/plain")
        answer = await run_in_threadpool(desk.add_checkpoint, body)
        return Response(answer.text, answer.status, headers={"content-type": answer.type})

    def page(request: Request, lang: str) -> Response:
        here = request.client is not None and request.client.host in _HERE
        if not here or "x-forwarded-for" in request.headers or "forwarded" in request.headers:
            return Response("not here\n", 404, media_type="text/plain")
        html = render(read_report(file), vkey, lang, now())
        headers = {
            "content-security-policy": POLICY,
            "cache-control": "no-store",
            "x-content-type-options": "nosniff",
            "referrer-policy": "no-referrer",
        }
        return Response(html, media_type="text/html; charset=utf-8", headers=headers)

    def chinese(request: Request) -> Response:
        return page(request, "zh")

    def english(request: Request) -> Response:
        return page(request, "en")

    app.add_api_route("/add-checkpoint", add_checkpoint, methods=["POST"])
    app.add_api_route("/", chinese, methods=["GET"])
    app.add_api_route("/en", english, methods=["GET"])
    return app
