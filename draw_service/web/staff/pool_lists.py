"""``/pool/declarations``, ``/pool/pairs``, ``/pool/aliases``: lists without names (Art. 2, 12, 20(4))."""

from __future__ import annotations

import csv
from typing import Any

from fastapi import APIRouter, Request, Response

from audit.refusal import Refusal
from draw_service.rules.access import Role
from draw_service.rules.pool_keeping import STATES
from draw_service.usecases.expert.unsigned_duties import unsigned_duties
from draw_service.usecases.pool.aliases import import_aliases, keep_alias, look_at_aliases
from draw_service.usecases.pool.pairs import decide_pair, open_pairs
from draw_service.usecases.pool.remind_declarations import endings
from draw_service.usecases.pool.remove_alias import ask_removal
from draw_service.web.forms import Form
from draw_service.web.gates import form_of, who_of
from draw_service.web.pages import go
from draw_service.web.parts import Web
from draw_service.web.words import say
from scoring.rules.working_days import civil_date

LABELS = {"name": "其他名称", "code": "统一社会信用代码", "rows": "批量登记", "verdict": "结论"}
REMOVAL_LABELS = {"handle": "要移除的名称", "reason": "移除理由"}


def router(web: Web) -> APIRouter:
    room = web.room("/pool", web.gates.staff(Role.POOL_KEEPER))
    pages = Lists(web)
    room.add_api_route("/declarations", pages.declarations, methods=["GET"])
    room.add_api_route("/pairs", pages.pairs, methods=["GET", "POST"])
    room.add_api_route("/aliases", pages.aliases, methods=["GET", "POST"])
    room.add_api_route("/aliases/remove", pages.remove_alias, methods=["POST"])
    return room


class Lists:
    """Three lists of the keeper."""

    def __init__(self, web: Web) -> None:
        self._web, self._house = web, web.house

    def declarations(self, request: Request) -> Response:
        now = self._house.clock.now()
        pack = self._house.pack(now)
        return self._web.page(
            request,
            "pool/declarations.html",
            found=endings(self._house, who_of(request)),
            unsigned=unsigned_duties(self._house, who_of(request)),
            today=civil_date(now),
            months=pack.int("declaration_months"),
            grace=pack.int("declaration_grace_days"),
            days=sorted(pack.ints("declaration_remind_days"), reverse=True),
            drawn=pack.text("declaration_expired") != "not-drawn",
        )

    def pairs(self, request: Request, told: str = "") -> Response:
        form, refused = form_of(request), None
        if request.method == "POST":
            one, other = form.code("one", longest=20), form.code("other", longest=20)
            verdict = form.choice("verdict", ("different", "same"))
            try:
                form.check()
                same = verdict == "same"
                decide_pair(self._house, who_of(request), one, other, "same" if same else "different")
                return go(f"/pool/pairs?told={verdict}")
            except Refusal as refusal:
                refused = refusal
        return self._web.page(
            request,
            "pool/pairs.html",
            refusal=refused,
            form=form,
            found=open_pairs(self._house, who_of(request)),
            told=told,
            labels=self._labels(request),
        )

    def aliases(self, request: Request, told: str = "") -> Response:
        """One by one, or lines pasted from a table: name, credit code."""
        form, refused = form_of(request), None
        if request.method == "POST":
            try:
                if form.typed.get("rows"):
                    lines = form.lines("rows")
                    form.check()
                    rows = list(csv.reader(line.replace("\t", ",").replace("，", ",") for line in lines))
                    import_aliases(self._house, who_of(request), rows)
                else:
                    name, code = form.text("name", longest=200), form.code("code", longest=18)
                    form.check()
                    keep_alias(self._house, who_of(request), name, code)
                return go("/pool/aliases?told=kept")
            except Refusal as refusal:
                refused = refusal
        return self._aliases(request, told, refused, form)

    def remove_alias(self, request: Request) -> Response:
        form, who = form_of(request), who_of(request)
        known = [one.handle for one in look_at_aliases(self._house, who).names]
        handle, reason = form.choice("handle", known), form.text("reason", longest=200)
        try:
            form.check()
            case = ask_removal(self._house, who, handle, reason)
        except Refusal as refusal:
            return self._aliases(request, "", refusal, form)
        return go(f"/pool/cases/{case}?told=filed")

    def _aliases(
        self, request: Request, told: str, refusal: Refusal | None = None, form: Form | None = None
    ) -> Response:
        lang = request.state.lang
        return self._web.page(
            request,
            "pool/aliases.html",
            refusal=refusal,
            form=form,
            seen=look_at_aliases(self._house, who_of(request)),
            states=STATES,
            told=told,
            labels={
                **self._labels(request),
                **{name: say(lang, words) for name, words in REMOVAL_LABELS.items()},
            },
        )

    def _labels(self, request: Request) -> dict[str, Any]:
        return {name: say(request.state.lang, words) for name, words in LABELS.items()}
