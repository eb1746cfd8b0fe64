"""``/measures``: 警示, 告诫, 通报 from proposal to answer; practice records (Art. 23)."""

from __future__ import annotations

from typing import get_args

from fastapi import APIRouter, Request, Response

from audit.refusal import Refusal
from draw_service.rules.access import Role
from draw_service.rules.articles import article_said
from draw_service.rules.measures import BREACHES, MEASURES, STANDINGS, STATE_WORDS, Measure, Standing
from draw_service.usecases.oversight.answer_measure import RECIPIENTS, answer_measure
from draw_service.usecases.oversight.decide_measure import judge_answer, order_measure, withdraw_measure
from draw_service.usecases.oversight.look_at_measures import (
    READERS,
    list_measures,
    list_practice_records,
    look_at_measure,
)
from draw_service.usecases.oversight.propose_measure import LONGEST, OFFICE, MeasureAsked, propose_measure
from draw_service.web.forms import Form
from draw_service.web.gates import form_of, who_of
from draw_service.web.pages import go
from draw_service.web.parts import Web, together
from draw_service.web.words import say
from scoring.rules.working_days import civil_date

HOME = "/measures"
KINDS = {"proposed": "warm", "ordered": "warm", "answered": "warm", "closed": "good"}
TOLD = ("proposed", "ordered", "withdrawn", "answered", "accepted", "returned")
LABELS = {
    "measure": "措施",
    "standing": "单位类别",
    "name": "单位名称",
    "code": "统一社会信用代码",
    "clause": "违反的条款",
    "number": "文号",
    "draw": "抽取编号（可不填）",
    "facts": "事实",
    "demand": "整改要求",
    "words": "整改情况",
    "reply": "退回的理由",
}


def router(web: Web) -> APIRouter:
    pages = Measures(web)
    # Proved anew before anything is typed, so that nothing typed is lost on the way.
    fresh = web.room(HOME, web.gates.staff(OFFICE, fresh=True))
    fresh.add_api_route("/new", pages.propose, methods=["GET", "POST"])
    fresh.add_api_route("/{id}/order", pages.order, methods=["POST"])
    fresh.add_api_route("/{id}/withdraw", pages.withdraw, methods=["POST"])
    office = web.room(HOME, web.gates.staff(OFFICE))
    office.add_api_route("/{id}/judge", pages.judge, methods=["POST"])
    recipients = web.room(HOME, web.gates.staff(*RECIPIENTS))
    recipients.add_api_route("/{id}/answer", pages.answer, methods=["POST"])
    room = web.room(HOME, web.gates.staff(*READERS))
    room.add_api_route("", pages.home, methods=["GET"])
    room.add_api_route("/{id}", pages.look, methods=["GET"])
    return together(fresh, office, recipients, room)


class Measures:
    """The register of measures, as each role sees it."""

    def __init__(self, web: Web) -> None:
        self._web, self._house = web, web.house

    def home(self, request: Request) -> Response:
        who = who_of(request)
        return self._web.page(
            request,
            "conduct/measures.html",
            found=list_measures(self._house, who),
            records=list_practice_records(self._house, who),
            measures=MEASURES,
            standings=STANDINGS,
            states=STATE_WORDS,
            kinds=KINDS,
            office=OFFICE in who.roles,
            own=not who.roles & {OFFICE, Role.REGULATOR},
        )

    def propose(self, request: Request) -> Response:
        form, refused, lang = form_of(request), None, request.state.lang
        if request.method == "POST":
            try:
                return go(
                    f"{HOME}/{propose_measure(self._house, who_of(request), _read(form))}?told=proposed"
                )
            except Refusal as refusal:
                refused = refusal
        return self._web.page(
            request,
            "conduct/measure_new.html",
            refusal=refused,
            form=form,
            measures=[(key, word.say(lang)) for key, word in MEASURES.items()],
            standings=[(key, word.say(lang)) for key, word in STANDINGS.items()],
            clauses=[("", "—"), *((one, article_said(one, lang)) for one in BREACHES)],
            days=self._house.pack(self._house.clock.now()).int("rectification_days"),
            labels=_labels(request),
        )

    def look(self, request: Request, id: str) -> Response:
        return self._one(request, id)

    def order(self, request: Request, id: str) -> Response:
        try:
            order_measure(self._house, who_of(request), id)
        except Refusal as refusal:
            return self._one(request, id, refusal)
        return go(f"{HOME}/{id}?told=ordered")

    def withdraw(self, request: Request, id: str) -> Response:
        try:
            withdraw_measure(self._house, who_of(request), id)
        except Refusal as refusal:
            return self._one(request, id, refusal)
        return go(f"{HOME}/{id}?told=withdrawn")

    def answer(self, request: Request, id: str) -> Response:
        form = form_of(request)
        try:
            words = form.text("words", longest=LONGEST)
            form.check()
            answer_measure(self._house, who_of(request), id, words)
        except Refusal as refusal:
            return self._one(request, id, refusal, form)
        return go(f"{HOME}/{id}?told=answered")

    def judge(self, request: Request, id: str) -> Response:
        form = form_of(request)
        accept = form.choice("verdict", ("accepted", "returned")) == "accepted"
        try:
            reply = form.text("reply", needed=not accept, longest=LONGEST)
            form.check()
            judge_answer(self._house, who_of(request), id, accept=accept, reply=reply)
        except Refusal as refusal:
            return self._one(request, id, refusal, form)
        return go(f"{HOME}/{id}?told={'accepted' if accept else 'returned'}")

    def _one(
        self, request: Request, id: str, refusal: Refusal | None = None, form: Form | None = None
    ) -> Response:
        who, told = who_of(request), request.query_params.get("told", "")
        seen = look_at_measure(self._house, who, id)
        left = seen.record.answer_by
        return self._web.page(
            request,
            "conduct/measure.html",
            refusal=refusal,
            form=form,
            seen=seen,
            one=seen.record,
            measure=MEASURES[seen.record.measure],
            standing=STANDINGS[seen.record.standing],
            state=STATE_WORDS[seen.record.state],
            kind=KINDS.get(seen.record.state, ""),
            office=OFFICE in who.roles,
            left=(left - civil_date(self._house.clock.now())).days if left else 0,
            told=told if told in TOLD and refusal is None else "",
            labels=_labels(request),
        )


def _read(form: Form) -> MeasureAsked:
    """Raises ``FormRefused``."""
    measure: Measure = next(
        (one for one in get_args(Measure) if one == form.choice("measure", MEASURES)), "warning"
    )
    standing: Standing = next(
        (one for one in get_args(Standing) if one == form.choice("standing", STANDINGS)), "center"
    )
    named = standing != "center"
    asked = MeasureAsked(
        measure,
        standing,
        form.code("code", needed=named) if named else "",
        form.text("name", needed=named, longest=200) if named else "",
        form.choice("clause", BREACHES),
        form.text("number", longest=60),
        form.draw(needed=False),
        form.text("facts", longest=LONGEST),
        form.text("demand", longest=LONGEST),
    )
    form.check()
    return asked


def _labels(request: Request) -> dict[str, str]:
    return {name: say(request.state.lang, words) for name, words in LABELS.items()}
