"""``/handovers``: a post handed over with what is open in it, and every handover before (Art. 9, 10)."""

from __future__ import annotations

from collections.abc import Callable

from fastapi import APIRouter, Request, Response

from audit.refusal import Refusal
from draw_service.rules.access import Who
from draw_service.rules.handover import ITEMS, POSTS, STATES, Post, posts_of
from draw_service.rules.refusals import NotYourRoom
from draw_service.usecases.incidents.hand_over import (
    HOLDERS,
    LONGEST,
    READERS,
    accept_post,
    look_at_handovers,
    offer_post,
    return_post,
    withdraw_post,
)
from draw_service.usecases.ports import House
from draw_service.web.forms import Form
from draw_service.web.gates import form_of, who_of
from draw_service.web.pages import go
from draw_service.web.parts import Web, together

HOME = "/handovers"
KINDS = {"offered": "warm", "accepted": "good", "returned": "bad"}
ACTS: dict[str, Callable[[House, Who, str], None]] = {
    "accept": accept_post,
    "return": return_post,
    "withdraw": withdraw_post,
}


def router(web: Web) -> APIRouter:
    pages = Handovers(web)
    reading = web.room(HOME, web.gates.staff(*READERS))
    reading.add_api_route("", pages.home, methods=["GET"])
    holding = web.room(HOME, web.gates.staff(*HOLDERS))
    holding.add_api_route("/new/{post}", pages.new, methods=["GET", "POST"])
    holding.add_api_route("/{number}/{act}", pages.act, methods=["POST"])
    return together(holding, reading)


class Handovers:
    """The pages of handovers."""

    def __init__(self, web: Web) -> None:
        self._web, self._house = web, web.house

    def home(self, request: Request, told: str = "") -> Response:
        return self._home(request, told)

    def new(self, request: Request, post: str) -> Response:
        form, who, refused = form_of(request), who_of(request), None
        held: Post | None = next((one for one in posts_of(who.roles) if one == post), None)
        if held is None:
            raise NotYourRoom
        duty = POSTS[held]
        if request.method == "POST":
            try:
                words = form.text("words", needed=False, longest=LONGEST)
                for name in duty.looks:
                    if not form.ticked(name):
                        form.wrong(name, "当面清点后勾选", "Tick it once it was looked at together")
                form.check()
                offer_post(self._house, who, held, duty.looks, words)
                return go(f"{HOME}?told=offered")
            except Refusal as refusal:
                refused = refusal
        return self._web.page(
            request,
            "incidents/handover_new.html",
            refusal=refused,
            form=form,
            post=held,
            duty=duty,
            counts=look_at_handovers(self._house, who).mine[held],
            items=ITEMS,
            explained=self._house.pack(self._house.clock.now()).list("handover_explained"),
        )

    def act(self, request: Request, number: str, act: str) -> Response:
        if act not in ACTS:
            return go(HOME)
        try:
            ACTS[act](self._house, who_of(request), number)
        except Refusal as refusal:
            return self._home(request, "", refusal, form_of(request))
        return go(f"{HOME}?told={act}")

    def _home(
        self, request: Request, told: str, refusal: Refusal | None = None, form: Form | None = None
    ) -> Response:
        who = who_of(request)
        return self._web.page(
            request,
            "incidents/handovers.html",
            refusal=refusal,
            form=form,
            seen=look_at_handovers(self._house, who),
            posts=POSTS,
            items=ITEMS,
            states=STATES,
            kinds=KINDS,
            told=told,
            account=who.account,
        )
