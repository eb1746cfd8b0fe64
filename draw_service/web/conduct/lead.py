"""``/lead``: the lead department accepts, refuses and answers objections (Art. 21)."""

from __future__ import annotations

from typing import Any

from fastapi import APIRouter, Request, Response

from audit.refusal import Refusal
from draw_service.rules.access import Role
from draw_service.rules.refusals import NotFound
from draw_service.usecases.conduct.acting import person_of
from draw_service.usecases.conduct.look_at_objections import (
    evidence_objected,
    list_objections,
    look_at_objection,
)
from draw_service.usecases.conduct.office import office_of
from draw_service.web.conduct.said import AGAINST, ANSWERS, GRADES, Clock, calendar_warning
from draw_service.web.forms import Form
from draw_service.web.gates import form_of, who_of
from draw_service.web.pages import go
from draw_service.web.parts import Web
from draw_service.web.words import say
from scoring.rules.entries import StateWord
from scoring.rules.items import ITEMS
from scoring.rules.objections import ANSWERS as OFFERED
from scoring.rules.objections import Objection
from scoring.rules.people import Person
from scoring.usecases.accept_objection import accept_objection
from scoring.usecases.answer_objection import answer_objection
from scoring.usecases.refuse_objection import refuse_objection

HOME = "/lead"
LABELS = {"reply": "答复", "reason": "不予受理的理由", "result": "结论", "item": "适用的事项"}


def router(web: Web) -> APIRouter:
    room = web.room(HOME, web.gates.staff(Role.LEAD))
    pages = Lead(web)
    room.add_api_route("", pages.mine, methods=["GET"])
    room.add_api_route("/{objection_id}", pages.look, methods=["GET"])
    room.add_api_route("/{objection_id}/files/{file_id}.{_kind}", pages.file, methods=["GET"])
    room.add_api_route("/{objection_id}/{act}", pages.act, methods=["POST"])
    return room


class Lead:
    """The pages of objections."""

    def __init__(self, web: Web) -> None:
        self._web, self._house, self._office = web, web.house, office_of(web.house)

    def mine(self, request: Request) -> Response:
        open_, ended = list_objections(self._house)
        return self._web.page(
            request,
            "conduct/objections.html",
            open=[(one, *self._clocks(request, one)) for one in open_],
            ended=ended,
            states={one.id: StateWord(one.state) for one in (*open_, *ended)},
            against=AGAINST,
            answers=ANSWERS,
            calendar=calendar_warning(self._house),
        )

    def look(self, request: Request, objection_id: str, told: str = "") -> Response:
        return self._show(request, objection_id, told=told)

    def file(self, objection_id: str, file_id: str) -> Response:
        file, data, media = evidence_objected(self._house, objection_id, file_id)
        headers = {"content-disposition": f'attachment; filename="{file.id}.{file.kind}"'}
        return Response(data, media_type=media, headers=headers)

    def act(self, request: Request, objection_id: str, act: str) -> Response:
        form, by = form_of(request), person_of(who_of(request), Role.LEAD)
        try:
            self._do(act, objection_id, form, by)
        except Refusal as refusal:
            if refusal.code == "not-in-this-state":
                return go(f"{HOME}/{objection_id}?told=elsewhere")
            return self._show(request, objection_id, refusal=refusal, form=form)
        return go(f"{HOME}/{objection_id}?told={act}")

    def _do(self, act: str, objection_id: str, form: Form, by: Person) -> None:
        if act == "accept":
            accept_objection(self._office, objection_id, by)
        elif act == "refuse":
            reason = form.text("reason", longest=2000)
            form.check()
            refuse_objection(self._office, objection_id, by, reason)
        elif act == "answer":
            result = form.choice("result", OFFERED)
            reply = form.text("reply", longest=4000)
            item = form.number("item", needed=result == "changed", least=1, most=20)
            form.check()
            right = item if result == "changed" else 0
            answer_objection(self._office, objection_id, result, reply, by, right)  # type: ignore[arg-type]
        else:
            raise NotFound

    def _clocks(self, request: Request, one: Objection) -> tuple[Clock, Clock | None]:
        now, lang = self._house.clock.now(), request.state.lang
        return Clock(one.accept_by, now, lang), Clock(one.answer_by, now, lang) if one.answer_by else None

    def _show(self, request: Request, objection_id: str, *, told: str = "", **data: Any) -> Response:
        seen = look_at_objection(self._house, objection_id)
        accept_by, answer_by = self._clocks(request, seen.objection)
        offered = [one for one in OFFERED if seen.entry is not None or one != "changed"]
        parameters = self._office.parameters(self._house.clock.now())
        return self._web.page(
            request,
            "conduct/objection.html",
            seen=seen,
            state=StateWord(seen.objection.state),
            accept_by=accept_by,
            answer_by=answer_by,
            against=AGAINST[seen.objection.against],
            answers=ANSWERS,
            offered=offered,
            items=[(one, parameters.points(one.number)) for one in ITEMS.values()],
            grade=GRADES[seen.result.grade] if seen.result else None,
            told=told,
            labels={name: say(request.state.lang, words) for name, words in LABELS.items()},
            **data,
        )
