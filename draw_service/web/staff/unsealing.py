"""``/unsealing``: blind print, names checked one by one, close, notice (Art. 8(3), 8(5), 9).

Before the sign-in time the pages answer whoever asks as if there were nothing.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from fastapi import APIRouter, Request, Response

from audit.refusal import Refusal
from draw_service.rules.access import Role
from draw_service.rules.refusals import NamesUnchecked, PrinterFailed
from draw_service.usecases.arrival.check_identity import check_identity
from draw_service.usecases.arrival.list_days import days_to_unseal
from draw_service.usecases.arrival.look_at_unsealing import UnsealingView, look_at_unsealing
from draw_service.usecases.arrival.print_roster import print_roster
from draw_service.usecases.draws.close import close
from draw_service.usecases.ports import House
from draw_service.usecases.room.as_seen import as_seen
from draw_service.usecases.supervision.record_notice import record_notice
from draw_service.web.forms import Form
from draw_service.web.gates import form_of, who_of
from draw_service.web.pages import go
from draw_service.web.parts import Web

HOME = "/unsealing"
PRINT, OPEN, CHECK, CLOSE, PUBLISH, DONE = 1, 2, 3, 4, 5, 6


def open_points(view: UnsealingView) -> list[int]:
    """Seats whose person is not yet found to be the one named."""
    return sorted({*view.unchecked, *(slot for slot, same in view.checked.items() if not same)})


def step_of(view: UnsealingView) -> int:
    """Where the day stands, for the line of steps."""
    if view.ended:
        return DONE if view.notice and view.handed else PUBLISH
    if view.opened is not None:
        return CHECK if open_points(view) else CLOSE
    return OPEN if view.prints else PRINT


def moved_on(view: UnsealingView, seen: int, refusal: Refusal) -> bool:
    """Whether another window was quicker than the page that was sent; a print that failed grew the chain by
    itself."""
    return bool(seen) and view.n != seen and not isinstance(refusal, PrinterFailed)


class Unsealing:
    """The page of one draw."""

    def __init__(self, web: Web) -> None:
        self._web, self._house = web, web.house

    def days(self, request: Request) -> Response:
        return self._web.page(request, "unsealing/days.html", days=days_to_unseal(self._house))

    def look(self, request: Request, draw_id: str) -> Response:
        return self._page(request, look_at_unsealing(self._house, draw_id))

    def print(self, request: Request, draw_id: str) -> Response:
        def act(house: House, form: Form) -> None:
            envelope = form.code("envelope", longest=60)
            form.check()
            print_roster(house, draw_id, envelope, {"center": who_of(request).account})

        return self._act(request, draw_id, act)

    def check(self, request: Request, draw_id: str) -> Response:
        def act(house: House, form: Form) -> None:
            slot, same = form.number("slot", least=1), form.choice("same", ("0", "1"))
            form.check()
            check_identity(house, draw_id, slot, same=same == "1")

        seat = form_of(request).number("slot", needed=False)
        return self._act(request, draw_id, act, f"#seat-{seat}")

    def close(self, request: Request, draw_id: str) -> Response:
        def act(house: House, _form: Form) -> None:
            left = open_points(look_at_unsealing(house, draw_id))
            if left:
                raise NamesUnchecked(slots=", ".join(map(str, left)))
            close(house, draw_id)

        return self._act(request, draw_id, act)

    def notice(self, request: Request, draw_id: str) -> Response:
        def act(house: House, form: Form) -> None:
            number = form.reference("number", longest=100)
            form.check()
            record_notice(house, look_at_unsealing(house, draw_id).application_id, number)

        return self._act(request, draw_id, act)

    def _act(
        self, request: Request, draw_id: str, act: Callable[[House, Form], Any], at: str = ""
    ) -> Response:
        """What was refused because another window was quicker is no error: the state of now is shown. ``at``:
        the part of the page to go on at."""
        form, here = form_of(request), f"{HOME}/{draw_id}"
        seen = form.number("n", needed=False)
        try:
            act(as_seen(self._house, draw_id, seen), form)
        except Refusal as refusal:
            view = look_at_unsealing(self._house, draw_id)
            if moved_on(view, seen, refusal):
                return go(f"{here}?moved=1")
            return self._page(request, view, refusal, form)
        return go(here + at)

    def _page(
        self, request: Request, view: UnsealingView, refusal: Refusal | None = None, form: Form | None = None
    ) -> Response:
        return self._web.page(
            request,
            "unsealing/one.html",
            refusal=refusal,
            form=form,
            view=view,
            step=step_of(view),
            open_points=open_points(view),
            moved=request.query_params.get("moved") == "1",
        )


def router(web: Web) -> APIRouter:
    """The operator's."""
    room = web.room(HOME, web.gates.staff(Role.OPERATOR))
    pages, one = Unsealing(web), "/{draw_id}"
    room.add_api_route("", pages.days, methods=["GET"])
    room.add_api_route(one, pages.look, methods=["GET"])
    room.add_api_route(one + "/print", pages.print, methods=["POST"])
    room.add_api_route(one + "/check", pages.check, methods=["POST"])
    room.add_api_route(one + "/close", pages.close, methods=["POST"])
    room.add_api_route(one + "/notice", pages.notice, methods=["POST"])
    return room
