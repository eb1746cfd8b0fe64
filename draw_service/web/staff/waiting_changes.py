"""``/draw-room/DRAW/change``: three parties confirm what the tenderer sent of a change (Art. 8(2)).

Whom the application can draw changes only in front of all three: the page shows what stands and what would
stand, each party gives its word, and nothing is typed here that was not sent.
"""

from __future__ import annotations

from typing import Any, cast, get_args

from fastapi import APIRouter, Request, Response

from audit.refusal import Refusal
from draw_service.rules.access import Role
from draw_service.rules.applications import PARTIES, Application
from draw_service.usecases.applications.change_application import Option
from draw_service.usecases.applications.list_specialties import list_specialties
from draw_service.usecases.applications.waiting_change import (
    WaitingChange,
    confirm_waiting_change,
    send_back_change,
    waiting_change,
)
from draw_service.usecases.ports import House
from draw_service.usecases.room.forecast import forecast
from draw_service.web.application_changes import OPTIONS, REASONS, lines_of
from draw_service.web.application_form import form_from, read
from draw_service.web.forms import Form
from draw_service.web.gates import form_of, who_of
from draw_service.web.parts import Web
from draw_service.web.staff.draw_room_parts import HOME, DrawRoom
from draw_service.web.words import say


def router(web: Web) -> APIRouter:
    """The change that waits, the three words, and the way back."""
    operator, pages = web.room(HOME, web.gates.staff(Role.OPERATOR)), _Change(DrawRoom(web))
    operator.add_api_route("/{draw_id}/change", pages.look, methods=["GET"])
    operator.add_api_route("/{draw_id}/change", pages.confirm, methods=["POST"])
    operator.add_api_route("/{draw_id}/change/back", pages.send_back, methods=["POST"])
    return operator


class _Change:
    def __init__(self, room: DrawRoom) -> None:
        self._room, self._house = room, room.web.house

    def look(self, request: Request, draw_id: str) -> Response:
        return self._shown(request, draw_id)

    def _shown(self, request: Request, draw_id: str, refusal: Refusal | None = None) -> Response:
        form, found = form_of(request), waiting_change(self._house, who_of(request), draw_id)
        more = self._what(request, draw_id, found) if found is not None else {}
        return self._room.page(
            request,
            "change.html",
            draw_id,
            refusal=refusal,
            form=form,
            found=found,
            asked=PARTIES,
            **more,
        )

    def _what(self, request: Request, draw_id: str, found: WaitingChange) -> dict[str, Any]:
        """What would stand, what differs, and whether the seats could then be filled."""
        lang, names = request.state.lang, list_specialties(self._house)
        changed = self._changed(found)
        short = forecast(self._house, draw_id)
        ways = [one for one in get_args(Option) if one in short.options]
        return {
            "lines": lines_of(found.stands, changed, names, lang),
            "after": forecast(self._house, draw_id, changed),
            "reason": say(lang, REASONS.get(found.reason, found.reason)),
            "ways": [(one, say(lang, OPTIONS[one])) for one in ways],
        }

    def _changed(self, found: WaitingChange) -> Application:
        form = form_from(found.draft.typed)
        changed = read(form, found.draft, list_specialties(self._house))
        form.check()
        return changed

    def confirm(self, request: Request, draw_id: str) -> Response:
        def do(house: House, form: Form) -> str:
            who, n = who_of(request), form.number("draft")
            way = form.choice("option", ("", *get_args(Option)), needed=False)
            option = cast("Option", way) if way else None
            codes = self._room.codes(request, form)
            found = waiting_change(self._house, who, draw_id)
            if found is None:
                return self._room.at(draw_id, "?moved=1")
            changed = self._changed(found)
            confirm_waiting_change(house, who, draw_id, changed, codes, n=n, option=option)
            return self._room.at(draw_id, "?done=changed")

        return self._room.act(request, draw_id, do, lambda refusal: self._shown(request, draw_id, refusal))

    def send_back(self, request: Request, draw_id: str) -> Response:
        def do(house: House, form: Form) -> str:
            if not form.ticked("sure"):
                form.wrong("sure", "请先核对并勾选", "Check it and tick this first")
            form.check()
            send_back_change(house, who_of(request), draw_id, n=form.number("draft"))
            return self._room.at(draw_id, "?done=sent-back")

        return self._room.act(request, draw_id, do, lambda refusal: self._shown(request, draw_id, refusal))
