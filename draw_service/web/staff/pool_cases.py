"""``/pool/cases``, ``/pool/admit``: what a keeper asks for and a second person decides (Art. 2)."""

from __future__ import annotations

from typing import Any

from fastapi import APIRouter, Request, Response

from audit.refusal import Refusal
from draw_service.rules.access import Role
from draw_service.rules.pool_changes import MAJORS, TYPED, label_of, read_typed
from draw_service.rules.pool_keeping import CaseData
from draw_service.rules.refusals import EntryWrong
from draw_service.usecases.pool.decide_case import decide_case
from draw_service.usecases.pool.file_case import file_case, withdraw_case
from draw_service.usecases.pool.look_at_pool import regulators
from draw_service.web.forms import Form
from draw_service.web.gates import form_of, who_of
from draw_service.web.pages import day, go
from draw_service.web.parts import Web
from draw_service.web.pool_case_pages import CasePages
from draw_service.web.pool_form import LABELS, columns_of, entry_of, papers_of, specialties_of
from draw_service.web.words import say

HOME = "/pool"


def router(web: Web) -> APIRouter:
    room = web.room(HOME, web.gates.staff(Role.POOL_KEEPER))
    pages = Cases(web)
    room.add_api_route("/admit", pages.admit, methods=["GET", "POST"])
    room.add_api_route("/cases", pages.cases.all, methods=["GET"])
    room.add_api_route("/cases/{case_id}", pages.cases.one, methods=["GET"])
    room.add_api_route("/cases/{case_id}/open", pages.cases.open, methods=["POST"])
    room.add_api_route("/cases/{case_id}/files/{file_id}.{_kind}", pages.cases.file, methods=["GET"])
    room.add_api_route("/cases/{case_id}/decide", pages.decide, methods=["POST"])
    room.add_api_route("/cases/{case_id}/withdraw", pages.withdraw, methods=["POST"])
    return room


class Cases:
    """The keeper's pages about cases."""

    def __init__(self, web: Web) -> None:
        self._web, self._house, self.cases = web, web.house, CasePages(web, HOME + "/cases")

    def admit(self, request: Request) -> Response:
        """Admission begins with the regulator's paper and the whole entry."""
        form = form_of(request)
        if request.method == "GET":
            return self._admit(request)
        reason, document = form.text("reason", longest=200), form.text("document", longest=60)
        authority = form.choice("authority", [code for code, _name in regulators(self._house)])
        papers = papers_of(form)
        if not papers:
            form.wrong("papers1", "请附材料", "Add a document")
        try:
            record, problems = read_typed(entry_of(form), specialties_of(self._house))
            for problem in problems:
                form.wrong(problem.column, problem.zh, problem.en)
            form.check()
            if record is None:
                raise EntryWrong(total=max(len(problems), 1))
            data = CaseData(reason, document, record=record)
            number = file_case(
                self._house, who_of(request), "admit", data, authority=authority, papers=papers
            )
        except Refusal as refusal:
            return self._admit(request, refusal, form)
        return go(f"{HOME}/cases/{number}?told=filed")

    def decide(self, request: Request, case_id: str) -> Response:
        form = form_of(request)
        verdict = form.choice("verdict", ("approve", "refuse"))
        try:
            form.check()
            decide_case(self._house, who_of(request), case_id, approve=verdict == "approve")
        except Refusal as refusal:
            return self.cases.show(request, case_id, refusal=refusal, form=form)
        return go(f"{HOME}/cases/{case_id}?told={'approved' if verdict == 'approve' else 'refused'}")

    def withdraw(self, request: Request, case_id: str) -> Response:
        try:
            withdraw_case(self._house, who_of(request), case_id)
        except Refusal as refusal:
            return self.cases.show(request, case_id, refusal=refusal)
        return go(f"{HOME}/cases/{case_id}?told=withdrawn")

    def _admit(self, request: Request, refusal: Refusal | None = None, form: Form | None = None) -> Response:
        lang = request.state.lang
        labels = {name: say(lang, words) for name, words in LABELS.items()}
        start: dict[str, Any] = {
            **{"ID_CARD_TYPE": "01", "ONWORK": "1", "DMISSON": "1", "BASE_TYPE": "1", "LEGAL_BAR": "0"},
            "ENTER_DATE": day(self._house.clock.now()).replace("-", ""),
        }
        return self._web.page(
            request,
            "pool/admit.html",
            refusal=refusal,
            form=form,
            texts=start,
            columns=columns_of(lang),
            majors=MAJORS,
            regulators=regulators(self._house),
            labels={
                **labels,
                **{name: label_of(name).say(lang) for name in (*(one.name for one in TYPED), MAJORS)},
            },
        )
