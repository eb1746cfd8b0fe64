"""``/drill``: the newcomer's desk. It is there in a drill alone."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Protocol

from fastapi import APIRouter, Request, Response

from audit.refusal import Refusal
from draw_service.rules.access import ROLE_WORDS, Role
from draw_service.rules.people import Company
from draw_service.rules.refusals import FormRefused, NotFound
from draw_service.usecases.access.enter_practice import enter_practice, enter_practice_expert
from draw_service.usecases.ports import Clock
from draw_service.web.cookies import keep
from draw_service.web.forms import SHANGHAI
from draw_service.web.gates import address_of, form_of
from draw_service.web.pages import asked_place, go
from draw_service.web.parts import Web
from draw_service.web.rooms import ROOMS

JUMPS = {"minutes": timedelta(minutes=10), "hour": timedelta(hours=1)}
MORNING, SIGN_IN = 8, 10
"""Hours of the day that a newcomer may jump to."""


class MovableClock(Clock, Protocol):
    def jump(self, to: datetime) -> None: ...

    def pass_until(self, to: datetime) -> None: ...


def router(web: Web) -> APIRouter:
    room = web.room("/drill", web.gates.public())
    practice = web.practice

    def require() -> None:
        if practice is None:
            raise NotFound

    def show(request: Request) -> Response:
        return shown(request)

    def shown(request: Request, refusal: Refusal | None = None) -> Response:
        require()
        doors = {role: next((one.path for one in ROOMS if role in one.roles), "/") for role in Role}
        return web.page(
            request,
            "drill/desk.html",
            roles=ROLE_WORDS,
            doors=doors,
            slips=practice.slips(),
            now=web.clock(),
            most=len(practice.city.records),
            choices=practice.to_choose(web.house),
            refusal=refusal,
            form=form_of(request),
            next=asked_place(request),
        )

    def enter(request: Request) -> Response:
        require()
        form = form_of(request)
        role = Role(form.choice("role", list(Role)) or Role.OPERATOR)
        cast = practice.city.cast
        firm = {
            Role.TENDERER: cast.tenderer,
            Role.AGENCY: cast.agency,
            Role.REGULATOR: Company(cast.authority, cast.authority_code),
        }
        of = firm.get(role, Company(""))
        token = enter_practice(web.house, role, of.code, of.name, address_of(request))
        first = next((one.path for one in ROOMS if role in one.roles), "/")
        answer = go(asked_place(request) or first)
        keep(answer, token)
        return answer

    def enter_expert(request: Request) -> Response:
        require()
        form = form_of(request)
        number = form.number("number", least=1)
        try:
            form.check()
            token = enter_practice_expert(web.house, f"E{number:06}", address_of(request))
        except FormRefused as refusal:
            return shown(request, refusal)
        except NotFound:
            most = len(practice.city.records)
            zh, en = f"演练城市的专家编到 {most}，请填较小的数", f"The practice city has experts up to {most}"
            form.wrong("number", zh, en)
            return shown(request, FormRefused(total=1))
        answer = go("/expert")
        keep(answer, token)
        return answer

    def move(request: Request) -> Response:
        require()
        to = form_of(request).choice("to", [*JUMPS, "morning", "sign-in"])
        clock: MovableClock = practice.clock
        now = clock.now()
        if to in JUMPS:
            clock.pass_until(now + JUMPS[to])
        else:
            clock.jump(_next(now, MORNING if to == "morning" else SIGN_IN))
        return go("/drill")

    def back() -> Response:
        """A refused form read again, as by its link to the other language."""
        require()
        return go("/drill")

    room.add_api_route("", show, methods=["GET"])

    def comers(request: Request) -> Response:
        require()
        return web.page(request, "drill/comers.html", comers=practice.comers(web.house))

    room.add_api_route("/comers", comers, methods=["GET"])
    room.add_api_route("/enter", enter, methods=["POST"])
    room.add_api_route("/expert", enter_expert, methods=["POST"])
    room.add_api_route("/clock", move, methods=["POST"])
    for place in ("/enter", "/expert", "/clock"):
        room.add_api_route(place, back, methods=["GET"])
    return room


def _next(now: datetime, hour: int) -> datetime:
    """The next time it is ``hour`` o'clock at the center."""
    local = now.astimezone(SHANGHAI)
    at = local.replace(hour=hour, minute=0, second=0, microsecond=0)
    return at if at > local else at + timedelta(days=1)
