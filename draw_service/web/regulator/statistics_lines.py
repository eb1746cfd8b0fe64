"""``/supervision/statistics/draws``, ``/calls``, ``/experts``: what stands behind a number (Art. 23).

A name is shown by one act alone, which logs who looked and why (``pool.look_at_expert``).
"""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, Path, Query, Request, Response

from audit.refusal import Refusal
from draw_service.rules.access import Role
from draw_service.rules.codes import OUTCOME_WORDS
from draw_service.rules.people import ExpertRecord
from draw_service.rules.pool_looks import LOOKS
from draw_service.rules.refusals import NotFound
from draw_service.usecases.pool.look_at_expert import look_at_expert
from draw_service.usecases.ports.statistics import Wanted
from draw_service.usecases.statistics.look_at_lines import (
    Lines,
    look_at_calls,
    look_at_draws,
    look_at_experts,
)
from draw_service.web.forms import Form
from draw_service.web.gates import form_of, who_of
from draw_service.web.parts import Web
from draw_service.web.regulator.statistics import HOME
from draw_service.web.regulator.statistics_words import ENDS, GROUNDS, MODES, parties_said
from draw_service.web.words import say

ABOUT = ("complaint", "incident", "inspection", "conduct")
"""Reasons for a look that begins at a statistic."""
_LARGEST = 2**31 - 1
"""No column of a number here holds more."""
Number = Annotated[int, Query(ge=-1, le=_LARGEST)]


def router(web: Web) -> APIRouter:
    """The lists."""
    room = web.room(HOME, web.gates.staff(Role.REGULATOR))
    pages = StatisticsLines(web)
    room.add_api_route("/draws", pages.draws, methods=["GET"])
    room.add_api_route("/experts", pages.experts, methods=["GET"])
    room.add_api_route("/calls", pages.calls, methods=["GET"])
    room.add_api_route("/experts/{expert}", pages.expert, methods=["GET", "POST"])
    return room


class StatisticsLines:
    """The pages of lines."""

    def __init__(self, web: Web) -> None:
        self._web, self._house = web, web.house

    def draws(
        self,
        request: Request,
        year: int = 0,
        end: str = "",
        ground: str = "",
        by: str = "",
        revealed: Number = 0,
        tenderer: Number = 0,
        agency: Number = 0,
        low: Number = -1,
        high: Number = 0,
    ) -> Response:
        """``low``, ``high``: minutes from order to seats; ``high`` 0 for no end."""
        minutes = (low, high or None) if low >= 0 else None
        wanted = Wanted(
            year,
            tenderer=tenderer,
            agency=agency,
            end=end[:20],
            ground=ground[:64],
            by=by[:40],
            revealed=bool(revealed),
            minutes=minutes,
        )
        seen = look_at_draws(self._house, who_of(request), wanted)
        said = {joined: parties_said(joined) for joined in {by[:40], *(one.by for one in seen.endings)}}
        return self._page(
            request, "draws", seen, wanted, ends=ENDS, grounds=GROUNDS, modes=MODES, by=said, minutes=minutes
        )

    def experts(
        self, request: Request, year: int = 0, by: str = "drawn", low: Number = 1, high: Number = 0
    ) -> Response:
        """The experts of a bucket."""
        by = "services" if by == "services" else "drawn"
        seen = look_at_experts(self._house, who_of(request), year, by, low, high or None)
        return self._page(request, "experts", seen, Wanted(year), by=by, low=low, high=high)

    def calls(
        self,
        request: Request,
        year: int = 0,
        expert: Number = 0,
        tenderer: Number = 0,
        agency: Number = 0,
        bidder: Number = 0,
        handler: Number = 0,
        code: str = "",
        served: Number = 0,
    ) -> Response:
        """Calls that gave a seat."""
        wanted = Wanted(year, expert, tenderer, agency, bidder, handler, code=code[:20], served=bool(served))
        seen = look_at_calls(self._house, who_of(request), wanted)
        return self._page(request, "calls", seen, wanted, outcomes=OUTCOME_WORDS)

    def expert(
        self, request: Request, expert: Annotated[int, Path(ge=1, le=_LARGEST)], year: int = 0
    ) -> Response:
        """Who stands behind a register number: with a reason, and logged."""
        who, form, refused = who_of(request), form_of(request), None
        wanted = Wanted(year, expert)
        seen = look_at_calls(self._house, who, wanted)
        if not seen.seats:
            raise NotFound
        found: ExpertRecord | None = None
        if request.method == "POST":
            try:
                reason = form.choice("reason", ABOUT)
                form.check()
                found = look_at_expert(self._house, who, seen.named(expert), reason)
            except Refusal as refusal:
                refused = refusal
        return self._page(
            request,
            "expert",
            seen,
            wanted,
            form=form,
            refusal=refused,
            found=found,
            outcomes=OUTCOME_WORDS,
            reasons=[(slug, LOOKS[slug]) for slug in ABOUT],
            labels={"reason": say(request.state.lang, "查看理由")},
        )

    def _page(
        self,
        request: Request,
        name: str,
        seen: Lines,
        wanted: Wanted,
        form: Form | None = None,
        refusal: Refusal | None = None,
        **given: Any,
    ) -> Response:
        page = f"regulator/statistics/{name}.html"
        return self._web.page(request, page, form=form, refusal=refusal, seen=seen, wanted=wanted, **given)
