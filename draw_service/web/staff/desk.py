"""``/desk``: signing in (Art. 8(4)). It hears "yes, seat n" or "no"; no list exists here before unsealing."""

from __future__ import annotations

from functools import partial
from typing import Any

from fastapi import APIRouter, Request, Response

from audit.refusal import Refusal
from draw_service.devices.fingerprint import SimulatedFingerprints
from draw_service.rules.access import Role
from draw_service.rules.refusals import NotFound
from draw_service.usecases.arrival.fingerprints import enrol_finger, sign_in_by_finger, withdraw_finger
from draw_service.usecases.arrival.list_days import days_at_desk
from draw_service.usecases.arrival.look_at_desk import look_at_desk
from draw_service.usecases.arrival.read_card import read_card
from draw_service.usecases.arrival.sign_in import sign_in
from draw_service.usecases.conduct.report_phone_kept import report_phone_kept
from draw_service.web.forms import Form
from draw_service.web.gates import address_of, form_of, who_of
from draw_service.web.pages import go
from draw_service.web.parts import Web
from draw_service.web.staff.desk_parts import KINDS, STATES, desk_words

HOME = "/desk"
_ANSWERS = ("noted", "enrolled", "forgotten")


class Desk:
    """The desk's pages of one house."""

    def __init__(self, web: Web) -> None:
        self._web, self._house = web, web.house

    def days(self, request: Request) -> Response:
        return self._web.page(request, "desk/days.html", days=days_at_desk(self._house))

    def look(self, request: Request, draw_id: str) -> Response:
        return self._page(request, draw_id)

    def sign_in(self, request: Request, draw_id: str) -> Response:
        form, house, desk = form_of(request), self._house, address_of(request)
        phone, by = form.ticked("phone"), form.text("by", needed=False)
        try:
            if by == "finger":
                slot = sign_in_by_finger(house, draw_id, desk, phone_deposited=phone)
            else:
                card = read_card(house, desk) if by == "reader" else form.code("card", longest=60)
                code = form.code("code", needed=False, longest=12)
                form.check()
                slot = sign_in(house, draw_id, card, phone_deposited=phone, code=code)
        except Refusal as refusal:
            return self._page(request, draw_id, refusal, form)
        return go(f"{HOME}/{draw_id}?" + (f"seat={slot}" if slot is not None else "said=no"))

    def live(self, request: Request, draw_id: str) -> Response:
        lang: str = request.state.lang
        return self._web.feed.stream(
            draw_id, f"desk-{lang}", partial(self._parts, lang, draw_id), self._web.clock
        )

    def phone(self, request: Request, draw_id: str) -> Response:
        form = form_of(request)
        if request.method == "POST":
            card = form.code("card", longest=60)
            try:
                form.check()
                report_phone_kept(self._house, draw_id, card, who_of(request).account)
                return go(f"{HOME}/{draw_id}?said=noted")
            except Refusal as refusal:
                return self._sheet(request, "desk/phone.html", draw_id, refusal, form)
        return self._sheet(request, "desk/phone.html", draw_id)

    def finger(self, request: Request, draw_id: str) -> Response:
        self._device()
        form = form_of(request)
        if request.method == "POST":
            card, desk = form.code("card", longest=60), address_of(request)
            try:
                form.check()
                slot = enrol_finger(self._house, draw_id, card, desk, consent=form.ticked("consent"))
            except Refusal as refusal:
                return self._sheet(request, "desk/finger.html", draw_id, refusal, form)
            return go(f"{HOME}/{draw_id}?said=" + ("no" if slot is None else "enrolled"))
        return self._sheet(request, "desk/finger.html", draw_id)

    def forget(self, request: Request, draw_id: str) -> Response:
        form = form_of(request)
        card = form.code("forget", longest=60)
        try:
            form.check()
            withdraw_finger(self._house, card)
        except Refusal as refusal:
            return self._sheet(request, "desk/finger.html", draw_id, refusal, form)
        return go(f"{HOME}/{draw_id}?said=forgotten")

    def lay(self, request: Request, draw_id: str) -> Response:
        """In a drill: put a finger on the simulated device."""
        device = self._device()
        if not isinstance(device, SimulatedFingerprints):
            raise NotFound
        device.lay(address_of(request), form_of(request).text("finger", needed=False, longest=40))
        return go(f"{HOME}/{draw_id}/finger")

    def _device(self) -> object:
        if self._house.fingerprints is None:
            raise NotFound
        return self._house.fingerprints

    def _parts(self, lang: str, draw_id: str) -> dict[str, str]:
        view = look_at_desk(self._house, draw_id)
        said = self._web.pages.part(lang, "desk/_seats.html", view=view, states=STATES, kinds=KINDS)
        return {"seats": said}

    def _sheet(
        self,
        request: Request,
        template: str,
        draw_id: str,
        refusal: Refusal | None = None,
        form: Form | None = None,
    ) -> Response:
        view = look_at_desk(self._house, draw_id)
        return self._web.page(request, template, refusal=refusal, form=form, view=view)

    def _page(
        self, request: Request, draw_id: str, refusal: Refusal | None = None, form: Form | None = None
    ) -> Response:
        view = look_at_desk(self._house, draw_id)
        said: dict[str, Any] = {"answer": "", "slot": 0}
        seat = request.query_params.get("seat", "")
        # The address only points: that the seat is taken stands in the log.
        if any(str(one.slot) == seat and one.state == "arrived" for one in view.seats):
            said = {"answer": "yes", "slot": int(seat)}
        elif request.query_params.get("said") in ("no", *_ANSWERS):
            said["answer"] = request.query_params["said"]
        return self._web.page(
            request,
            "desk/desk.html",
            refusal=refusal,
            form=form,
            view=view,
            now=self._web.clock(),
            reader=self._house.id_reader is not None,
            finger=self._house.fingerprints is not None,
            **said,
            **desk_words(request),
        )


def router(web: Web) -> APIRouter:
    """The desk: its own account, or an operator's."""
    room = web.room(HOME, web.gates.staff(Role.DESK, Role.OPERATOR))
    desk, one = Desk(web), "/{draw_id}"
    room.add_api_route("", desk.days, methods=["GET"])
    room.add_api_route(one, desk.look, methods=["GET"])
    room.add_api_route(one + "/sign-in", desk.sign_in, methods=["POST"])
    room.add_api_route(one + "/live", desk.live, methods=["GET"])
    room.add_api_route(one + "/phone", desk.phone, methods=["GET", "POST"])
    room.add_api_route(one + "/finger", desk.finger, methods=["GET", "POST"])
    room.add_api_route(one + "/forget", desk.forget, methods=["POST"])
    room.add_api_route(one + "/lay", desk.lay, methods=["POST"])
    return room
