"""``/desk/…/seat/n`` and ``/leak``: who did not come, who goes, who is replaced (Art. 13, 14, 20(1)).

That somebody is late follows from the clock, so the desk may say it. Everything that moves a person is
confirmed by the parties, the center by its operator.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, cast

from fastapi import APIRouter, Request, Response

from audit.refusal import Refusal
from draw_service.rules.access import Role
from draw_service.rules.applications import PARTIES, Party
from draw_service.usecases.arrival.accept_cause import CAUSES, accept_cause
from draw_service.usecases.arrival.look_at_desk import DeskView, look_at_desk
from draw_service.usecases.arrival.mark_late import mark_late
from draw_service.usecases.arrival.replace_member import Ground, replace_member
from draw_service.usecases.arrival.report_leak import report_leak
from draw_service.usecases.arrival.void_findings import void_findings
from draw_service.usecases.arrival.withdraw import withdraw
from draw_service.usecases.presence import parties_asked
from draw_service.web.forms import Form
from draw_service.web.gates import form_of
from draw_service.web.pages import go
from draw_service.web.parts import Web
from draw_service.web.staff.desk import HOME
from draw_service.web.staff.desk_parts import (
    GROUND_WORDS,
    LEAK_WORDS,
    OUTCOME_CHOICES,
    codes_typed,
    desk_words,
)


class Seats:
    """The pages of one house's seats on the day."""

    def __init__(self, web: Web) -> None:
        self._web, self._house = web, web.house

    def look(self, request: Request, draw_id: str, slot: int) -> Response:
        return self._page(request, look_at_desk(self._house, draw_id), slot)

    def late(self, request: Request, draw_id: str, slot: int) -> Response:
        return self._act(request, draw_id, slot, lambda _form: mark_late(self._house, draw_id, slot))

    def cause(self, request: Request, draw_id: str, slot: int) -> Response:
        def act(form: Form) -> object:
            cause = form.choice("cause", CAUSES)
            codes = self._codes(request, draw_id)
            form.check()
            return accept_cause(self._house, draw_id, slot, cause, codes)

        return self._act(request, draw_id, slot, act)

    def withdraw(self, request: Request, draw_id: str, slot: int) -> Response:
        def act(form: Form) -> None:
            outcome = form.choice("outcome", OUTCOME_CHOICES)
            codes = self._codes(request, draw_id, "own_")
            form.check()
            withdraw(self._house, draw_id, slot, cast(Any, outcome), codes)

        return self._act(request, draw_id, slot, act)

    def replace(self, request: Request, draw_id: str, slot: int) -> Response:
        def act(form: Form) -> None:
            ground = form.choice("ground", GROUND_WORDS)
            codes = self._codes(request, draw_id)
            form.check()
            replace_member(self._house, draw_id, slot, cast(Ground, ground), codes)

        return self._act(request, draw_id, slot, act)

    def void(self, request: Request, draw_id: str, slot: int) -> Response:
        def act(form: Form) -> None:
            ordinal = form.number("ordinal")
            form.check()
            void_findings(self._house, draw_id, slot, ordinal)

        return self._act(request, draw_id, slot, act, "?voided=1")

    def leak(self, request: Request, draw_id: str) -> Response:
        view = look_at_desk(self._house, draw_id)
        form, refused = form_of(request), None
        if request.method == "POST":
            reason = form.choice("reason", LEAK_WORDS)
            codes = codes_typed(request, PARTIES)
            try:
                form.check()
                report_leak(self._house, draw_id, reason, codes)
                return go(f"{HOME}/{draw_id}/leak")
            except Refusal as refusal:
                refused = refusal
        return self._web.page(
            request,
            "desk/leak.html",
            refusal=refused,
            form=form,
            view=view,
            parties=PARTIES,
            **desk_words(request),
        )

    def _codes(self, request: Request, draw_id: str, prefix: str = "code_") -> dict[Party, str]:
        return dict(codes_typed(request, parties_asked(self._house, draw_id, "replacement_parties"), prefix))

    def _act(
        self, request: Request, draw_id: str, slot: int, act: Callable[[Form], object], done: str = ""
    ) -> Response:
        """What was refused because another window was quicker is no error: the state of now is shown."""
        form, here = form_of(request), f"{HOME}/{draw_id}/seat/{slot}"
        seen = form.number("n", needed=False)
        try:
            act(form)
        except Refusal as refusal:
            view = look_at_desk(self._house, draw_id)
            if view.n != seen:
                return go(f"{here}?moved=1")
            return self._page(request, view, slot, refusal, form)
        return go(here + done)

    def _page(
        self,
        request: Request,
        view: DeskView,
        slot: int,
        refusal: Refusal | None = None,
        form: Form | None = None,
    ) -> Response:
        return self._web.page(
            request,
            "desk/seat.html",
            refusal=refusal,
            form=form,
            view=view,
            seat=view.seat(slot),
            moved=request.query_params.get("moved") == "1",
            voided=request.query_params.get("voided") == "1",
            parties=parties_asked(self._house, view.draw_id, "replacement_parties"),
            **desk_words(request),
        )


def router(web: Web) -> APIRouter:
    """Lateness: desk and operator."""
    room = web.room(HOME, web.gates.staff(Role.DESK, Role.OPERATOR))
    seats, one = Seats(web), "/{draw_id}/seat/{slot:int}"
    room.add_api_route(one, seats.look, methods=["GET"])
    room.add_api_route(one + "/late", seats.late, methods=["POST"])
    return room


def operators_router(web: Web) -> APIRouter:
    """What the parties confirm: the operator."""
    room = web.room(HOME, web.gates.staff(Role.OPERATOR))
    seats, one = Seats(web), "/{draw_id}/seat/{slot:int}"
    room.add_api_route(one + "/cause", seats.cause, methods=["POST"])
    room.add_api_route(one + "/withdraw", seats.withdraw, methods=["POST"])
    room.add_api_route(one + "/replace", seats.replace, methods=["POST"])
    room.add_api_route(one + "/void", seats.void, methods=["POST"])
    room.add_api_route("/{draw_id}/leak", seats.leak, methods=["GET", "POST"])
    return room
