"""``/supervision``: the draws one regulator supervises and what waits for it (Art. 4(2), 8(2), 12, 23)."""

from __future__ import annotations

from collections.abc import Callable
from hashlib import sha256
from typing import Any

from fastapi import APIRouter, Request, Response

from audit.refusal import Refusal
from draw_service.rules.access import Role, Who
from draw_service.rules.codes import Word
from draw_service.rules.refusals import NotFound
from draw_service.usecases.applications.list_specialties import list_specialties
from draw_service.usecases.applications.replace_slip import SLIP_REASONS
from draw_service.usecases.supervision.name_witness import name_witness
from draw_service.usecases.supervision.read_letter import judge_letter, read_letter
from draw_service.usecases.supervision.record_consent import record_consent, selective_reasons
from draw_service.usecases.supervision.supervised import (
    SupervisedDraw,
    list_supervised,
    look_at_supervised,
)
from draw_service.usecases.supervision.take_evidence import FILES as EVIDENCE
from draw_service.usecases.supervision.take_evidence import take_evidence
from draw_service.web.application_form import LABELS as SLIP_LABELS
from draw_service.web.application_form import MODES, PROCUREMENTS
from draw_service.web.forms import Form, draw_number
from draw_service.web.gates import form_of, who_of
from draw_service.web.pages import go
from draw_service.web.parts import Web
from draw_service.web.session_words import CONSENT_REASONS
from draw_service.web.slip_form import read_slip
from draw_service.web.static_files import FILES
from draw_service.web.words import say

HOME = "/supervision"
SLIP_HASH = sha256(FILES["slip.html"]).hexdigest()
LABELS = {
    **{name: SLIP_LABELS[name] for name in ("reason", "commitment", "unseal_pk", "entry", "kept")},
    "number": "同意文号",
    "verdict": "结论",
    "experts": "需要回避的专家",
    "more": "其他需要回避的专家编号",
}


def router(web: Web) -> APIRouter:
    """The list, a draw, and what the regulator does about it."""
    room = web.room(HOME, web.gates.staff(Role.REGULATOR))
    pages, one = Supervision(web), "/{draw_id}"
    room.add_api_route("", pages.mine, methods=["GET"])
    room.add_api_route(one, pages.look, methods=["GET"])
    room.add_api_route(one + "/witness", pages.witness, methods=["GET", "POST"])
    room.add_api_route(one + "/consent", pages.consent, methods=["GET", "POST"])
    room.add_api_route(one + "/letters/{letter}", pages.letter, methods=["GET", "POST"])
    room.add_api_route(one + "/evidence", pages.evidence, methods=["GET"])
    room.add_api_route(one + "/evidence/{what}", pages.take, methods=["POST"])
    return room


