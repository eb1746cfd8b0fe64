"""``/admin``: everything at a glance; alarms and health; the rule pack to read."""

from __future__ import annotations

from fastapi import APIRouter, Request, Response

from draw_service.rules.access import Role
from draw_service.rules.articles import article_said
from draw_service.rules.codes import Word
from draw_service.rules.packs import Parameter
from draw_service.rules.refusals import NotFound
from draw_service.usecases.access.issue_key import list_keys
from draw_service.usecases.access.list_accounts import list_accounts
from draw_service.usecases.conduct.office import office_of
from draw_service.usecases.supervision.see_to_alarm import see_to_alarm
from draw_service.web.alarms import alarm_rows
from draw_service.web.gates import form_of, who_of
from draw_service.web.pages import go
from draw_service.web.parameter_words import parameter_name
from draw_service.web.parts import Web
from scoring.usecases.warn_calendar import warn_calendar

LEVELS = {
    "national": Word("国家", "national"),
    "province": Word("省", "province"),
    "city": Word("市", "city"),
}


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
            unconfirmed=len(pack.unconfirmed()),
            to_confirm=len(pack.to_confirm()),
        )

    def watch(request: Request) -> Response:
        return web.page(request, "admin/watch.html", alarms=alarm_rows(house), house=house, now=web.clock())

    def see_to(request: Request) -> Response:
        form = form_of(request)
        code, subject = form.code("code"), form.code("subject")
        try:
            see_to_alarm(house, who_of(request), code, subject)
        except NotFound:
            return go("/admin/watch?done=elsewhere")
        return go("/admin/watch?done=seen")

    def rules(request: Request) -> Response:
        pack, lang = house.pack(house.clock.now()), request.state.lang
        rows = [(one, _value(one, lang), article_said(one.article, lang)) for one in pack.parameters.values()]
        return web.page(
            request,
            "admin/rules.html",
            pack=pack.id,
            rows=rows,
            names={one.name: parameter_name(one.name) if lang == "zh" else "" for one, *_ in rows},
            levels=LEVELS,
            unconfirmed=len(pack.unconfirmed()),
            to_confirm=len(pack.to_confirm()),
        )

    room.add_api_route("", home, methods=["GET"])
    room.add_api_route("/watch", watch, methods=["GET"])
    room.add_api_route("/watch", see_to, methods=["POST"])
    room.add_api_route("/rules", rules, methods=["GET"])
    return room


def _value(one: Parameter, lang: str) -> str:
    """A value as people read it."""
    if isinstance(one.value, bool):
        return Word("是", "yes").say(lang) if one.value else Word("否", "no").say(lang)
    if isinstance(one.value, tuple):
        return ("、" if lang == "zh" else ", ").join(map(str, one.value)) or "–"
    return str(one.value)
