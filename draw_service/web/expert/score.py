"""``/expert/score``: the own score, each line with its item, evidence and deadline; objecting; the own years,
orders and training (Art. 17(7), 20-22)."""

from __future__ import annotations

from collections.abc import Callable

from fastapi import APIRouter, Request, Response

from audit.refusal import Refusal
from draw_service.rules.codes import Word
from draw_service.usecases.expert.own_conduct import (
    answer_order,
    object_to,
    object_to_year,
    own_conduct,
    own_evidence,
)
from draw_service.usecases.ports import House
from draw_service.web.forms import Form
from draw_service.web.gates import form_of, who_of
from draw_service.web.pages import go
from draw_service.web.parts import Web
from scoring.rules.annual import GRADE_WORDS
from scoring.rules.entries import OTHER_STATES, STATE_WORDS
from scoring.rules.objections import ANSWER_WORDS
from scoring.rules.stops import TRAINING_WORDS

WORDS = 2000
"""Characters of an objection."""


def router(web: Web) -> APIRouter:
    room = web.room("/expert/score", web.gates.expert())
    house = web.house

    def show(request: Request) -> Response:
        return _page(request)

    def object_(request: Request, entry_id: str) -> Response:
        return _send(request, object_to, entry_id, "words", "objected")

    def object_year(request: Request, run_id: str) -> Response:
        return _send(request, object_to_year, run_id, "words", "objected")

    def answer(request: Request, order_id: str) -> Response:
        return _send(request, answer_order, order_id, "reply", "answered")

    def evidence(request: Request, entry_id: str, file_id: str) -> Response:
        file, data, media = own_evidence(house, who_of(request).expert, entry_id, file_id)
        headers = {"content-disposition": f'attachment; filename="{file.id}.{file.kind}"'}
        return Response(data, media_type=media, headers=headers)

    def _send(
        request: Request, act: Callable[[House, str, str, str], str | None], id: str, field: str, said: str
    ) -> Response:
        form = form_of(request)
        words = form.text(field, longest=WORDS)
        try:
            form.check()
            made = act(house, who_of(request).expert, id, words)
        except Refusal as refusal:
            return _page(request, refusal, form, id)
        return go(f"/expert/score?said={said}" + (f"&number={made}" if made else ""))

    def _page(
        request: Request, refusal: Refusal | None = None, form: Form | None = None, failed: str = ""
    ) -> Response:
        own = own_conduct(house, who_of(request).expert)
        filed = {one.objection.id for one in (*own.lines, *own.years) if one.objection is not None}
        number = request.query_params.get("number", "")
        return web.page(
            request,
            "expert/score.html",
            refusal=refusal,
            form=form,
            own=own,
            number=number if number in filed else "",
            failed=failed,
            grade=Word(*GRADE_WORDS[own.result.grade]),
            states={state: Word(*words) for state, words in STATE_WORDS.items()},
            grades={one: Word(*words) for one, words in GRADE_WORDS.items()},
            answers={one: Word(*words) for one, words in ANSWER_WORDS.items()},
            kinds={one: Word(*words) for one, words in TRAINING_WORDS.items()},
            others={one: Word(*words) for one, words in OTHER_STATES.items()},
            said=request.query_params.get("said", "") if refusal is None else "",
        )

    room.add_api_route("", show, methods=["GET"])
    room.add_api_route("/{entry_id}", object_, methods=["POST"])
    room.add_api_route("/{entry_id}/files/{file_id}.{_kind}", evidence, methods=["GET"])
    room.add_api_route("/years/{run_id}", object_year, methods=["POST"])
    room.add_api_route("/orders/{order_id}", answer, methods=["POST"])
    return room
