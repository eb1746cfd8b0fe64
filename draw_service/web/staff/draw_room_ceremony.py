"""The ceremony in four pressed steps: 核对项目 → 封存名单 → 揭示份额并抽取 → 逐席通知 (Art. 4, 5, 8).

It never goes on by itself, and commitments stand on the page before any share (ui.md rules 4, 5).
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from fastapi import APIRouter, Request, Response

from audit.refusal import Refusal
from draw_service.rules.access import Role
from draw_service.rules.applications import PARTIES, Party
from draw_service.usecases.applications.waiting_change import waiting_change
from draw_service.usecases.calling.start_calling import start_calling
from draw_service.usecases.draws.enter_room import enter_room
from draw_service.usecases.draws.lock import lock
from draw_service.usecases.draws.order_seats import order_seats
from draw_service.usecases.draws.print_receipt import print_receipt, printed_receipt
from draw_service.usecases.draws.reveal_share import reveal_share
from draw_service.usecases.ports import House
from draw_service.usecases.room.admit_person import admit_person
from draw_service.usecases.room.entries import COMPANIES
from draw_service.usecases.room.forecast import forecast
from draw_service.usecases.room.look_at_session import look_at_session
from draw_service.usecases.room.note_camera import note_camera
from draw_service.web.forms import Form
from draw_service.web.gates import form_of, who_of
from draw_service.web.parts import Web, together
from draw_service.web.qr import qr_svg
from draw_service.web.session_words import specialties_of, stage_of
from draw_service.web.staff.draw_room_parts import HOME, DrawRoom, alarms_of, shown


def router(web: Web) -> APIRouter:
    """``/draw-room/DRAW`` and its steps. The lock asks for the operator's password or key again."""
    operator = web.room(HOME, web.gates.staff(Role.OPERATOR))
    fresh = web.room(HOME, web.gates.staff(Role.OPERATOR, fresh=True))
    _Ceremony(DrawRoom(web)).put_on(operator, fresh)
    return together(operator, fresh)


