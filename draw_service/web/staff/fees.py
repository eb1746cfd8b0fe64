"""``/fees``: the center puts down who was there how long, and a second person confirms it (Art. 18)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from fastapi import APIRouter, Request, Response

from audit.refusal import Refusal
from draw_service.rules.access import Role
from draw_service.rules.fees import RULE_WORDS, UNIT_WORDS, Presence, yuan
from draw_service.rules.fees_dossier import ATTACHMENTS, GAP_WORDS
from draw_service.rules.fees_sheet import STATE_WORDS, FeeSheet
from draw_service.rules.papers import PAPERS
from draw_service.rules.refusals import MovedOn
from draw_service.usecases.fees.confirm_sheet import confirm_sheet, return_sheet
from draw_service.usecases.fees.dossier import check_dossier, take_dossier
from draw_service.usecases.fees.keep_scan import keep_scan
from draw_service.usecases.fees.look_at_sheets import list_sheets, look_at_sheet
from draw_service.usecases.fees.open_sheet import open_sheet
from draw_service.usecases.fees.write_presence import write_presence
from draw_service.web.forms import Form
from draw_service.web.gates import form_of, who_of
from draw_service.web.pages import go
from draw_service.web.parts import Web

TOLD = ("opened", "saved", "confirmed", "returned", "kept", "elsewhere")


def router(web: Web) -> APIRouter:
    room = web.room("/fees", web.gates.staff(Role.OPERATOR))
    pages = Sheets(web)
    room.add_api_route("", pages.list, methods=["GET"])
    room.add_api_route("/{draw_id}", pages.look, methods=["GET"])
    room.add_api_route("/{draw_id}/open", pages.open, methods=["POST"])
    room.add_api_route("/{draw_id}/presence", pages.save, methods=["POST"])
    room.add_api_route("/{draw_id}/confirm", pages.confirm, methods=["POST"])
    room.add_api_route("/{draw_id}/return", pages.give_back, methods=["POST"])
    room.add_api_route("/{draw_id}/scans", pages.keep, methods=["POST"])
    room.add_api_route("/{draw_id}/dossier", pages.dossier, methods=["POST"])
    return room


class Sheets:
    """The pages of the sheets. Handlers catch a refusal and show the page again with what was typed."""

    def __init__(self, web: Web) -> None:
        self._web, self._house = web, web.house

    def list(self, request: Request) -> Response:
        lines = list_sheets(self._house, who_of(request))
        return self._web.page(
            request,
            "fees/list.html",
            lines=lines,
            late=sum(one.overdue for one in lines),
            states=STATE_WORDS,
            yuan=yuan,
        )

    def look(self, request: Request, draw_id: str) -> Response:
        return self._page(request, draw_id)

    def open(self, request: Request, draw_id: str) -> Response:
        open_sheet(self._house, who_of(request), draw_id)
        return go(f"/fees/{draw_id}?told=opened")

    def save(self, request: Request, draw_id: str) -> Response:
        form, who = form_of(request), who_of(request)
        sheet, seen = look_at_sheet(self._house, who, draw_id).sheet, form.text("n", needed=False)
        try:
            if seen != sheet.version:
                raise MovedOn
            places, reason = read_places(form, sheet), form.text("reason", needed=False, longest=200)
            form.check()
            write_presence(self._house, who, draw_id, places, reason, seen)
        except MovedOn:
            return go(f"/fees/{draw_id}?told=elsewhere")
        except Refusal as refusal:
            return self._page(request, draw_id, refusal, form)
        return go(f"/fees/{draw_id}?told=saved")

    def confirm(self, request: Request, draw_id: str) -> Response:
        form = form_of(request)
        try:
            confirm_sheet(self._house, who_of(request), draw_id, form.text("n", needed=False))
        except MovedOn:
            return go(f"/fees/{draw_id}?told=elsewhere")
        except Refusal as refusal:
            return self._page(request, draw_id, refusal, form)
        return go(f"/fees/{draw_id}?told=confirmed")

    def give_back(self, request: Request, draw_id: str) -> Response:
        form = form_of(request)
        try:
            reason = form.text("why", longest=200)
            form.check()
            return_sheet(self._house, who_of(request), draw_id, reason)
        except Refusal as refusal:
            return self._page(request, draw_id, refusal, form)
        return go(f"/fees/{draw_id}?told=returned")

    def keep(self, request: Request, draw_id: str) -> Response:
        form = form_of(request)
        try:
            kind, data = form.choice("kind", ATTACHMENTS), form.file("file")
            if data is None:
                form.wrong("file", "请选择文件", "Choose a file")
            form.check()
            keep_scan(self._house, who_of(request), draw_id, kind, data or b"")
        except Refusal as refusal:
            return self._page(request, draw_id, refusal, form)
        return go(f"/fees/{draw_id}?told=kept")

    def dossier(self, request: Request, draw_id: str) -> Response:
        book = take_dossier(self._house, who_of(request), draw_id, request.state.lang)
        name = f'attachment; filename="{book.serial}.pdf"'
        return Response(book.pdf, media_type="application/pdf", headers={"content-disposition": name})

    def _page(
        self, request: Request, draw_id: str, refusal: Refusal | None = None, form: Form | None = None
    ) -> Response:
        seen = look_at_sheet(self._house, who_of(request), draw_id)
        told = request.query_params.get("told", "")
        data: dict[str, Any] = {
            "seen": seen,
            "sheet": seen.sheet,
            "n": seen.sheet.version,
            "state": STATE_WORDS[seen.sheet.state],
            "rules": RULE_WORDS,
            "units": UNIT_WORDS,
            "yuan": yuan,
            "parts": check_dossier(self._house, who_of(request), draw_id),
            "papers": PAPERS,
            "gaps": GAP_WORDS,
            "kinds": [(kind, PAPERS[kind].word.say(request.state.lang)) for kind in ATTACHMENTS],
            "told": told if told in TOLD and refusal is None else "",
        }
        return self._web.page(request, "fees/sheet.html", refusal=refusal, form=form, **data)


def read_places(form: Form, sheet: FeeSheet) -> Mapping[str, Presence]:
    """What was typed for each place; a place whose time of leaving is left blank stays open."""
    found = {}
    emergency = form.ticked("emergency")
    for pay in sheet.pays:
        place = pay.place
        arrived = form.moment(f"arrived_{place}")
        typed = replace(
            pay.presence,
            left_at=form.moment(f"left_{place}", needed=False),
            km=form.number(f"km_{place}", needed=False, most=5000),
            nights=form.number(f"nights_{place}", needed=False, most=30),
            emergency=emergency,
            cancelled=form.ticked(f"cancelled_{place}"),
            withheld=form.ticked(f"withheld_{place}"),
        )
        if arrived is not None and abs((arrived - pay.presence.arrived_at).total_seconds()) >= 60:
            typed = replace(typed, arrived_at=arrived)  # the page shows whole minutes
        found[place] = typed
    return found
