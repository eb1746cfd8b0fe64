"""Who gets in where: every route and its door, decided on purpose. A new route fails until it has a line."""

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
from tests.web.conftest import START, Town

HALF = "password alone"
DOORS = {
    "anybody": """
        GET /static/{name}
        GET /
        GET /patterns
        GET /openapi.json
        GET /enter
        POST /enter
        GET /setup
        POST /setup
        POST /leave
        GET /drill
        GET /drill/comers
        POST /drill/enter
        POST /drill/expert
        POST /drill/clock
        GET /drill/enter
        GET /drill/expert
        GET /drill/clock
        GET /board/{draw_id}
        GET /board/{draw_id}/live
        GET /public
        GET /public/draws
        GET /public/draws/{draw_id}.edraw.json
        GET /public/policy.json
        GET /public/checkpoint.txt
        GET /public/verifier.html
        GET /public/log/leaves
        GET /public/conduct
        GET /witness
        POST /witness
        GET /expert
        POST /expert/code
        GET /expert/code
        POST /expert/enter
        GET /expert/enter
    """,
    "applications:read": """
        GET /api/v1/applications
        GET /api/v1/applications/{application_id}
        GET /api/v1/specialties
        GET /api/v1/applications/{application_id}/status
    """,
    "applications:write": """
        POST /api/v1/applications
        PUT /api/v1/applications/{application_id}/draft
        DELETE /api/v1/applications/{application_id}/draft
        PUT /api/v1/applications/{application_id}/bidders
        POST /api/v1/applications/{application_id}/filing
        POST /api/v1/applications/{application_id}/versions
        POST /api/v1/applications/{application_id}/slips
        POST /api/v1/applications/{application_id}/attempts
    """,
    "rosters:read": """
        GET /api/v1/draws/{draw_id}/roster
    """,
    "results:read": """
        GET /api/v1/draws/{draw_id}/result
        GET /api/v1/draws/{draw_id}/bundle
    """,
    "password alone": """
        GET /enter/second
        POST /enter/second
        GET /enter/again
        POST /enter/again
        GET /account
        GET /account/password
        POST /account/password
        GET /account/phone
        POST /account/phone
        GET /account/phone/scan
        POST /account/phone/scan
        GET /account/key
        POST /account/key
        GET /account/codes
        POST /account/codes
        POST /account/sessions/end
        POST /account/sessions/end-all
        POST /account/phone/drop
        POST /account/key/drop
    """,
    "administrator": """
        GET /admin
        GET /admin/watch
        POST /admin/watch
        GET /admin/rules
        GET /admin/accounts
        GET /admin/keys
        GET /admin/calendar
        POST /admin/calendar/check
        POST /admin/calendar
    """,
    "administrator fresh": """
        GET /admin/accounts/new
        POST /admin/accounts/new
        GET /admin/accounts/{account_id}
        POST /admin/accounts/{account_id}
        GET /admin/keys/new
        POST /admin/keys/new
        GET /admin/keys/{key_id}
        POST /admin/keys/{key_id}
    """,
    "tenderer agency": """
        GET /applications
        POST /applications
        GET /applications/{application_id}
        POST /applications/{application_id}/change
        GET /applications/{application_id}/bundles/{draw_id}
        GET /applications/{application_id}/draft
        GET /applications/{application_id}/draft/{step}
        POST /applications/{application_id}/draft/{step}
        GET /applications/{application_id}/check
        POST /applications/{application_id}/hand-over
        POST /applications/{application_id}/drop
        POST /applications/{application_id}/change/send
        GET /applications/{application_id}/send
        POST /applications/{application_id}/send
        GET /applications/{application_id}/slip
        POST /applications/{application_id}/slip
        GET /applications/{application_id}/half
        POST /applications/{application_id}/half
        GET /applications/{application_id}/bidders
        POST /applications/{application_id}/bidders
        GET /applications/{application_id}/letters
        POST /applications/{application_id}/letters
    """,
    "operator": """
        GET /draw-room
        POST /draw-room/queue
        POST /draw-room/unqueue
        GET /draw-room/{draw_id}/confirm
        POST /draw-room/{draw_id}/confirm
        GET /draw-room/{draw_id}/postpone
        POST /draw-room/{draw_id}/postpone
        GET /draw-room/{draw_id}/interest
        POST /draw-room/{draw_id}/interest
        GET /draw-room/{draw_id}/bidders
        POST /draw-room/{draw_id}/bidders
        GET /draw-room/{draw_id}/abort
        POST /draw-room/{draw_id}/abort
        GET /draw-room/{draw_id}/seal
        POST /draw-room/{draw_id}/seal
        GET /draw-room/{draw_id}/close
        POST /draw-room/{draw_id}/close
        GET /draw-room/{draw_id}/record.json
        GET /draw-room/{draw_id}/cards
        GET /draw-room/{draw_id}/cards/next
        POST /draw-room/{draw_id}/cards/next
        GET /draw-room/{draw_id}/cards/typed
        POST /draw-room/{draw_id}/cards/typed
        GET /draw-room/{draw_id}/cards/reprint
        POST /draw-room/{draw_id}/cards/reprint
        GET /draw-room/{draw_id}/cards/kit
        POST /draw-room/{draw_id}/cards/kit
        GET /draw-room/{draw_id}/cards/kit-typed
        POST /draw-room/{draw_id}/cards/kit-typed
        GET /draw-room/{draw_id}/cards/kit-destroyed
        POST /draw-room/{draw_id}/cards/kit-destroyed
        GET /draw-room/{draw_id}
        GET /draw-room/{draw_id}/live
        POST /draw-room/{draw_id}/enter
        POST /draw-room/{draw_id}/people
        POST /draw-room/{draw_id}/camera
        GET /draw-room/{draw_id}/check
        GET /draw-room/{draw_id}/receipt
        POST /draw-room/{draw_id}/receipt
        POST /draw-room/{draw_id}/share
        POST /draw-room/{draw_id}/order
        POST /draw-room/{draw_id}/calling
        POST /desk/{draw_id}/seat/{slot:int}/cause
        POST /desk/{draw_id}/seat/{slot:int}/withdraw
        POST /desk/{draw_id}/seat/{slot:int}/replace
        POST /desk/{draw_id}/seat/{slot:int}/void
        GET /desk/{draw_id}/leak
        POST /desk/{draw_id}/leak
        GET /unsealing
        GET /unsealing/{draw_id}
        POST /unsealing/{draw_id}/print
        POST /unsealing/{draw_id}/check
        POST /unsealing/{draw_id}/close
        POST /unsealing/{draw_id}/notice
    """,
    "operator fresh": """
        GET /draw-room/{draw_id}/lock
        POST /draw-room/{draw_id}/lock
        GET /unsealing/{draw_id}/open
        POST /unsealing/{draw_id}/open
        GET /unsealing/{draw_id}/rebuild
        POST /unsealing/{draw_id}/rebuild
        GET /unsealing/{draw_id}/reprint
        POST /unsealing/{draw_id}/reprint
        GET /unsealing/{draw_id}/hand-over
        POST /unsealing/{draw_id}/hand-over
    """,
    "operator desk": """
        GET /desk
        GET /desk/{draw_id}
        POST /desk/{draw_id}/sign-in
        GET /desk/{draw_id}/live
        GET /desk/{draw_id}/phone
        POST /desk/{draw_id}/phone
        GET /desk/{draw_id}/finger
        POST /desk/{draw_id}/finger
        POST /desk/{draw_id}/forget
        POST /desk/{draw_id}/lay
        GET /desk/{draw_id}/seat/{slot:int}
        POST /desk/{draw_id}/seat/{slot:int}/late
    """,
    "counter": """
        GET /counter
        POST /counter/slips
    """,
    "witness": """
        GET /witness/{draw_id}
        GET /witness/{draw_id}/live
        POST /witness/{draw_id}/share
    """,
    "operator tenderer agency regulator": """
        GET /conduct
        GET /conduct/new
        POST /conduct/new
        GET /conduct/{entry_id}
        GET /conduct/{entry_id}/files/{file_id}.{_kind}
        POST /conduct/{entry_id}/{act}
    """,
    "regulator": """
        GET /supervision/scores
        POST /supervision/scores
        GET /supervision/scores/runs/{run_id}.xlsx
        GET /supervision/scores/experts/{expert}
        POST /supervision/scores/experts/{expert}/{act}
        GET /supervision/scores/stops
        POST /supervision/scores/stops/{stop_id}/{act}
        GET /supervision/scores/orders
        POST /supervision/scores/orders/{order_id}
        GET /supervision/scores/history
        POST /supervision/scores/history
        POST /supervision/scores/history/{request_id}
        GET /supervision
        GET /supervision/{draw_id}
        GET /supervision/{draw_id}/witness
        POST /supervision/{draw_id}/witness
        GET /supervision/{draw_id}/consent
        POST /supervision/{draw_id}/consent
        GET /supervision/{draw_id}/letters/{letter}
        POST /supervision/{draw_id}/letters/{letter}
        GET /supervision/{draw_id}/evidence
        POST /supervision/{draw_id}/evidence/{what}
    """,
    "lead": """
        GET /lead
        GET /lead/{objection_id}
        GET /lead/{objection_id}/files/{file_id}.{_kind}
        POST /lead/{objection_id}/{act}
    """,
    "office": """
        GET /office
        GET /office/{run_id}
        POST /office/{run_id}
        POST /office/history/{request_id}
    """,
    "expert": """
        POST /expert/answer
        GET /expert/answer
        POST /expert/answer/confirm
        GET /expert/answer/confirm
        POST /expert/cannot
        GET /expert/cannot
        POST /expert/cannot/confirm
        GET /expert/cannot/confirm
        GET /expert/leave
        POST /expert/leave
        GET /expert/profile
        GET /expert/profile/change/{kind}
        POST /expert/profile/change/{kind}
        POST /expert/profile/unchanged
        GET /expert/profile/unchanged
        GET /expert/duties
        POST /expert/duties
        GET /expert/score
        POST /expert/score/{entry_id}
        GET /expert/score/{entry_id}/files/{file_id}.{_kind}
        POST /expert/score/years/{run_id}
        POST /expert/score/orders/{order_id}
        GET /expert/tickets
        GET /expert/tickets/{draw_id}
        GET /expert/tickets/{draw_id}/ticket.json
    """,
    "pool-keeper": """
        GET /pool
        GET /pool/proposals
        POST /pool/proposals/{proposal_id}
    """,
}
"""Who gets in -> method and path. ``fresh``: only right after proving it again. What an account may see
behind a door is decided by its organisation; a witness' draw and an expert's own records by who they are."""


def test_every_route_has_the_door_it_is_meant_to_have(town: Town) -> None:
    meant = {
        line.strip(): door for door, lines in DOORS.items() for line in lines.split("\n") if line.strip()
    }
    assert doors_of(town.house, town.app.routes) == meant


def test_pool_and_draw_are_never_behind_the_same_door() -> None:
    together = [door for door in DOORS if "pool-keeper" in door.split()]
    assert together == ["pool-keeper"]


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
