"""``/conduct-papers``, ``/lead-papers``, ``/office-papers``: papers of the ledger, each from the desk whose
act it tells of (Art. 20, 21, 22)."""

from __future__ import annotations

from collections.abc import Callable
from urllib.parse import quote

from fastapi import APIRouter, Request, Response

from audit.refusal import Refusal
from draw_service.rules.access import Role
from draw_service.rules.refusals import NotFound
from draw_service.usecases.papers.look_at_papers import look_at_paper
from draw_service.web.forms import Form
from draw_service.web.pages import go
from draw_service.web.paper_desk import PaperDesk
from draw_service.web.parts import Web

ACTS = ("preview", "print", "reprint")


class LedgerPapers:
    """One desk's papers. ``back``: where a kind's subject has its page."""

    def __init__(self, web: Web, home: str, back: dict[str, str]) -> None:
        self._web, self._house, self._desk = web, web.house, PaperDesk(web.house)
        self._home, self._back = home, back

    def look(self, request: Request, kind: str, subject: str) -> Response:
        return self._page(request, kind, subject)

    def certificate(self, run: str = "", expert: str = "") -> Response:
        """From a run's page: whose certificate."""
        return go(
            f"{self._home}/annual-certificate/{quote(run, safe='')}.{quote(expert.strip().upper(), safe='')}"
        )

    def act(self, request: Request, kind: str, subject: str, act: str) -> Response:
        if kind not in self._back or act not in ACTS:
            raise NotFound

        def again(request: Request, refusal: Refusal, form: Form) -> Response:
            return self._page(request, kind, subject, refusal, form)

        return self._desk.act(request, act, kind, subject, f"{self._home}/{kind}/{subject}", again)

    def _page(
        self,
        request: Request,
        kind: str,
        subject: str,
        refusal: Refusal | None = None,
        form: Form | None = None,
    ) -> Response:
        if kind not in self._back:
            raise NotFound
        offer = look_at_paper(self._house, kind, subject)
        printed = request.query_params.get("printed", "")
        return self._web.page(
            request,
            "papers/one.html",
            refusal=refusal,
            form=form,
            offer=offer,
            printer=self._house.paper_printer is not None,
            back=f"{self._back[kind]}/{subject.partition('.')[0]}",
            here=f"{self._home}/{kind}/{subject}",
            printed=printed if any(line.paper.serial == printed for line in offer.lines) else "",
        )


def _room(home: str, back: dict[str, str], *roles: Role) -> Callable[[Web], APIRouter]:
    def router(web: Web) -> APIRouter:
        room = web.room(home, web.gates.staff(*roles))
        pages = LedgerPapers(web, home, back)
        if "annual-certificate" in back:
            room.add_api_route("", pages.certificate, methods=["GET"])
        room.add_api_route("/{kind}/{subject}", pages.look, methods=["GET"])
        room.add_api_route("/{kind}/{subject}/{act}", pages.act, methods=["POST"])
        return room

    return router


conduct_router = _room(
    "/conduct-papers",
    {"conduct-notice": "/conduct", "publication-notice": "/conduct"},
    Role.OPERATOR,
    Role.REGULATOR,
)
lead_router = _room("/lead-papers", {"objection-answer": "/lead"}, Role.LEAD)
office_router = _room(
    "/office-papers", {"annual-certificate": "/office", "supervision-notice": "/measures"}, Role.OFFICE
)