class _Ceremony:
    def __init__(self, room: DrawRoom) -> None:
        self._room = room
        self._web = room.web

    def put_on(self, operator: APIRouter, fresh: APIRouter) -> None:
        operator.add_api_route("/{draw_id}", self.now, methods=["GET"])
        operator.add_api_route("/{draw_id}/live", self.live, methods=["GET"])
        operator.add_api_route("/{draw_id}/enter", self.enter, methods=["POST"])
        operator.add_api_route("/{draw_id}/people", self.admit, methods=["POST"])
        operator.add_api_route("/{draw_id}/camera", self.camera, methods=["POST"])
        operator.add_api_route("/{draw_id}/check", self.check, methods=["GET"])
        fresh.add_api_route("/{draw_id}/lock", self.before_lock, methods=["GET"])
        fresh.add_api_route("/{draw_id}/lock", self.lock, methods=["POST"])
        operator.add_api_route("/{draw_id}/receipt", self.receipt, methods=["GET"])
        operator.add_api_route("/{draw_id}/receipt", self.print, methods=["POST"])
        operator.add_api_route("/{draw_id}/share", self.share, methods=["POST"])
        operator.add_api_route("/{draw_id}/order", self.order, methods=["POST"])
        operator.add_api_route("/{draw_id}/calling", self.calling, methods=["POST"])

    # --- looking ------------------------------------------------------------------------------------------

    def now(self, request: Request, draw_id: str) -> Response:
        return self._now(request, draw_id)

    def _now(self, request: Request, draw_id: str, refusal: Refusal | None = None) -> Response:
        form = form_of(request)
        view = self._room.view(draw_id)
        waiting = waiting_change(self._web.house, who_of(request), draw_id) is not None
        return self._room.page(
            request,
            "ceremony.html",
            draw_id,
            view,
            refusal=refusal,
            form=form,
            stage=stage_of(view),
            waiting=waiting,
        )

    def live(self, request: Request, draw_id: str) -> Response:
        web, lang = self._web, request.state.lang
        self._room.view(draw_id)
        parts = partial(live_parts, web, draw_id, lang)
        return web.feed.stream(draw_id, f"draw-room-{lang}", parts, web.clock)

    # --- step 1: 核对项目 -----------------------------------------------------------------------------------

    def enter(self, request: Request, draw_id: str) -> Response:
        def do(house: House, form: Form) -> str:
            party: Party = next((one for one in PARTIES if one == form.choice("party", PARTIES)), "center")
            own = party == "center"
            code = who_of(request).account if own else form.code(f"entry_{party}")
            name = form.text(f"name_{party}", longest=60)
            form.check()
            room = self._room.view(draw_id).room
            deposited = form.ticked(f"phone_{party}")
            enter_room(house, draw_id, room, party, code, phone_deposited=deposited, name=name)
            return self._room.at(draw_id, "?done=entered")

        return self._act(request, draw_id, do)

    def admit(self, request: Request, draw_id: str) -> Response:
        def do(house: House, form: Form) -> str:
            name, company = form.text("person", longest=60), form.choice("company", COMPANIES)
            place = form.number("place", least=1)
            form.check()
            deposited = form.ticked("deposited")
            admit_person(house, draw_id, name, company, phone_deposited=deposited, place=place)
            return self._room.at(draw_id)

        return self._act(request, draw_id, do)

    def camera(self, request: Request, draw_id: str) -> Response:
        def do(house: House, form: Form) -> str:
            camera = form.reference("camera", longest=64)
            form.check()
            note_camera(house, draw_id, camera)
            return self._room.at(draw_id)

        return self._act(request, draw_id, do)

    def check(self, request: Request, draw_id: str) -> Response:
        """核对项目: what will be drawn, and whether it can be."""
        return self._room.page(request, "check.html", draw_id, found=forecast(self._web.house, draw_id))

    # --- step 2: 封存名单 -----------------------------------------------------------------------------------

    def before_lock(self, request: Request, draw_id: str) -> Response:
        return self._before_lock(request, draw_id)

    def _before_lock(self, request: Request, draw_id: str, refusal: Refusal | None = None) -> Response:
        found = forecast(self._web.house, draw_id)
        return self._room.page(
            request,
            "lock.html",
            draw_id,
            found=found,
            refusal=refusal,
            form=form_of(request),
            waiting=waiting_change(self._web.house, who_of(request), draw_id) is not None,
        )

    def lock(self, request: Request, draw_id: str) -> Response:
        def do(house: House, form: Form) -> str:
            _ticked(form, "sure")
            lock(house, draw_id)
            return self._room.at(draw_id, "?done=locked")

        return self._room.act(request, draw_id, do, lambda r: self._before_lock(request, draw_id, r))

    def receipt(self, request: Request, draw_id: str) -> Response:
        """The lock receipt as it was printed last."""
        found = printed_receipt(self._web.house, draw_id)
        return self._room.page(request, "receipt.html", draw_id, found=found, qr=qr_svg(found.lock_hash))

    def print(self, request: Request, draw_id: str) -> Response:
        def do(house: House, _form: Form) -> str:
            print_receipt(house, draw_id)
            return self._room.at(draw_id, "/receipt")

        return self._act(request, draw_id, do)

    # --- step 3: 揭示份额并抽取 -----------------------------------------------------------------------------

    def share(self, request: Request, draw_id: str) -> Response:
        def do(house: House, form: Form) -> str:
            _ticked(form, "compared")
            party: Party = next((one for one in PARTIES if one == form.choice("party", PARTIES)), "center")
            code = "" if party == "center" else form.code("share")
            form.check()
            reveal_share(house, draw_id, party, code)
            return self._room.at(draw_id, "?done=share")

        return self._act(request, draw_id, do)

    def order(self, request: Request, draw_id: str) -> Response:
        def do(house: House, form: Form) -> str:
            _ticked(form, "compared")
            order_seats(house, draw_id)
            return self._room.at(draw_id, "?done=ordered")

        return self._act(request, draw_id, do)

    # --- step 4: 逐席通知 -----------------------------------------------------------------------------------

    def calling(self, request: Request, draw_id: str) -> Response:
        def do(house: House, form: Form) -> str:
            _ticked(form, "sure")
            start_calling(house, draw_id)
            return self._room.at(draw_id, "?done=calling")

        return self._act(request, draw_id, do)

    def _act(self, request: Request, draw_id: str, do: Callable[[House, Form], str]) -> Response:
        return self._room.act(request, draw_id, do, lambda r: self._now(request, draw_id, r))


def live_parts(web: Web, draw_id: str, lang: str) -> dict[str, str]:
    """What follows the draw on the operator's page."""
    view = look_at_session(web.house, draw_id)
    alarms = alarms_of(web, draw_id)
    specialties = specialties_of(web.house, view.application.strata, lang)
    status = web.pages.part(
        lang, "draw_room/_status.html", view=view, alarms=alarms, specialties=specialties, **shown()
    )
    return {"status": status, "stage": stage_of(view)}


def _ticked(form: Form, name: str) -> None:
    """Nothing irreversible by one tap or Enter (ui.md rule 5). Raises ``FormRefused``."""
    if not form.ticked(name):
        form.wrong(name, "请先核对并勾选", "Check it and tick this first")
    form.check()
