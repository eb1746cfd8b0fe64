"""``/papers``: the official papers of a project (文书): preview, print, reprint, and their register."""

from __future__ import annotations

from fastapi import APIRouter, Request, Response

from audit.refusal import Refusal
from draw_service.rules.access import Role
from draw_service.rules.papers import PAPERS
from draw_service.rules.refusals import NotFound
from draw_service.usecases.papers.look_at_papers import list_projects, look_at_papers
from draw_service.web.forms import Form
from draw_service.web.paper_desk import PaperDesk
from draw_service.web.parts import Web

HOME = "/papers"
ACTS = ("preview", "print", "reprint")


class Papers:
    """The papers of one house."""

    def __init__(self, web: Web) -> None:
        self._web, self._house, self._desk = web, web.house, PaperDesk(web.house)

    def projects(self, request: Request) -> Response:
        return self._web.page(request, "papers/projects.html", projects=list_projects(self._house))

    def look(self, request: Request, project: str) -> Response:
        return self._page(request, project)

    def act(self, request: Request, project: str, draw_id: str, kind: str, act: str) -> Response:
        known = {attempt.draw_id for attempt in look_at_papers(self._house, project).attempts}
        if draw_id not in known or act not in ACTS:
            raise NotFound

        def again(request: Request, refusal: Refusal, form: Form) -> Response:
            return self._page(request, project, refusal, form, f"{draw_id}/{kind}")

        return self._desk.act(request, act, kind, draw_id, f"{HOME}/{project}", again)

    def _page(
        self,
        request: Request,
        project: str,
        refusal: Refusal | None = None,
        form: Form | None = None,
        open_: str = "",
    ) -> Response:
        view = look_at_papers(self._house, project)
        lines = [line for one in view.attempts for offer in one.offers for line in offer.lines]
        printed = request.query_params.get("printed", "")
        return self._web.page(
            request,
            "papers/project.html",
            refusal=refusal,
            form=form,
            view=view,
            kinds=PAPERS,
            open=open_,
            printed=printed if any(line.paper.serial == printed for line in lines) else "",
        )


def router(web: Web) -> APIRouter:
    """The operator's."""
    room = web.room(HOME, web.gates.staff(Role.OPERATOR))
    pages = Papers(web)
    room.add_api_route("", pages.projects, methods=["GET"])
    room.add_api_route("/{project}", pages.look, methods=["GET"])
    room.add_api_route("/{project}/{draw_id}/{kind}/{act}", pages.act, methods=["POST"])
    return room
