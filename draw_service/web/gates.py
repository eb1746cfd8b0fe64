"""Who may enter: every route names its gate, a dependency that lets the request in or answers it.

A gate leaves what it found on ``request.state``: ``who`` (a ``Who``, None for a stranger), ``form`` (what was
submitted) and ``lang``. Handlers read them with ``who_of``, ``form_of`` and ``lang_of``.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from hmac import compare_digest
from typing import Any, TypeVar
from urllib.parse import urlsplit

from fastapi import Request
from fastapi.concurrency import run_in_threadpool
from fastapi.routing import iter_route_contexts
from python_multipart.multipart import parse_options_header
from starlette.routing import BaseRoute

from draw_service.rules.access import ApiCaller, Role, Who
from draw_service.rules.refusals import (
    KeyUnknown,
    NotFound,
    NotFresh,
    NotSignedIn,
    NotYourRoom,
    ScopeMissing,
    SecondFactorMissing,
    StrangeOrigin,
    Unreadable,
)
from draw_service.usecases.access.whose import whose
from draw_service.usecases.access.whose_key import whose_key
from draw_service.usecases.ports import House
from draw_service.web.cookies import lang_of, token_of
from draw_service.web.forms import Form
from draw_service.web.pace import Pace

Gate = TypeVar("Gate", bound=Callable[..., Any])
Guard = Callable[[Request], Awaitable[None]]
_GATES: set[Callable[..., Any]] = set()
_SAFE = frozenset(("GET", "HEAD", "OPTIONS"))
FIELDS = 1000


class Ungated(RuntimeError):
    """A route that anybody could enter."""


def gate(dependency: Gate) -> Gate:
    """Mark a dependency as a gate."""
    _GATES.add(dependency)
    return dependency


def require_gates(routes: Sequence[BaseRoute]) -> None:
    """Raises ``Ungated``, naming the paths, when a route stands open; also one that is no API route, whose
    dependencies nobody knows."""
    open_ = [str(one.path) for one in iter_route_contexts(routes) if not _GATES & set(_calls(one))]
    if open_:
        raise Ungated(", ".join(sorted(open_)))


def _calls(route: Any) -> list[Callable[..., Any]]:
    dependant = getattr(route, "dependant", None)
    return [one.call for one in dependant.dependencies] if dependant is not None else []


class Gates:
    """The gates of the pages and the API, on one house."""

    def __init__(self, house: House) -> None:
        self._house, self._pace = house, Pace(house.access.calls_per_minute)

    def public(self) -> Guard:
        """Anybody; who is signed in is known all the same."""

        @gate
        async def public(request: Request) -> None:
            await self._look(request)

        return public

    def half(self) -> Guard:
        """Whoever has given the password; the second factor may be missing."""

        @gate
        async def half(request: Request) -> None:
            if await self._look(request) is None:
                raise NotSignedIn

        return half

    def staff(self, *roles: Role, fresh: bool = False) -> Guard:
        """An account with one of ``roles`` (any account when none is named). ``fresh``: who has just proved
        it again."""

        @gate
        async def staff(request: Request) -> None:
            who = await self._look(request)
            if who is None:
                raise NotSignedIn
            if not who.account or (roles and not who.roles & set(roles)):
                raise NotYourRoom
            if not who.full:
                raise SecondFactorMissing
            if fresh and self._house.clock.now() >= who.fresh_until:
                raise NotFresh

        return staff

    def expert(self) -> Guard:
        """An expert, by one-time code."""

        @gate
        async def expert(request: Request) -> None:
            who = await self._look(request)
            if who is None:
                raise NotSignedIn
            if not who.expert:
                raise NotYourRoom

        return expert

    def witness(self) -> Guard:
        """A witness of one draw, by entry code; the handler compares the draw."""

        @gate
        async def witness(request: Request) -> None:
            who = await self._look(request)
            if who is None:
                raise NotSignedIn
            if not who.draw:
                raise NotYourRoom

        return witness

    def caller(self, scope: str) -> Guard:
        """A program with an API key of that scope, as ``Authorization: Bearer …``, at its pace."""

        @gate
        async def caller(request: Request) -> None:
            request.state.lang = lang_of(request)
            _readable(request)
            kind, _, secret = request.headers.get("authorization", "").partition(" ")
            if kind.lower() != "bearer" or not secret:
                raise KeyUnknown
            try:
                found = await run_in_threadpool(whose_key, self._house, secret.strip())
            except NotSignedIn:
                raise KeyUnknown from None
            self._pace.take(found.id, self._house.clock.now())
            if scope not in found.scopes:
                raise ScopeMissing
            request.state.caller = found

        return caller

    async def _look(self, request: Request) -> Who | None:
        request.state.lang, request.state.who, request.state.form = lang_of(request), None, Form()
        _readable(request)
        token = token_of(request)
        if token:
            try:
                request.state.who = await run_in_threadpool(whose, self._house, token, address_of(request))
            except NotSignedIn:
                request.state.who = None
        if request.method not in _SAFE:
            _same_origin(request)
            _in_utf8(request)
            request.state.form = Form(await request.form(max_fields=FIELDS, max_files=20))
            if any("\0" in value for value in request.state.form.typed.values()):
                raise Unreadable
            _same_session(request)
        who: Who | None = request.state.who
        return who


def _readable(request: Request) -> None:
    """No identifier holds a NUL, and PostgreSQL does not even compare one."""
    if "\0" in request.scope["path"]:
        raise NotFound
    if b"%00" in request.scope["query_string"]:
        raise Unreadable


def _same_origin(request: Request) -> None:
    """Browsers say where a form comes from; a program that says nothing holds no cookie of anybody's."""
    origin, host = request.headers.get("origin", ""), request.headers.get("host", "")
    site = request.headers.get("sec-fetch-site", "")
    try:
        strange = bool(origin) and urlsplit(origin).netloc != host
    except ValueError:
        strange = True
    if strange or site not in ("", "same-origin", "none"):
        raise StrangeOrigin


def _in_utf8(request: Request) -> None:
    """Pages are UTF-8, and so is every form sent from one; other names of codecs reach Python's own."""
    _kind, options = parse_options_header(request.headers.get("content-type", ""))
    if options.get(b"charset", b"utf-8").lower() not in (b"utf-8", b"utf8"):
        raise Unreadable


def _same_session(request: Request) -> None:
    who: Who | None = request.state.who
    if who is not None:
        sent = request.headers.get("x-csrf", "") or request.state.form.typed.get("csrf", "")
        if not compare_digest(sent.encode(), who.csrf.encode()):
            raise StrangeOrigin


def who_of(request: Request) -> Who:
    """Whom the gate let in. Raises ``NotSignedIn`` for a stranger."""
    who: Who | None = request.state.who
    if who is None:
        raise NotSignedIn
    return who


def form_of(request: Request) -> Form:
    """What was submitted."""
    form: Form = request.state.form
    return form


def caller_of(request: Request) -> ApiCaller:
    """The program the gate let in."""
    caller: ApiCaller = request.state.caller
    return caller


def address_of(request: Request) -> str:
    """Where the request came from; a proxy on this machine is believed (uvicorn's proxy headers)."""
    return request.client.host if request.client else ""
