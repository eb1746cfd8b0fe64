"""``/admin``: everything at a glance; alarms and health."""

from __future__ import annotations

from fastapi import APIRouter, Request, Response

from draw_service.rules.access import Role
from draw_service.rules.refusals import NotFound
from draw_service.usecases.access.issue_key import list_keys
from draw_service.usecases.access.list_accounts import list_accounts
from draw_service.usecases.conduct.office import office_of
from draw_service.usecases.oversight.terminals import registered_rooms
from draw_service.usecases.supervision.see_to_alarm import see_to_alarm
from draw_service.web.alarms import alarm_rows
from draw_service.web.gates import form_of, who_of
from draw_service.web.pages import go
from draw_service.web.parts import Web
from scoring.usecases.warn_calendar import warn_calendar


def router(web: Web) -> APIRouter:
    room = web.room("/admin", web.gates.staff(Role.ADMINISTRATOR))
    house = web.house

    def home(request: Request) -> Response:
        who, pack = who_of(request), house.pack(house.clock.now())
        accounts = list_accounts(house, who)
        return web.page(
            request,
            "admin/home.html",
            accounts=len(accounts),
            alone=sum(not one.second_factor and not one.disabled for one in accounts),
            keys=sum(key.revoked_at is None for key in list_keys(house, who)),
            alarms=alarm_rows(house),
            warned=warn_calendar(office_of(house)),
            years=sorted(house.calendar().years),
            pack=pack.id,
            terminals=registered_rooms(house),
            unconfirmed=len(pack.unconfirmed()),
            to_confirm=len(pack.to_confirm()),
        )

    def watch(request: Request) -> Response:
        return web.page(
            request,
            "admin/watch.html",
            alarms=alarm_rows(house),
            house=house,
            now=web.clock(),
            terminals=registered_rooms(house),
        )

    def see_to(request: Request) -> Response:
        form = form_of(request)
        code, subject = form.code("code"), form.code("subject")
        try:
            see_to_alarm(house, who_of(request), code, subject)
        except NotFound:
            return go("/admin/watch?done=elsewhere")
        return go("/admin/watch?done=seen")

    room.add_api_route("", home, methods=["GET"])
    room.add_api_route("/watch", watch, methods=["GET"])
    room.add_api_route("/watch", see_to, methods=["POST"])
    return room
