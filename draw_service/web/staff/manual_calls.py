"""Calls by hand: the card goes to the printer, the result is typed back and countersigned (Art. 5(2)).

A number stands on the paper alone; no page shows one, and no page shows a name.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import datetime

from fastapi import APIRouter, Request, Response

from audit.refusal import Refusal
from draw_service.rules.access import Role
from draw_service.rules.codes import Word
from draw_service.usecases.manual.destroy_kit import destroy_kit
from draw_service.usecases.manual.look_at_cards import look_at_cards
from draw_service.usecases.manual.next_card import next_card
from draw_service.usecases.manual.print_kit import MOST_PER_SEAT, PER_SEAT, print_kit
from draw_service.usecases.manual.reprint_card import reprint_card
from draw_service.usecases.manual.type_back import type_back
from draw_service.usecases.manual.type_back_kit import type_back_kit
from draw_service.usecases.ports import House, Lang
from draw_service.web.forms import Form
from draw_service.web.gates import form_of
from draw_service.web.parts import Web
from draw_service.web.staff.draw_room_parts import HOME, DrawRoom, countersigned, options
from notifications.channels.manual import RESULTS, Tried
from notifications.script import REASONS

RESULT_WORDS = {
    "accepted": Word("参加（已复述确认）", "will come (said twice)"),
    "declined": Word("不参加（已复述确认）", "will not come (said twice)"),
    "unconfirmed": Word("只说一次，未再确认", "said once, not again"),
    "silent": Word("接听后没有答复", "answered, decided nothing"),
    "machine": Word("语音信箱", "an answering machine"),
    "busy": Word("占线", "busy"),
    "no-answer": Word("无人接听", "no answer"),
    "unreachable": Word("无法接通", "not reachable"),
    "wrong-number": Word("非本人", "not their phone"),
}
REASON_WORDS = {
    "other-work": Word("另有工作安排", "other work"),
    "recusal": Word("应当回避", "has to step back"),
    "leave": Word("请假", "on leave"),
}
ROWS = 6
"""Calls one card can hold on the page; the rule packs ask for fewer."""


def router(web: Web) -> APIRouter:
    """``/draw-room/DRAW/cards``."""
    operator, room = web.room(HOME, web.gates.staff(Role.OPERATOR)), DrawRoom(web)

    acts = _Acts(room)

    def shown(request: Request, draw_id: str, template: str, refusal: Refusal | None = None) -> Response:
        return room.page(
            request,
            template,
            draw_id,
            refusal=refusal,
            form=form_of(request),
            cards=look_at_cards(web.house, draw_id),
            results=options(request, RESULT_WORDS, RESULTS),
            reasons=options(request, REASON_WORDS, tuple(REASONS.values())),
            rows=range(1, ROWS + 1),
            per_seat=PER_SEAT,
            most=MOST_PER_SEAT,
        )

    def add(place: str, template: str, do: Callable[[House, str, Form, Request], str] | None) -> None:
        def look(request: Request, draw_id: str) -> Response:
            return shown(request, draw_id, template)

        def act(request: Request, draw_id: str) -> Response:
            def done(house: House, form: Form) -> str:
                said = do(house, draw_id, form, request) if do is not None else ""
                return room.at(draw_id, f"/cards?done={said}")

            return room.act(
                request, draw_id, done, lambda refusal: shown(request, draw_id, template, refusal)
            )

        operator.add_api_route(f"/{{draw_id}}/cards{place}", look, methods=["GET"])
        if do is not None:
            operator.add_api_route(f"/{{draw_id}}/cards{place}", act, methods=["POST"])

    add("", "cards.html", None)
    add("/next", "cards.html", acts.print_next)
    add("/typed", "cards.html", acts.typed)
    add("/reprint", "card_reprint.html", acts.reprint)
    add("/kit", "kit.html", acts.kit)
    add("/kit-typed", "kit_typed.html", acts.kit_typed)
    add("/kit-destroyed", "kit_destroyed.html", acts.kit_destroyed)
    return operator


class _Acts:
    def __init__(self, room: DrawRoom) -> None:
        self._room = room

    def print_next(self, house: House, draw_id: str, form: Form, _request: Request) -> str:
        _sure(form, "sure_next")
        return "card" if next_card(house, draw_id, _lang(form)) else "no-card"

    def reprint(self, house: House, draw_id: str, form: Form, request: Request) -> str:
        reprint_card(house, draw_id, self._room.codes(request, form), _lang(form))
        return "card"

    def typed(self, house: House, draw_id: str, form: Form, request: Request) -> str:
        serial, tried = form.code("serial").upper(), list(_tried(form, house.clock.now()))
        witness, codes = countersigned(self._room, form, request)
        type_back(house, draw_id, serial, tried, witness, codes)
        return "typed"

    def kit(self, house: House, draw_id: str, form: Form, request: Request) -> str:
        each = form.number("per_seat", least=1, most=MOST_PER_SEAT)
        print_kit(house, draw_id, self._room.codes(request, form), each, _lang(form))
        return "kit"

    def kit_typed(self, house: House, draw_id: str, form: Form, request: Request) -> str:
        serial, label = form.code("serial").upper(), _label(form)
        tried = list(_tried(form, house.clock.now()))
        type_back_kit(house, draw_id, serial, label, tried, self._room.codes(request, form))
        return "typed"

    def kit_destroyed(self, house: House, draw_id: str, form: Form, request: Request) -> str:
        serial, unused = form.code("serial").upper(), form.number("unused")
        witness, codes = countersigned(self._room, form, request)
        destroy_kit(house, draw_id, serial, unused, witness, codes)
        return "destroyed"


def _tried(form: Form, now: datetime) -> Iterator[Tried]:
    """The calls as typed, empty rows left out. Notes what is missing in a row that was begun; a time without
    a date is of the day of ``now``."""
    begun = False
    for row in range(1, ROWS + 1):
        result = form.choice(f"result_{row}", RESULTS, needed=False)
        at = form.moment(f"at_{row}", needed=bool(result), now=now)
        number = form.number(f"number_{row}", needed=False, least=1, most=9)
        if not result and at is not None:
            form.wrong(f"result_{row}", "请选择结果", "Choose how it ended")
        begun = begun or bool(result) or f"at_{row}" in form.errors
        if result and at is not None:
            reason = form.choice(f"reason_{row}", tuple(REASONS.values()), needed=False)
            yield Tried(max(number, 1) - 1, result, at, reason if result == "declined" else "")
    if not begun:
        form.wrong("result_1", "请录入至少一次拨打", "Type back at least one call")


def _label(form: Form) -> str:
    """Of a card of the kit, ``1-3`` for ``1-03`` too."""
    place, dash, number = form.code("label").partition("-")
    return f"{place}{dash}{number.zfill(2)}" if dash else place


def _lang(form: Form) -> Lang:
    return "en" if form.choice("lang", ("zh", "en"), needed=False) == "en" else "zh"


def _sure(form: Form, name: str) -> None:
    if not form.ticked(name):
        form.wrong(name, "请先核对并勾选", "Check it and tick this first")
    form.check()
