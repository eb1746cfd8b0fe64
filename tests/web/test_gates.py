"""A route without a gate keeps the app from starting."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from fastapi import APIRouter, Depends, FastAPI
from starlette.responses import Response
from starlette.routing import Mount, Route

from draw_service.web.gates import Ungated, gate, require_gates


@gate
def guard() -> None:
    """Lets everybody in."""


def no_guard() -> None:
    """A dependency that is no gate."""


def gated() -> APIRouter:
    routes = APIRouter(dependencies=[Depends(guard)])
    routes.add_api_route("/in", lambda: None)
    return routes


def bare(app: FastAPI) -> None:
    app.add_api_route("/open", lambda: None)


def dependent(app: FastAPI) -> None:
    app.add_api_route("/open", lambda: None, dependencies=[Depends(no_guard)])


def included(app: FastAPI) -> None:
    routes = APIRouter(prefix="/open")
    routes.add_api_route("", lambda: None)
    app.include_router(routes)


def plain(app: FastAPI) -> None:
    app.routes.append(Route("/open", lambda _request: Response()))


def mounted(app: FastAPI) -> None:
    app.routes.append(Mount("/open", app=FastAPI(openapi_url=None)))


def test_gated_routes_stand() -> None:
    app = FastAPI(openapi_url=None)
    app.include_router(gated())

    require_gates(app.routes)


@pytest.mark.parametrize("add", [bare, dependent, included, plain, mounted])
def test_an_open_route_is_named(add: Callable[[FastAPI], Any]) -> None:
    app = FastAPI(openapi_url=None)
    app.include_router(gated())
    add(app)

    with pytest.raises(Ungated, match="/open"):
        require_gates(app.routes)
