"""``/draw-room/DRAW/select``: three parties choose in a selective draw (Art. 4(2)).

They choose by the register's numbers from the regulator's consent paper. The page names nobody, offers no
list and tells nothing of a number before three parties have given their word: it cannot be used to ask who
is in the register or who must step back.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator

from fastapi import APIRouter, Request, Response

from audit.refusal import Refusal
from draw_service.rules.access import Role
from draw_service.rules.refusals import NeedsConsent
from draw_service.usecases.draws.look_at_selection import SelectionView, look_at_selection
from draw_service.usecases.draws.select_experts import select_experts
from draw_service.usecases.ports import House
from draw_service.web.forms import Form
from draw_service.web.gates import form_of
from draw_service.web.parts import Web
from draw_service.web.session_words import CONSENT_REASONS
from draw_service.web.staff.draw_room_parts import HOME, DrawRoom

MOST_PER_SEAT = 30
"""Numbers one seat takes, the first choice included."""


def router(web: Web) -> APIRouter:
    """The seats, the numbers, the three words."""
    operator, pages = web.room(HOME, web.gates.staff(Role.OPERATOR)), _Selection(DrawRoom(web))
    operator.add_api_route("/{draw_id}/select", pages.look, methods=["GET"])
    operator.add_api_route("/{draw_id}/select", pages.choose, methods=["POST"])
    return operator


class _Selection:
    def __init__(self, room: DrawRoom) -> None:
        self._room, self._house = room, room.web.house

    def look(self, request: Request, draw_id: str) -> Response:
        return self._shown(request, draw_id)

    def _shown(self, request: Request, draw_id: str, refusal: Refusal | None = None) -> Response:
        found = look_at_selection(self._house, draw_id)
        return self._room.page(
            request,
            "select.html",
            draw_id,
            refusal=refusal,
            form=form_of(request),
            found=found,
            asked=found.parties,
            consent_reasons=CONSENT_REASONS,
        )

    def choose(self, request: Request, draw_id: str) -> Response:
        def do(house: House, form: Form) -> str:
            found = look_at_selection(self._house, draw_id)
            if found.consent is None:
                raise NeedsConsent
            chosen = list(_chosen(form, found))
            if not form.ticked("sure"):
                form.wrong("sure", "请先核对并勾选", "Check it and tick this first")
            codes = self._room.codes(request, form, found.parties)
            select_experts(house, draw_id, chosen, found.consent.number, found.consent.reason, codes)
            return self._room.at(draw_id, "?done=selected")

        return self._room.act(request, draw_id, do, lambda refusal: self._shown(request, draw_id, refusal))


def _chosen(form: Form, found: SelectionView) -> Iterator[tuple[int, str]]:
    """(slot, number) of every seat, first choices before reserves. Notes what is missing or given twice."""
    by_seat: dict[int, list[str]] = {}
    seen: set[str] = set()
    for seat in found.seats:
        name = f"seat_{seat.slot}"
        said = unicodedata.normalize("NFKC", form.text(name, longest=1000)).upper()
        typed = [one for one in re.split(r"[\s,、;]+", said) if one]
        if len(typed) > MOST_PER_SEAT:
            form.wrong(name, f"最多 {MOST_PER_SEAT} 个编号", f"{MOST_PER_SEAT} numbers at most")
        if len(set(typed)) != len(typed) or seen & set(typed):
            form.wrong(name, "同一编号填了两次", "A number is given twice")
        seen |= set(typed)
        by_seat[seat.slot] = typed
    for place in range(max(map(len, by_seat.values()), default=0)):
        for slot, typed in by_seat.items():
            if place < len(typed):
                yield slot, typed[place]
