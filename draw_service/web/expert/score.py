"""``/expert/score``: the own score, each line with its item and deadline, and objecting (Art. 20, 21)."""

from __future__ import annotations

from fastapi import APIRouter, Request, Response

from audit.refusal import Refusal
from draw_service.rules.codes import Word
from draw_service.usecases.expert.own_conduct import object_to, own_conduct
from draw_service.web.forms import Form
from draw_service.web.gates import form_of, who_of
from draw_service.web.pages import go
from draw_service.web.parts import Web
from scoring.rules.annual import GRADE_WORDS
from scoring.rules.entries import STATE_WORDS

WORDS = 2000
"""Characters of an objection."""


def router(web: Web) -> APIRouter:
    room = web.room("/expert/score", web.gates.expert())
    house = web.house

    def show(request: Request) -> Response:
        return _page(request)

    def object_(request: Request, entry_id: str) -> Response:
        form = form_of(request)
        words = form.text("words", longest=WORDS)
        try:
            form.check()
            object_to(house, who_of(request).expert, entry_id, words)
        except Refusal as refusal:
            return _page(request, refusal, form)
        return go("/expert/score?said=objected")

    def _page(request: Request, refusal: Refusal | None = None, form: Form | None = None) -> Response:
        own = own_conduct(house, who_of(request).expert)
        return web.page(
            request,
            "expert/score.html",
            refusal=refusal,
            form=form,
            own=own,
            grade=Word(*GRADE_WORDS[own.result.grade]),
            states={state: Word(*words) for state, words in STATE_WORDS.items()},
            said=request.query_params.get("said", "") == "objected" and refusal is None,
        )

    room.add_api_route("", show, methods=["GET"])
    room.add_api_route("/{entry_id}", object_, methods=["POST"])
    return room