class Supervision:
    """The regulator's pages."""

    def __init__(self, web: Web) -> None:
        self._web, self._house = web, web.house

    def mine(self, request: Request, page: int = 1, draw: str = "") -> Response:
        """The list; ``draw``: straight to one, by its number."""
        who = who_of(request)
        refusal = None
        if wanted := draw_number(draw)[:64]:
            try:
                look_at_supervised(self._house, who, wanted)
                return go(f"{HOME}/{wanted}")
            except NotFound as not_there:
                refusal = not_there
        found, more = list_supervised(self._house, who, page)
        return self._web.page(
            request,
            "regulator/list.html",
            refusal=refusal,
            found=found,
            more=more,
            number=max(page, 1),
            wanted=wanted,
        )

    def look(self, request: Request, draw_id: str, told: str = "") -> Response:
        seen = self._seen(request, draw_id)
        return self._show(
            request,
            "one",
            seen,
            told=told,
            names=list_specialties(self._house),
            procurements=PROCUREMENTS,
            modes=MODES,
            reasons=CONSENT_REASONS,
        )

    def witness(self, request: Request, draw_id: str) -> Response:
        seen = self._seen(request, draw_id)
        if not seen.before_lock:
            return go(f"{HOME}/{draw_id}?told=elsewhere")

        def act(who: Who, form: Form) -> str:
            reason = form.choice("reason", SLIP_REASONS) if seen.appointed else ""
            slip = read_slip(form)
            form.check()
            name_witness(self._house, who, draw_id, slip, reason)
            return "slip" if seen.appointed else "witness"

        return self._do(request, "witness", seen, act, reasons=SLIP_REASONS, slip_hash=SLIP_HASH)

    def consent(self, request: Request, draw_id: str) -> Response:
        seen = self._seen(request, draw_id)
        if not seen.before_lock or seen.application.mode != "selective":
            return go(f"{HOME}/{draw_id}?told=elsewhere")
        reasons = selective_reasons(self._house, draw_id)

        def act(_who: Who, form: Form) -> str:
            number, reason = form.reference("number"), form.choice("reason", reasons)
            form.check()
            record_consent(self._house, draw_id, number, reason)
            return "consent"

        offered = [(one, CONSENT_REASONS.get(one, Word(one, one))) for one in reasons]
        return self._do(request, "consent", seen, act, offered=offered)

    def letter(self, request: Request, draw_id: str, letter: str) -> Response:
        seen = self._seen(request, draw_id)
        held, found = read_letter(self._house, who_of(request), draw_id, letter)

        def act(who: Who, form: Form) -> str:
            verdict = form.choice("verdict", ("justified", "not"))
            experts = [
                *form.choices("experts", [one.id for one in found]),
                *(line.upper() for line in form.lines("more", needed=False, longest=2000)),
            ]
            if verdict == "justified" and not experts:
                form.wrong("experts", "请选出或填写专家", "Choose or give the experts")
            form.check()
            if verdict != "justified":
                experts = []
            judge_letter(self._house, who, draw_id, letter, experts, justified=verdict == "justified")
            return "letter"

        return self._do(request, "letter", seen, act, letter=held, found=found)

    def evidence(self, request: Request, draw_id: str) -> Response:
        seen = self._seen(request, draw_id)
        if not (seen.evidence or seen.handed):
            raise NotFound
        return self._show(request, "evidence", seen)

    def take(self, request: Request, draw_id: str, what: str) -> Response:
        """A form and no link: what names people is neither fetched ahead nor kept in a history."""
        if what not in EVIDENCE:
            raise NotFound
        data = take_evidence(self._house, who_of(request), draw_id, what)
        name = f'attachment; filename="{draw_id}{EVIDENCE[what]}"'
        return Response(data, media_type="application/octet-stream", headers={"content-disposition": name})

    def _seen(self, request: Request, draw_id: str) -> SupervisedDraw:
        return look_at_supervised(self._house, who_of(request), draw_id)

    def _do(
        self,
        request: Request,
        page: str,
        seen: SupervisedDraw,
        act: Callable[[Who, Form], str],
        **given: Any,
    ) -> Response:
        """The empty form, the act, or the form again with what was typed; a chain that grew meanwhile means
        another window was quicker."""
        form, refused = form_of(request), None
        here = f"{HOME}/{seen.draw_id}"
        if request.method == "POST":
            try:
                return go(f"{here}?told={act(who_of(request), form)}")
            except Refusal as refusal:
                refused = refusal
                length = form.number("n", needed=False)
                if length and length != self._seen(request, seen.draw_id).length:
                    return go(f"{here}?told=elsewhere")
        return self._show(request, page, seen, form, refused, **given)

    def _show(
        self,
        request: Request,
        page: str,
        seen: SupervisedDraw,
        form: Form | None = None,
        refusal: Refusal | None = None,
        **given: Any,
    ) -> Response:
        lang = request.state.lang
        return self._web.page(
            request,
            f"regulator/{page}.html",
            refusal=refusal,
            form=form,
            seen=seen,
            labels={name: say(lang, words) for name, words in LABELS.items()},
            **given,
        )
