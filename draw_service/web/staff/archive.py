"""``/archive``: the year to hand over, looks under request and approval, destruction by two
(档案管理制度 3, 4; 保密工作制度 6)."""

from __future__ import annotations

from typing import Any

from fastapi import APIRouter, Request, Response

from audit.refusal import Refusal
from draw_service.rules.access import Role
from draw_service.rules.archive import KLASSES
from draw_service.rules.archive_acts import DESTRUCTION_WORDS, LOOK_WORDS
from draw_service.rules.papers import PAPERS
from draw_service.usecases.archive.destroy import (
    certificate_of,
    deny_destruction,
    destroy,
    propose_destruction,
)
from draw_service.usecases.archive.look_at_archive import look_at_archive
from draw_service.usecases.archive.requests import ask_look, decide, open_file
from draw_service.web.forms import Form
from draw_service.web.gates import form_of, who_of
from draw_service.web.pages import go
from draw_service.web.parts import Web, together

HOME = "/archive"
TOLD = ("asked", "decided", "proposed", "denied", "destroyed")


def router(web: Web) -> APIRouter:
    pages = Archive(web)
    room = web.room(HOME, web.gates.staff(Role.OPERATOR, Role.OFFICE, Role.REGULATOR))
    room.add_api_route("", pages.home, methods=["GET"])
    asking = web.room(f"{HOME}/looks", web.gates.staff(Role.OPERATOR, Role.REGULATOR))
    asking.add_api_route("", pages.ask, methods=["POST"])
    asking.add_api_route("/{request_id}/open", pages.open, methods=["POST"])
    deciding = web.room(f"{HOME}/looks", web.gates.staff(Role.OFFICE))
    deciding.add_api_route("/{request_id}", pages.decide, methods=["POST"])
    proposing = web.room(f"{HOME}/destructions", web.gates.staff(Role.OPERATOR))
    proposing.add_api_route("", pages.propose, methods=["POST"])
    second = web.room(f"{HOME}/destructions", web.gates.staff(Role.OPERATOR, Role.OFFICE))
    second.add_api_route("/{destruction_id}/deny", pages.deny, methods=["POST"])
    second.add_api_route("/{destruction_id}/certificate.pdf", pages.certificate, methods=["GET"])
    fresh = web.room(f"{HOME}/destructions", web.gates.staff(Role.OPERATOR, Role.OFFICE, fresh=True))
    fresh.add_api_route("/{destruction_id}", pages.destroy, methods=["GET", "POST"])
    return together(room, asking, deciding, proposing, second, fresh)


class Archive:
    """The pages of the archive."""

    def __init__(self, web: Web) -> None:
        self._web, self._house = web, web.house

    def home(self, request: Request) -> Response:
        return self._home(request)

    def ask(self, request: Request) -> Response:
        form = form_of(request)
        try:
            draw_id, reason = form.draw(), form.text("reason", longest=200)
            form.check()
            ask_look(self._house, who_of(request), draw_id, reason)
        except Refusal as refusal:
            return self._home(request, refusal, form)
        return go(f"{HOME}?told=asked")

    def decide(self, request: Request, request_id: str) -> Response:
        form = form_of(request)
        verdict = form.choice("verdict", ("approve", "deny"))
        try:
            form.check()
            decide(self._house, who_of(request), request_id, approve=verdict == "approve")
        except Refusal as refusal:
            return self._home(request, refusal, form)
        return go(f"{HOME}?told=decided")

    def open(self, request: Request, request_id: str) -> Response:
        """A look is an act of its own, logged each time: the page is the answer to a pressed button."""
        try:
            found = open_file(self._house, who_of(request), request_id)
        except Refusal as refusal:
            return self._home(request, refusal)
        return self._web.page(request, "archive/file.html", found=found, papers=PAPERS)

    def propose(self, request: Request) -> Response:
        form = form_of(request)
        try:
            year = form.number("year", least=2000, most=9998)
            klass, reason = form.choice("klass", KLASSES), form.text("why", longest=200)
            form.check()
            propose_destruction(self._house, who_of(request), year, klass, reason)
        except Refusal as refusal:
            return self._home(request, refusal, form)
        return go(f"{HOME}?told=proposed")

    def deny(self, request: Request, destruction_id: str) -> Response:
        try:
            deny_destruction(self._house, who_of(request), destruction_id)
        except Refusal as refusal:
            return self._home(request, refusal)
        return go(f"{HOME}?told=denied")

    def destroy(self, request: Request, destruction_id: str) -> Response:
        """Its own page: what is destroyed, what stays, a box to tick and the verb."""
        form, refused = form_of(request), None
        if request.method == "POST":
            try:
                if not form.ticked("sure"):
                    form.wrong("sure", "请勾选后再销毁", "Tick this before you destroy")
                form.check()
                destroy(self._house, who_of(request), destruction_id)
                return go(f"{HOME}?told=destroyed")
            except Refusal as refusal:
                refused = refusal
        view = look_at_archive(self._house, who_of(request))
        found = next((one for one in view.destructions if one.id == destruction_id), None)
        if found is None or found.state != "proposed":
            return go(HOME)
        return self._web.page(
            request,
            "archive/destroy.html",
            refusal=refused,
            form=form,
            one=found,
            own=found.proposed_by == who_of(request).account,
            klasses=KLASSES,
        )

    def certificate(self, request: Request, destruction_id: str) -> Response:
        pdf = certificate_of(self._house, who_of(request), destruction_id)
        return Response(pdf, media_type="application/pdf")

    def _home(self, request: Request, refusal: Refusal | None = None, form: Form | None = None) -> Response:
        who = who_of(request)
        told = request.query_params.get("told", "")
        data: dict[str, Any] = {
            "view": look_at_archive(self._house, who),
            "now": self._house.clock.now(),
            "klasses": KLASSES,
            "choices": [(key, word.say(request.state.lang)) for key, (word, _) in KLASSES.items()],
            "looks": LOOK_WORDS,
            "states": DESTRUCTION_WORDS,
            "asks": bool(who.roles & {Role.OPERATOR, Role.REGULATOR}),
            "decides": Role.OFFICE in who.roles,
            "proposes": Role.OPERATOR in who.roles,
            "told": told if told in TOLD and refusal is None else "",
        }
        return self._web.page(request, "archive/home.html", refusal=refusal, form=form, **data)
