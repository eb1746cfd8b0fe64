"""Who gets in where, found out by trying everybody at every gate."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta
from hashlib import sha256
from typing import Any

from fastapi import Request
from fastapi.routing import iter_route_contexts
from starlette.routing import BaseRoute

from audit.refusal import Refusal
from draw_service.rules.access import Role, Scope, Who
from draw_service.usecases.ports import ApiKey, House
from draw_service.web import gates
from draw_service.web.gates import Gates
from tests.web.conftest import START

HALF = "password alone"


def doors_of(house: House, routes: Sequence[BaseRoute]) -> dict[str, str]:
    """Method and path -> who gets in, by trying everybody at each gate."""
    people = _people(house)
    found: dict[str, str] = {}
    for route in iter_route_contexts(routes):
        calls = [one.call for one in route.dependant.dependencies if one.call in gates._GATES]  # type: ignore[union-attr]
        door = _door(house, calls, people)
        for method in sorted(route.methods or ()):
            found[f"{method} {route.path}"] = door
    return found


def _people(house: House) -> dict[str, Who | None]:
    now = house.clock.now()
    nobody = Who("s", "", "", frozenset(), "", "", True, now + timedelta(hours=1), "")
    roles = {str(role): replace(nobody, account="A", roles=frozenset((role,))) for role in Role}
    return {
        "nobody": None,
        HALF: replace(nobody, account="A", roles=frozenset(Role), full=False),
        "expert": replace(nobody, expert="E000001"),
        "witness": replace(nobody, draw="D", party="tenderer"),
        **roles,
    }


def _door(house: House, calls: Sequence[Any], people: dict[str, Who | None]) -> str:
    scopes = [scope for scope in Scope if _key_opens(house, calls, scope)]
    if scopes:
        return " ".join(scopes)
    inside = [name for name, who in people.items() if _opens(calls, who)]
    stale = [name for name, who in people.items() if _opens(calls, who, stale=house.clock.now())]
    if "nobody" in inside:
        return "anybody"
    if HALF in inside:
        return HALF
    return " ".join(inside) if inside == stale else " ".join([*inside, "fresh"])


def _opens(calls: Sequence[Any], who: Who | None, stale: Any = None) -> bool:
    seen = replace(who, fresh_until=stale) if who is not None and stale is not None else who

    async def look(_self: Gates, request: Request) -> Who | None:
        request.state.who = seen
        return seen

    real, Gates._look = Gates._look, look  # type: ignore[method-assign]
    try:
        return _through(calls, [])
    finally:
        Gates._look = real  # type: ignore[method-assign]


def _key_opens(house: House, calls: Sequence[Any], scope: Scope) -> bool:
    if not any("caller" in call.__qualname__ for call in calls):
        return False
    hashed = sha256(scope.encode()).hexdigest()
    with house.books() as books:
        if books.access.api_key(hashed) is None:
            books.access.put_api_key(ApiKey(scope, "p", frozenset((scope,)), "", hashed, START))
            books.commit()
    return _through(calls, [(b"authorization", f"Bearer {scope}".encode())])


def _through(calls: Sequence[Any], headers: list[tuple[bytes, bytes]]) -> bool:
    scope = {"type": "http", "method": "GET", "path": "/", "query_string": b"", "headers": headers}
    request = Request(scope)
    try:
        for call in calls:
            asyncio.run(call(request))
    except Refusal:
        return False
    return True
