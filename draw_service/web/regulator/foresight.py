"""``/supervision/foresight``: how easily the panels still to be drawn could be guessed (Art. 4(1), 8(3))."""

from __future__ import annotations

from fastapi import APIRouter, Request, Response

from audit.refusal import Refusal
from draw_service.rules.access import Role
from draw_service.rules.refusals import NotFound
from draw_service.usecases.applications.list_specialties import list_specialties
from draw_service.usecases.supervision.foresee_open import foresee_one, foresee_open
from draw_service.web.forms import draw_number
from draw_service.web.gates import who_of
from draw_service.web.parts import Web
from draw_service.web.regulator.statistics_words import LEVELS, SIGNS


def router(web: Web) -> APIRouter:
    """The applications one regulator supervises that are sent and not yet locked."""
    room, house = web.room("/supervision/foresight", web.gates.staff(Role.REGULATOR)), web.house

    def show(request: Request, page: int = 1, draw: str = "") -> Response:
        """``draw``: that application alone, by its number."""
        who, wanted = who_of(request), draw_number(draw)[:64]
        refusal: Refusal | None = None
        try:
            found, more = (
                (foresee_one(house, who, wanted), False) if wanted else foresee_open(house, who, page)
            )
        except NotFound as not_there:
            refusal, found, more = not_there, [], False
        return web.page(
            request,
            "regulator/foresight.html",
            refusal=refusal,
            found=found,
            more=more,
            number=max(page, 1),
            wanted=wanted,
            names=list_specialties(house),
            levels=LEVELS,
            signs=SIGNS,
        )

    room.add_api_route("", show, methods=["GET"])
    return room
