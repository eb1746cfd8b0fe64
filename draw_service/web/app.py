"""The app: its routes behind their gates, and answers that say nothing of what went wrong inside."""

from __future__ import annotations

import logging

from fastapi import FastAPI, Request, Response
from starlette.exceptions import HTTPException

from draw_service.web.gates import require_gates
from draw_service.web.gateway.callbacks import Door, router

_LOG = logging.getLogger("panel.web")


def create_app(door: Door) -> FastAPI:
    """The app. Raises ``Ungated`` when a route stands open."""
    app = FastAPI(openapi_url=None, docs_url=None, redoc_url=None)
    app.include_router(router(door))
    app.add_exception_handler(HTTPException, _refused)
    app.add_exception_handler(Exception, _failed)
    require_gates(app.routes)
    return app


def _refused(_request: Request, error: Exception) -> Response:
    status = error.status_code if isinstance(error, HTTPException) else 400
    code = str(error.detail) if isinstance(error, HTTPException) else "malformed"
    return Response(code, status, media_type="text/plain")


def _failed(_request: Request, error: Exception) -> Response:
    # Its words could quote a number or a name.
    _LOG.error("not answered: %s", type(error).__name__)
    return Response("later", 503, media_type="text/plain", headers={"retry-after": "1"})
