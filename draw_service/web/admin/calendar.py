"""``/admin/calendar``: the years of the working-day calendar, and the yearly notice pasted into it."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from fastapi import APIRouter, Request, Response

from audit.refusal import Refusal
from draw_service.rules.access import Role
from draw_service.usecases.conduct.office import office_of
from draw_service.web.forms import Form
from draw_service.web.gates import form_of, who_of
from draw_service.web.pages import go
from draw_service.web.parts import Web
from scoring.rules.holiday_notice import read_notice
from scoring.rules.people import Person
from scoring.rules.working_days import Year
from scoring.usecases.load_calendar import load_calendar
from scoring.usecases.warn_calendar import warn_calendar

HOME = "/admin/calendar"
_DAYS = (("一", "二", "三", "四", "五", "六", "日"), ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"))


def router(web: Web) -> APIRouter:
    room = web.room(HOME, web.gates.staff(Role.ADMINISTRATOR))
    house = web.house

    def shown(request: Request, refusal: Refusal | None = None) -> Response:
        years = house.calendar().years
        return web.page(
            request,
            "admin/calendar.html",
            refusal=refusal,
            form=form_of(request),
            years=[years[year] for year in sorted(years)][-4:],
            first=min(years, default=None),
            warned=warn_calendar(office_of(house)),
            following=max(years, default=house.clock.now().year) + 1,
        )

    def show(request: Request) -> Response:
        return shown(request)

    def check(request: Request) -> Response:
        form = form_of(request)
        try:
            year = _read(form)
            house.calendar().with_year(year)
        except Refusal as refusal:
            return shown(request, refusal)
        lang = request.state.lang
        return web.page(
            request,
            "admin/calendar_check.html",
            form=form,
            year=year,
            holidays=_said(year.holidays, lang),
            workdays=_said(year.workdays, lang),
            known=year.year in house.calendar().years,
        )

    def load(request: Request) -> Response:
        try:
            year = _read(form_of(request))
            load_calendar(office_of(house), year, Person(who_of(request).account, "center"))
        except Refusal as refusal:
            return shown(request, refusal)
        house.sequence()
        return go(f"{HOME}?done={year.year}")

    room.add_api_route("", show, methods=["GET"])
    room.add_api_route("/check", check, methods=["POST"])
    room.add_api_route("", load, methods=["POST"])
    return room


def _read(form: Form) -> Year:
    """Raises ``FormRefused``, ``CalendarRowsWrong``."""
    year = form.number("year", least=2020, most=2100)
    kind = form.choice("kind", ("official", "provisional"))
    lines = form.lines("text")
    form.check()
    return read_notice("\n".join(lines), year, provisional=kind == "provisional")


def _said(days: Iterable[date], lang: str) -> list[str]:
    """Days with their weekdays, so that a slip of the pen is seen."""
    names = _DAYS[lang == "en"]
    mark = "周{}" if lang == "zh" else "{}"
    return [f"{day.isoformat()} {mark.format(names[day.weekday()])}" for day in sorted(days)]
