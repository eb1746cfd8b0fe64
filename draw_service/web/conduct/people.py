"""``/supervision/scores/…``: experts one by one: stops and the way back, training, orders, history queries
(Art. 17(7), 20-22)."""

from __future__ import annotations

from collections.abc import Callable
from typing import Annotated, Any

from fastapi import APIRouter, Query, Request, Response

from audit.refusal import Refusal
from draw_service.rules.access import Role
from draw_service.rules.codes import Word
from draw_service.rules.refusals import NotFound
from draw_service.usecases.conduct.acting import person_of
from draw_service.usecases.conduct.look_at_expert import (
    history_requests,
    look_at_expert,
    must_be_known,
    open_orders,
    standing_stops,
)
from draw_service.usecases.conduct.office import office_of
from draw_service.web.conduct.board import HOME
from draw_service.web.conduct.said import GRADES, STOPS
from draw_service.web.forms import Form
from draw_service.web.gates import form_of, who_of
from draw_service.web.pages import go
from draw_service.web.parts import Web
from draw_service.web.words import say
from scoring.rules.entries import StateWord
from scoring.rules.items import ITEMS
from scoring.rules.people import Person
from scoring.rules.stops import TRAINING_WORDS
from scoring.rules.working_days import civil_date
from scoring.usecases.close_rectification import close_rectification
from scoring.usecases.extend_stop import extend_stop
from scoring.usecases.lift_stop import lift_stop
from scoring.usecases.look_history import look_history
from scoring.usecases.order_rectification import order_rectification
from scoring.usecases.record_training import record_training
from scoring.usecases.request_history import request_history
from scoring.usecases.restore_expert import restore_expert
from scoring.usecases.suspend_expert import suspend_expert

LABELS = {
    "expert": "专家编号",
    "purpose": "用途",
    "reason": "理由",
    "until": "最后一天",
    "kind": "种类",
    "on": "日期",
    "hours": "课时",
    "words": "整改要求",
}


def router(web: Web) -> APIRouter:
    room = web.room(HOME, web.gates.staff(Role.REGULATOR))
    pages = People(web)
    room.add_api_route("/experts/{expert}", pages.one, methods=["GET"])
    room.add_api_route("/experts/{expert}/{act}", pages.act, methods=["POST"])
    room.add_api_route("/stops", pages.stops, methods=["GET"])
    room.add_api_route("/stops/{stop_id}/{act}", pages.change, methods=["POST"])
    room.add_api_route("/orders", pages.orders, methods=["GET"])
    room.add_api_route("/orders/{order_id}", pages.close, methods=["POST"])
    room.add_api_route("/history", pages.history, methods=["GET", "POST"])
    room.add_api_route("/history/{request_id}", pages.look, methods=["POST"])
    return room


