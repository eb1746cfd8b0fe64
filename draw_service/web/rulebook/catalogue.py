"""``/catalogue``: the transaction catalogue, editions by two people, the projects it covers (Art. 3)."""

from __future__ import annotations

from collections.abc import Callable

from fastapi import APIRouter, Request, Response

from audit.refusal import Refusal
from draw_service.documents.bidders_in import read_sheet
from draw_service.rules.access import Who
from draw_service.rules.catalogue import CATEGORIES, STATES
from draw_service.rules.catalogue_rows import HEADS, write_lines
from draw_service.rules.codes import Word
from draw_service.usecases.catalogue.confirm_edition import confirm_edition
from draw_service.usecases.catalogue.listed_projects import READERS as SUPERVISORS
from draw_service.usecases.catalogue.listed_projects import Fate, listed_projects
from draw_service.usecases.catalogue.look_at_catalogue import READERS, look_at_catalogue, look_at_edition
from draw_service.usecases.catalogue.propose_edition import (
    KEEPERS,
    LONGEST,
    propose_edition,
    withdraw_edition,
)
from draw_service.usecases.ports import House
from draw_service.web.gates import form_of, who_of
from draw_service.web.pages import go
from draw_service.web.parts import Web, together
from draw_service.web.words import say

HOME = "/catalogue"
TOLD = ("proposed", "confirmed", "withdrawn")
LABELS = {
    "source": "来源文件",
    "valid_from": "启用日期",
    "rows": "目录表",
    "file": "目录文件",
    "reason": "更改理由",
}
FATES: dict[Fate, tuple[Word, str]] = {
    "drawn": (Word("已从本系统抽取", "drawn here"), "good"),
    "in-hand": (Word("正在办理", "in hand"), ""),
    "missed": (Word("过了评标最迟开始时间仍未抽取", "not drawn when the evaluation had to begin"), "bad"),
    "ended": (Word("抽取已终止，没有再次抽取", "aborted, and no other attempt"), "bad"),
}


def router(web: Web) -> APIRouter:
    pages = Catalogue(web)
    reading = web.room(HOME, web.gates.staff(*READERS))
    reading.add_api_route("", pages.home, methods=["GET"])
    supervising = web.room(HOME, web.gates.staff(*SUPERVISORS))
    supervising.add_api_route("/projects", pages.projects, methods=["GET"])
    # Proved anew before anything is typed, so that nothing typed is lost on the way.
    writing = web.room(HOME, web.gates.staff(*KEEPERS, fresh=True))
    writing.add_api_route("/new", pages.new, methods=["GET", "POST"])
    writing.add_api_route("/{number}/withdraw", pages.withdraw, methods=["POST"])
    writing.add_api_route("/{number}/confirm", pages.confirm, methods=["POST"])
    reading.add_api_route("/{number}", pages.look, methods=["GET"])
    return together(supervising, writing, reading)


class Catalogue:
    """The pages of the catalogue."""

    def __init__(self, web: Web) -> None:
        self._web, self._house = web, web.house

    def home(self, request: Request) -> Response:
        who = who_of(request)
        return self._web.page(
            request,
            "rulebook/catalogue.html",
            seen=look_at_catalogue(self._house, who),
            categories=CATEGORIES,
            states=STATES,
            keeps=bool(who.roles & frozenset(KEEPERS)),
            supervises=bool(who.roles & frozenset(SUPERVISORS)),
        )

    def projects(self, request: Request, year: int = 0, page: int = 1) -> Response:
        return self._web.page(
            request,
            "rulebook/catalogue_projects.html",
            seen=listed_projects(self._house, who_of(request), year, page),
            fates=FATES,
        )

    def new(self, request: Request) -> Response:
        form, who, refused, lang = form_of(request), who_of(request), None, request.state.lang
        if request.method == "POST":
            source, day = form.text("source", longest=LONGEST), form.day("valid_from")
            reason = form.text("reason", longest=LONGEST)
            data, pasted = form.file("file"), form.lines("rows", needed=False, longest=200_000)
            if not data and not pasted:
                form.wrong("rows", "请粘贴目录表，或选择文件", "Paste the table, or choose a file")
            try:
                form.check()
                assert day is not None
                rows = read_sheet(data) if data else [line.split("\t") for line in pasted]
                number = propose_edition(self._house, who, source, day, rows, reason)
                return go(f"{HOME}/{number}?told=proposed")
            except Refusal as refusal:
                refused = refusal
        now = look_at_catalogue(self._house, who).now
        return self._web.page(
            request,
            "rulebook/catalogue_new.html",
            refusal=refused,
            form=form,
            table="\n".join("\t".join(row) for row in write_lines(now.lines)),
            heads="、".join(HEADS),
            other=CATEGORIES["other"].zh,
            labels={name: say(lang, words) for name, words in LABELS.items()},
        )

    def look(self, request: Request, number: str, told: str = "") -> Response:
        return self._look(request, number, told)

    def confirm(self, request: Request, number: str) -> Response:
        return self._decide(request, number, confirm_edition, "confirmed")

    def withdraw(self, request: Request, number: str) -> Response:
        return self._decide(request, number, withdraw_edition, "withdrawn")

    def _decide(
        self, request: Request, number: str, act: Callable[[House, Who, str], None], told: str
    ) -> Response:
        try:
            act(self._house, who_of(request), number)
        except Refusal as refusal:
            return self._look(request, number, refusal=refusal)
        return go(f"{HOME}/{number}?told={told}")

    def _look(
        self, request: Request, number: str, told: str = "", refusal: Refusal | None = None
    ) -> Response:
        who = who_of(request)
        seen = look_at_edition(self._house, who, number)
        return self._web.page(
            request,
            "rulebook/catalogue_edition.html",
            refusal=refusal,
            seen=seen,
            categories=CATEGORIES,
            states=STATES,
            told=told if told in TOLD and refusal is None else "",
            keeps=bool(who.roles & frozenset(KEEPERS)) and seen.edition.state == "proposed",
        )
