"""``/office``: the management office confirms a year and approves history queries (Art. 21, 22)."""

from __future__ import annotations

from typing import Any

from fastapi import APIRouter, Request, Response

from audit.refusal import Refusal
from draw_service.rules.access import Role
from draw_service.usecases.conduct.acting import person_of
from draw_service.usecases.conduct.compare_run import compare_run, runs_listed
from draw_service.usecases.conduct.look_at_expert import history_requests
from draw_service.usecases.conduct.office import office_of
from draw_service.web.conduct.said import GRADES
from draw_service.web.gates import form_of, who_of
from draw_service.web.pages import go
from draw_service.web.parts import Web
from draw_service.web.words import say
from scoring.rules.entries import StateWord
from scoring.usecases.approve_history import approve_history
from scoring.usecases.confirm_annual import confirm_annual

HOME = "/office"
LABELS = {"document": "确认文号", "verdict": "结论"}


def router(web: Web) -> APIRouter:
    room = web.room(HOME, web.gates.staff(Role.OFFICE))
    pages = Confirmation(web)
    room.add_api_route("", pages.mine, methods=["GET"])
    room.add_api_route("/{run_id}", pages.look, methods=["GET", "POST"])
    room.add_api_route("/history/{request_id}", pages.decide, methods=["POST"])
    return room


class Confirmation:
    """The office's pages."""

    def __init__(self, web: Web) -> None:
        self._web, self._house, self._office = web, web.house, office_of(web.house)

    def mine(self, request: Request, told: str = "") -> Response:
        return self._list(request, told=told)

    def look(self, request: Request, run_id: str, told: str = "") -> Response:
        """The run computed again beside what was prepared; confirming it."""
        form, refused = form_of(request), None
        if request.method == "POST":
            try:
                document = form.text("document", longest=60)
                form.check()
                confirm_annual(self._office, run_id, person_of(who_of(request), Role.OFFICE), document)
                return go(f"{HOME}/{run_id}?told=confirmed")
            except Refusal as refusal:
                refused = refusal
        compared = compare_run(self._house, run_id)
        return self._web.page(
            request,
            "conduct/run.html",
            refusal=refused,
            form=form,
            seen=compared,
            state=StateWord(compared.run.state),
            grades=GRADES,
            told=told,
            labels=_labels(request),
        )

    def decide(self, request: Request, request_id: str) -> Response:
        form = form_of(request)
        verdict = form.choice("verdict", ("approved", "denied"))
        try:
            form.check()
            by = person_of(who_of(request), Role.OFFICE)
            approve_history(self._office, request_id, by, approved=verdict == "approved")
        except Refusal as refusal:
            return self._list(request, refusal=refusal, form=form)
        return go(f"{HOME}?told=decided")

    def _list(self, request: Request, *, told: str = "", **data: Any) -> Response:
        runs = runs_listed(self._house)
        return self._web.page(
            request,
            "conduct/office.html",
            runs=runs,
            states={one.id: StateWord(one.state) for one in runs},
            grades=GRADES,
            asked=history_requests(self._house),
            told=told,
            labels=_labels(request),
            **data,
        )


def _labels(request: Request) -> dict[str, str]:
    return {name: say(request.state.lang, words) for name, words in LABELS.items()}
