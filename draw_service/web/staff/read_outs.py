"""``/draw-room/DRAW/cards/read-out``: how a call went that read a message out from a paper (Art. 5(2), 14).

Who accepted and was reached by no message is phoned from a printed card: place and time are read out, nothing
is asked. What came of it is typed back here and countersigned.
"""

from __future__ import annotations

from fastapi import APIRouter, Request, Response

from audit.refusal import Refusal
from draw_service.rules.access import Role
from draw_service.rules.codes import Word
from draw_service.rules.refusals import CardNotNext
from draw_service.usecases.manual.type_back_call import RESULTS, type_back_call
from draw_service.usecases.ports import House
from draw_service.web.forms import Form
from draw_service.web.gates import form_of
from draw_service.web.parts import Web
from draw_service.web.staff.draw_room_parts import HOME, DrawRoom, countersigned, options

RESULT_WORDS = {
    "silent": Word("已向本人念完", "read out to the person"),
    "machine": Word("语音信箱", "an answering machine"),
    "busy": Word("占线", "busy"),
    "no-answer": Word("无人接听", "no answer"),
    "unreachable": Word("无法接通", "not reachable"),
    "wrong-number": Word("非本人", "not their phone"),
}


def router(web: Web) -> APIRouter:
    """One card, one result."""
    operator, room = web.room(HOME, web.gates.staff(Role.OPERATOR)), DrawRoom(web)

    def shown(request: Request, draw_id: str, refusal: Refusal | None = None) -> Response:
        return room.page(
            request,
            "read_out.html",
            draw_id,
            refusal=refusal,
            form=form_of(request),
            by_card=web.calls is not None,
            results=options(request, RESULT_WORDS, RESULTS),
        )

    @operator.get("/{draw_id}/cards/read-out")
    def look(request: Request, draw_id: str) -> Response:
        return shown(request, draw_id)

    @operator.post("/{draw_id}/cards/read-out")
    def typed(request: Request, draw_id: str) -> Response:
        def do(house: House, form: Form) -> str:
            serial, at = form.code("serial").upper(), form.moment("at", now=house.clock.now())
            result = form.choice("result", RESULTS)
            witness, codes = countersigned(room, form, request)
            if web.calls is None or web.calls.draw_of(serial) != draw_id:
                raise CardNotNext
            if at is not None:
                type_back_call(house, web.calls, serial, result, at, witness, codes)
            return room.at(draw_id, "?done=read-out")

        return room.act(request, draw_id, do, lambda refusal: shown(request, draw_id, refusal))

    return operator
