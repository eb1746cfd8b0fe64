"""The witness' own screen: what is happening, the commitments, the receipt to compare, and one's own turn
(Art. 8(2), 10; protocol section 1)."""

from __future__ import annotations

from functools import partial
from typing import cast

from fastapi import APIRouter, Request, Response

from audit.refusal import Refusal
from draw_service.rules.applications import Party
from draw_service.rules.codes import OUTCOME_WORDS, PARTY_WORDS
from draw_service.rules.refusals import MovedOn, NotFound
from draw_service.usecases.access.enter_witness import enter_witness
from draw_service.usecases.draws.reveal_share import reveal_share
from draw_service.usecases.room.as_seen import as_seen, moved_on
from draw_service.usecases.room.look_at_session import SessionView, look_at_session
from draw_service.web.cookies import keep
from draw_service.web.gates import address_of, form_of, who_of
from draw_service.web.pages import go
from draw_service.web.parts import Web, together
from draw_service.web.session_words import SEAT_STATES, SELECTIVE_STEPS, STEPS, specialties_of, stage_of

HOME = "/witness"


def router(web: Web) -> APIRouter:
    """``/witness`` for the entry code, ``/witness/DRAW`` behind it."""
    return together(_door(web), _screen(web))


def _door(web: Web) -> APIRouter:
    door = web.room(HOME, web.gates.public())

    def shown(request: Request, refusal: Refusal | None = None) -> Response:
        asked = request.query_params.get("draw", "")[:64]
        return web.page(
            request,
            "witness/enter.html",
            asked=asked,
            party_words=PARTY_WORDS,
            refusal=refusal,
            form=form_of(request),
        )

    @door.get("")
    def enter(request: Request) -> Response:
        if request.state.who is not None and request.state.who.draw:
            return go(f"{HOME}/{request.state.who.draw}")
        return shown(request)

    @door.post("")
    def entered(request: Request) -> Response:
        form = form_of(request)
        draw_id, party = form.draw(), form.choice("party", ("tenderer", "regulator"))
        code = form.code("entry", longest=32)
        try:
            form.check()
            token = enter_witness(web.house, draw_id, cast("Party", party), code, address_of(request))
        except Refusal as refusal:
            return shown(request, refusal)
        answer = go(f"{HOME}/{draw_id}")
        keep(answer, token)
        return answer

    return door


def _screen(web: Web) -> APIRouter:
    room = web.room(HOME, web.gates.witness())

    def own(request: Request, draw_id: str) -> SessionView:
        if who_of(request).draw != draw_id:
            raise NotFound
        return look_at_session(web.house, draw_id)

    def shown(request: Request, draw_id: str, refusal: Refusal | None = None) -> Response:
        view = own(request, draw_id)
        return web.page(
            request,
            "witness/screen.html",
            view=view,
            specialties=specialties_of(web.house, view.application.strata, request.state.lang),
            here=f"{HOME}/{draw_id}",
            stage=stage_of(view),
            moved=request.query_params.get("moved", ""),
            now=web.clock(),
            refusal=refusal,
            form=form_of(request),
            **_words(),
        )

    @room.get("/{draw_id}")
    def now(request: Request, draw_id: str) -> Response:
        return shown(request, draw_id)

    @room.get("/{draw_id}/live")
    def live(request: Request, draw_id: str) -> Response:
        own(request, draw_id)
        lang = request.state.lang
        return web.feed.stream(draw_id, f"witness-{lang}", partial(live_parts, web, draw_id, lang), web.clock)

    @room.post("/{draw_id}/share")
    def share(request: Request, draw_id: str) -> Response:
        own(request, draw_id)
        form, party = form_of(request), cast("Party", who_of(request).party)
        steps = form.number("n", needed=False)
        if not form.ticked("compared"):
            form.wrong("compared", "请先核对并勾选", "Check it and tick this first")
        code = form.code("share")
        try:
            if moved_on(web.house, draw_id, steps):
                raise MovedOn
            form.check()
            reveal_share(as_seen(web.house, draw_id, steps), draw_id, party, code)
        except MovedOn:
            return go(f"{HOME}/{draw_id}?moved=1")
        except Refusal as refusal:
            return shown(request, draw_id, refusal)
        return go(f"{HOME}/{draw_id}")

    return room


def live_parts(web: Web, draw_id: str, lang: str) -> dict[str, str]:
    """What follows the draw on a witness' screen, the same for every witness."""
    view = look_at_session(web.house, draw_id)
    return {
        "now": web.pages.part(lang, "witness/_now.html", view=view, **_words()),
        "status": web.pages.part(
            lang,
            "draw_room/_status.html",
            view=view,
            specialties=specialties_of(web.house, view.application.strata, lang),
            **_words(),
        ),
        "stage": stage_of(view),
    }


def _words() -> dict[str, object]:
    return {
        "step_words": STEPS,
        "choosing_words": SELECTIVE_STEPS,
        "seat_words": SEAT_STATES,
        "party_words": PARTY_WORDS,
        "outcome_words": OUTCOME_WORDS,
        "parties": tuple(PARTY_WORDS),
    }
