"""``/pool``: the register as its keepers see it: numbers first, a name only with a reason (Art. 2, 9)."""

from __future__ import annotations

from typing import Any

from fastapi import APIRouter, Request, Response

from audit.refusal import Refusal
from draw_service.rules.access import Role
from draw_service.rules.pool_changes import MAJORS, TYPED, label_of, read_typed, texts_of
from draw_service.rules.pool_keeping import ACTS, STANDINGS, STATES, CaseData, Kind, asks_regulator
from draw_service.rules.pool_looks import LOOKS
from draw_service.rules.refusals import EntryWrong, NotFound
from draw_service.rules.scope import POOLS
from draw_service.usecases.pool.decide_case import fingerprint
from draw_service.usecases.pool.file_case import file_case
from draw_service.usecases.pool.look_at_pool import (
    count_pool,
    find_entry,
    look_at_entry,
    open_entry,
    regulators,
)
from draw_service.web.gates import form_of, who_of
from draw_service.web.pages import go
from draw_service.web.parts import Web
from draw_service.web.pool_form import LABELS, columns_of, entry_of, papers_of, specialties_of
from draw_service.web.words import say

HOME = "/pool"


def router(web: Web) -> APIRouter:
    room = web.room(HOME, web.gates.staff(Role.POOL_KEEPER))
    pages = Register(web)
    room.add_api_route("", pages.home, methods=["GET"])
    room.add_api_route("/experts", pages.find, methods=["POST"])
    room.add_api_route("/experts", pages.back, methods=["GET"])
    room.add_api_route("/experts/{expert}", pages.entry, methods=["GET"])
    room.add_api_route("/experts/{expert}/file", pages.open, methods=["POST"])
    room.add_api_route("/experts/{expert}/amend", pages.amend, methods=["POST"])
    room.add_api_route("/experts/{expert}/{act}", pages.act, methods=["POST"])
    return room


class Register:
    """The keeper's pages about the register and one entry."""

    def __init__(self, web: Web) -> None:
        self._web, self._house = web, web.house

    def home(self, request: Request, told: str = "") -> Response:
        return self._home(request, told=told)

    def back(self) -> Response:
        return go(HOME)

    def find(self, request: Request) -> Response:
        """A form, not a link: an identity number has no place in an address."""
        form = form_of(request)
        wanted = form.code("wanted", longest=40)
        try:
            form.check()
            return go(f"{HOME}/experts/{find_entry(self._house, who_of(request), wanted)}")
        except Refusal as refusal:
            return self._home(request, refusal=refusal, form=form)

    def entry(self, request: Request, expert: str, told: str = "") -> Response:
        return self._entry(request, expert, told=told)

    def open(self, request: Request, expert: str) -> Response:
        form = form_of(request)
        reason, about = form.choice("why", LOOKS), form.code("about", needed=False, longest=40)
        try:
            form.check()
            return self._file(request, expert, reason, about)
        except Refusal as refusal:
            return self._entry(request, expert, refusal=refusal, form=form)

    def amend(self, request: Request, expert: str) -> Response:
        """The changed entry is asked for; it is compared with the one that was on the page."""
        form = form_of(request)
        reason = form.text("reason", longest=200)
        opened = open_entry(self._house, who_of(request), expert, "change")
        problems: Any = ()
        try:
            record, problems = read_typed(entry_of(form), specialties_of(self._house), opened.record)
            for problem in problems:
                form.wrong(problem.column, problem.zh, problem.en)
            if record is None:
                raise EntryWrong(total=max(len(problems), 1))
            form.check()
            data = CaseData(reason, record=record, more={"was": fingerprint(self._house, opened.record)})
            number = file_case(
                self._house, who_of(request), "amend", data, expert=expert, papers=papers_of(form)
            )
        except Refusal as refusal:
            return self._file(request, expert, "change", "", refusal=refusal, form=form, opened=opened)
        return go(f"{HOME}/cases/{number}?told=filed")

    def act(self, request: Request, expert: str, act: str) -> Response:
        """Suspension, its end, removal, re-admission, death: asked for with a reason."""
        kind: Kind | None = next((one for one in ACTS if one == act), None)
        if kind is None or kind in ("admit", "amend") or not ACTS[kind].origin:
            raise NotFound
        form, pack = form_of(request), self._house.pack(self._house.clock.now())
        reason, until = form.text("reason", longest=200), form.day("until", needed=False)
        document = form.text("document", needed=ACTS[kind].papers, longest=60)
        authority = ""
        if asks_regulator(kind, pack):
            authority = form.choice("authority", [code for code, _name in regulators(self._house)])
        try:
            form.check()
            data = CaseData(reason, document, until if kind == "suspend" else None)
            number = file_case(
                self._house,
                who_of(request),
                kind,
                data,
                expert=expert,
                authority=authority,
                papers=papers_of(form),
            )
        except Refusal as refusal:
            return self._entry(request, expert, refusal=refusal, form=form, asked=kind)
        return go(f"{HOME}/cases/{number}?told=filed")

    def _home(self, request: Request, *, told: str = "", **data: Any) -> Response:
        return self._web.page(
            request,
            "pool/home.html",
            counts=count_pool(self._house, who_of(request)),
            standings=STANDINGS,
            told=told,
            labels=self._labels(request),
            **data,
        )

    def _entry(
        self, request: Request, expert: str, *, told: str = "", asked: str = "", **data: Any
    ) -> Response:
        seen = look_at_entry(self._house, who_of(request), expert)
        pack = self._house.pack(self._house.clock.now())
        return self._web.page(
            request,
            "pool/entry.html",
            seen=seen,
            specialties=specialties_of(self._house),
            standings=STANDINGS,
            states=STATES,
            acts=ACTS,
            pools=POOLS,
            looks=LOOKS,
            asks={kind for kind in seen.acts if asks_regulator(kind, pack)},
            regulators=regulators(self._house),
            told=told,
            asked=asked,
            labels=self._labels(request),
            **data,
        )

    def _file(
        self, request: Request, expert: str, reason: str, about: str, *, opened: Any = None, **data: Any
    ) -> Response:
        opened = opened or open_entry(self._house, who_of(request), expert, reason, about)
        lang = request.state.lang
        return self._web.page(
            request,
            "pool/file.html",
            opened=opened,
            texts=texts_of(opened.record),
            columns=columns_of(lang),
            majors=MAJORS,
            heads={one.field: label_of(one.field) for one in opened.history},
            reason=LOOKS[reason],
            standings=STANDINGS,
            may_amend="amend" in opened.entry.acts,
            labels={
                **self._labels(request),
                **{name: label_of(name).say(lang) for name in (*(one.name for one in TYPED), MAJORS)},
            },
            **data,
        )

    def _labels(self, request: Request) -> dict[str, str]:
        return {name: say(request.state.lang, words) for name, words in LABELS.items()}