class People:
    """The regulator's pages about single experts."""

    def __init__(self, web: Web) -> None:
        self._web, self._house, self._office = web, web.house, office_of(web.house)
        self._acts: dict[str, Callable[[str, Form, Person], object]] = {
            "suspend": self._suspend,
            "train": self._train,
            "order": self._order,
        }

    def one(
        self, request: Request, expert: str, year: Annotated[int, Query(ge=0, le=9999)] = 0, told: str = ""
    ) -> Response:
        return self._expert(request, expert, year, told=told)

    def act(self, request: Request, expert: str, act: str) -> Response:
        if act not in self._acts:
            raise NotFound
        must_be_known(self._house, expert)
        form = form_of(request)
        try:
            self._acts[act](expert, form, self._by(request))
        except Refusal as refusal:
            return self._expert(request, expert, refusal=refusal, form=form)
        return go(f"{HOME}/experts/{expert}?told={act}")

    def stops(self, request: Request, told: str = "") -> Response:
        return self._stops(request, told=told)

    def change(self, request: Request, stop_id: str, act: str) -> Response:
        form, by = form_of(request), self._by(request)
        try:
            if act == "restore":
                restore_expert(self._office, stop_id, by)
            elif act == "lift":
                reason = form.text("reason")
                form.check()
                lift_stop(self._office, stop_id, reason, by)
            elif act == "extend":
                reason, until = form.text("reason"), form.day("until")
                form.check()
                assert until is not None
                extend_stop(self._office, stop_id, until, reason, by)
            else:
                raise NotFound
        except Refusal as refusal:
            return self._stops(request, refusal=refusal, form=form)
        return go(f"{HOME}/stops?told={act}")

    def orders(self, request: Request, told: str = "") -> Response:
        return self._web.page(
            request, "conduct/orders.html", orders=self._order_rows(), told=told, today=self._today()
        )

    def close(self, request: Request, order_id: str) -> Response:
        form = form_of(request)
        verdict = form.choice("verdict", ("enough", "again"))
        try:
            form.check()
            close_rectification(self._office, order_id, self._by(request), enough=verdict == "enough")
        except Refusal as refusal:
            return self._web.page(
                request,
                "conduct/orders.html",
                refusal=refusal,
                form=form,
                orders=self._order_rows(),
                told="",
                today=self._today(),
            )
        return go(f"{HOME}/orders?told={verdict}")

    def history(self, request: Request, told: str = "") -> Response:
        """The own queries, and asking for one."""
        form, refused = form_of(request), None
        if request.method == "POST":
            try:
                expert, purpose = form.code("expert", longest=20).upper(), form.text("purpose")
                form.check()
                must_be_known(self._house, expert)
                request_history(self._office, expert, purpose, self._by(request))
                return go(f"{HOME}/history?told=asked")
            except Refusal as refusal:
                refused = refusal
        return self._history(request, refusal=refused, form=form, told=told)

    def look(self, request: Request, request_id: str) -> Response:
        """A form and no link: every look is logged."""
        seen = look_history(self._office, request_id, self._by(request))
        return self._history(request, seen=seen)

    def _by(self, request: Request) -> Person:
        return person_of(who_of(request), Role.REGULATOR)

    def _today(self) -> Any:
        return civil_date(self._house.clock.now())

    def _order_rows(self) -> list[tuple[Any, StateWord]]:
        return [(one, StateWord(one.state)) for one in open_orders(self._house)]

    def _suspend(self, expert: str, form: Form, by: Person) -> None:
        until, reason = form.day("until", needed=False), form.text("reason")
        form.check()
        suspend_expert(self._office, expert, until, reason, by)

    def _train(self, expert: str, form: Form, by: Person) -> None:
        kind, on = form.choice("kind", TRAINING_WORDS), form.day("on")
        hours, passed = form.number("hours", needed=False, most=1000), form.ticked("passed")
        form.check()
        assert on is not None
        record_training(self._office, expert, kind, on, by, hours=hours, passed=passed)  # type: ignore[arg-type]

    def _order(self, expert: str, form: Form, by: Person) -> None:
        words = form.text("words", longest=2000)
        form.check()
        order_rectification(self._office, expert, words, by)

    def _expert(
        self, request: Request, expert: str, year: int = 0, *, told: str = "", **data: Any
    ) -> Response:
        seen = look_at_expert(self._house, expert, year or self._today().year)
        entries = sorted(seen.sheet.entries, key=lambda one: one.at, reverse=True)
        return self._web.page(
            request,
            "conduct/expert.html",
            seen=seen,
            this_year=self._today().year,
            grade=GRADES[seen.sheet.result.grade],
            entries=[(one, ITEMS[one.item], StateWord(one.state)) for one in entries],
            stops=[(one, STOPS[one.kind], StateWord(one.state)) for one in seen.stops],
            orders=[(one, StateWord(one.state)) for one in seen.orders],
            kinds=[(kind, Word(*words)) for kind, words in TRAINING_WORDS.items()],
            training=[(one, Word(*TRAINING_WORDS[one.kind])) for one in seen.training],
            told=told,
            labels=self._labels(request),
            **data,
        )

    def _stops(self, request: Request, *, told: str = "", **data: Any) -> Response:
        found = [(one, STOPS[one.kind], lacking) for one, lacking in standing_stops(self._house)]
        return self._web.page(
            request, "conduct/stops.html", stops=found, told=told, labels=self._labels(request), **data
        )

    def _history(self, request: Request, *, told: str = "", **data: Any) -> Response:
        asked = [
            (one, StateWord(one.state)) for one in history_requests(self._house, who_of(request).account)
        ]
        data.setdefault("seen", None)
        return self._web.page(
            request,
            "conduct/history.html",
            asked=asked,
            items=ITEMS,
            told=told,
            labels=self._labels(request),
            **data,
        )

    def _labels(self, request: Request) -> dict[str, str]:
        return {name: say(request.state.lang, words) for name, words in LABELS.items()}
