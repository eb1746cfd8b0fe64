"""One app for all the houses of a test process: building it takes half a second, asking it next to nothing.

The rooms keep nothing of their own: what they know of a house they ask its ``Web`` for. The app is built over
a stand-in that has no house, and while a request is answered speaks for the ``Web`` the request is meant for.
A room that wanted to know something while it is built would be told ``LookupError``.
"""

from __future__ import annotations

from collections.abc import Callable
from contextvars import Context, ContextVar
from functools import cache, cached_property, reduce
from typing import Any, cast

from fastapi import APIRouter, FastAPI
from starlette.responses import StreamingResponse
from starlette.routing import BaseRoute
from starlette.types import Receive, Scope, Send

from draw_service.usecases.ports import House
from draw_service.web.app import create_app
from draw_service.web.gates import Gates, Guard
from draw_service.web.pace import Pace
from draw_service.web.parts import Web

_asked: ContextVar[Web] = ContextVar("asked")


def app_over(web: Web) -> FastAPI:
    """What ``create_app(web=web)`` answers with, for pages without practice and without calls by hand."""
    assert web.practice is None, "the drill's desk is built with its practice"
    return cast("FastAPI", _Over(web))


class _Over:
    def __init__(self, web: Web) -> None:
        self._web = web

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        before = _asked.set(self._web)
        try:
            await _app()(scope, receive, send)
        finally:
            _asked.reset(before)

    @cached_property
    def routes(self) -> list[BaseRoute]:
        """Those of an app of its own: their gates may be asked without a request."""
        return create_app(web=self._web).routes


@cache
def _app() -> FastAPI:
    # Nobody is asked while it is built, also when it is built for the first request.
    return Context().run(create_app, web=cast("Web", _AnyWeb()))


class _Later:
    """What is found on ``path`` from the ``Web`` that is asked."""

    def __init__(self, *path: str) -> None:
        self._path = path

    def _found(self) -> Any:
        return reduce(getattr, self._path, _asked.get())

    def __getattr__(self, name: str) -> Any:
        if name.startswith("__"):
            raise AttributeError(name)
        return getattr(self._found(), name) if _asked.get(None) else _Later(*self._path, name)

    def __call__(self, *given: Any, **named: Any) -> Any:
        return self._found()(*given, **named)

    def __bool__(self) -> bool:
        return bool(self._found())


class _AnyHouse(House):
    """Also what ``replace`` makes another house of."""

    def __init__(self) -> None:
        pass

    def __getattribute__(self, name: str) -> Any:
        web = _asked.get(None)
        return getattr(web.house, name) if web else _Later("house", name)


class _AnyWeb(_Later):
    practice = None

    def __init__(self) -> None:
        super().__init__()
        self.house, self.gates, self.feed = _AnyHouse(), _AnyGates(), _AnyFeed()

    def room(self, prefix: str, guard: Guard) -> APIRouter:
        return Web.room(cast("Web", self), prefix, guard)


class _AnyGates(Gates):
    def __init__(self) -> None:
        self._house, self._pace = _AnyHouse(), cast("Pace", _Later("gates", "_pace"))


class _AnyFeed:
    """A feed draws in threads of its own, which do not know what was asked."""

    def stream(
        self, draw_id: str, kind: str, draw: Callable[[], dict[str, str]], at: Callable[[], str]
    ) -> StreamingResponse:
        web = _asked.get()

        def drawn() -> dict[str, str]:
            before = _asked.set(web)
            try:
                return draw()
            finally:
                _asked.reset(before)

        return web.feed.stream(draw_id, kind, drawn, at)
