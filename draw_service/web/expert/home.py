"""The first page: what the expert is asked now, what they have promised, what the year still wants."""

from __future__ import annotations

import re
from datetime import datetime

from fastapi import Request, Response

from audit.refusal import Refusal
from draw_service.rules.refusals import NotFound
from draw_service.usecases.conduct.office import parameters_of
from draw_service.usecases.expert.invitations import Offer, Promise, invitations
from draw_service.usecases.expert.own_file import own_file
from draw_service.web.parts import Web
from notifications.messages import worded

SAID = ("accepted", "declined", "cancelled")
"""What was just done, told once above the page."""
_NUMBER = re.compile("[0-9A-F]{8}")


def home(web: Web, request: Request, expert_id: str, refusal: Refusal | None = None) -> Response:
    now = web.house.clock.now()
    found = invitations(web.house, expert_id)
    try:
        own = own_file(web.house, expert_id)
    except NotFound:
        own = None
    lang = request.state.lang
    said, number = request.query_params.get("said", ""), request.query_params.get("number", "")
    return web.page(
        request,
        "expert/home.html",
        refusal=refusal,
        offers=[(one, spoken(one, lang, now), left(one.until, now)) for one in found.offers],
        promises=[(one, spoken(one, lang, now), left(one.due, now)) for one in found.promises],
        own=own,
        said=said if said in SAID and refusal is None else "",
        number=number if _NUMBER.fullmatch(number) else "",
        late_points=points_of(web, 1),
        stale_points=points_of(web, 4),
    )


def points_of(web: Web, item: int) -> int:
    """What an item of Art. 20 takes off by the rules of today."""
    return parameters_of(web.house.pack(web.house.clock.now())).points(item)


def spoken(one: Offer | Promise, lang: str, now: datetime) -> dict[str, str]:
    """Day, weekday, clock and length in the words of the call."""
    params = {"signin_at": one.signin_at.isoformat(), "minutes": str(one.minutes)}
    return worded(params, "voice", lang, now)


def left(until: datetime, now: datetime) -> int:
    """Whole minutes that are left, 0 when it is past."""
    return max(0, int((until - now).total_seconds()) // 60)
