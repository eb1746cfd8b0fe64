"""``/terminals``: the draw rooms, and the four conditions each meets (Art. 7)."""

from __future__ import annotations

from fastapi import APIRouter, Request, Response

from audit.refusal import Refusal
from draw_service.rules.terminals import CHECKLIST_WORDS, CONDITIONS, Condition
from draw_service.usecases.oversight.terminals import (
    CHECKERS,
    CONFIRMERS,
    LONGEST,
    check_terminal,
    confirm_checklist,
    look_at_terminals,
    return_checklist,
)
from draw_service.web.forms import Form
from draw_service.web.gates import form_of, who_of
from draw_service.web.pages import go
from draw_service.web.parts import Web, together
from draw_service.web.words import say

HOME = "/terminals"
TOLD = ("checked", "confirmed", "returned")
KINDS = {"checked": "warm", "confirmed": "good", "returned": "bad"}
LABELS = {"room": "抽取室名称", "place": "所在地点"}


def router(web: Web) -> APIRouter:
    pages = Terminals(web)
    confirming = web.room(HOME, web.gates.staff(*CONFIRMERS, fresh=True))
    confirming.add_api_route("/{id}/confirm", pages.confirm, methods=["POST"])
    reading = web.room(HOME, web.gates.staff(*CONFIRMERS))
    reading.add_api_route("", pages.home, methods=["GET"])
    reading.add_api_route("/{id}/return", pages.send_back, methods=["POST"])
    checking = web.room(HOME, web.gates.staff(*CHECKERS))
    checking.add_api_route("", pages.check, methods=["POST"])
    return together(confirming, reading, checking)


class Terminals:
    """The register of draw rooms."""

    def __init__(self, web: Web) -> None:
        self._web, self._house = web, web.house

    def home(self, request: Request) -> Response:
        return self._home(request)

    def check(self, request: Request) -> Response:
        form = form_of(request)
        try:
            room, place = form.reference("room", longest=32), form.text("place", longest=100)
            notes: dict[Condition, str] = {}
            for one in CONDITIONS:
                notes[one] = form.text(f"note_{one}", longest=LONGEST)
                if not form.ticked(f"met_{one}"):
                    form.wrong(f"met_{one}", "具备后才能勾选提交", "Tick it once it is met")
            form.check()
            check_terminal(self._house, who_of(request), room, place, notes)
        except Refusal as refusal:
            return self._home(request, refusal, form)
        return go(f"{HOME}?told=checked")

    def confirm(self, request: Request, id: str) -> Response:
        try:
            confirm_checklist(self._house, who_of(request), id)
        except Refusal as refusal:
            return self._home(request, refusal)
        return go(f"{HOME}?told=confirmed")

    def send_back(self, request: Request, id: str) -> Response:
        try:
            return_checklist(self._house, who_of(request), id)
        except Refusal as refusal:
            return self._home(request, refusal)
        return go(f"{HOME}?told=returned")

    def _home(self, request: Request, refusal: Refusal | None = None, form: Form | None = None) -> Response:
        who, lang, told = who_of(request), request.state.lang, request.query_params.get("told", "")
        pack = self._house.pack(self._house.clock.now())
        return self._web.page(
            request,
            "admin/terminals.html",
            refusal=refusal,
            form=form,
            seen=look_at_terminals(self._house, who),
            conditions=CONDITIONS,
            states=CHECKLIST_WORDS,
            kinds=KINDS,
            checks=bool(who.roles & frozenset(CHECKERS)),
            months=pack.int("terminal_checklist_months"),
            strict=pack.text("terminal_checklist") == "always",
            told=told if told in TOLD and refusal is None else "",
            labels={name: say(lang, words) for name, words in LABELS.items()},
        )
