"""``/admin/keys``: keys with which trading platforms call the JSON API."""

from __future__ import annotations

from fastapi import APIRouter, Request, Response

from audit.refusal import Refusal
from draw_service.rules.access import Role, Scope
from draw_service.rules.codes import Word
from draw_service.rules.refusals import NotFound, NotFresh
from draw_service.usecases.access.issue_key import ApiKeySeen, issue_key, list_keys, revoke_key
from draw_service.web.gates import form_of, who_of
from draw_service.web.pages import go
from draw_service.web.parts import Web

HOME = "/admin/keys"
SCOPES = {
    Scope.APPLICATIONS_READ: Word("查看申请与进度", "read applications and where they stand"),
    Scope.APPLICATIONS_WRITE: Word("提交申请", "file applications"),
    Scope.ROSTERS_READ: Word("结果通知之后查看名单", "read rosters, after the result notice"),
    Scope.RESULTS_READ: Word("查看结果和公开核验包", "read results and public bundles"),
}


def router(web: Web) -> APIRouter:
    """The list; issuing and revoking ask first that it is really the administrator."""
    room = web.room("", web.gates.staff(Role.ADMINISTRATOR))
    grave = web.room("", web.gates.staff(Role.ADMINISTRATOR, fresh=True))
    house = web.house

    def listed(request: Request) -> Response:
        return web.page(
            request, "admin/keys.html", keys=list_keys(house, who_of(request))[::-1], scopes=SCOPES
        )

    def blank(request: Request, refusal: Refusal | None = None) -> Response:
        form = form_of(request)
        ticked = form.choices("scopes", list(Scope))
        return web.page(
            request, "admin/key_new.html", refusal=refusal, form=form, scopes=SCOPES, ticked=ticked
        )

    def empty(request: Request) -> Response:
        return blank(request)

    def issue(request: Request) -> Response:
        form = form_of(request)
        name, code = form.text("name", longest=80), form.code("organisation", needed=False)
        scopes = [Scope(one) for one in form.choices("scopes", list(Scope))]
        if not scopes:
            form.wrong("scopes", "请至少选择一项权限", "Choose at least one scope")
        try:
            form.check()
            secret = issue_key(house, who_of(request), name, scopes, code)
        except NotFresh:
            raise
        except Refusal as refusal:
            return blank(request, refusal)
        return web.page(request, "admin/key_issued.html", name=name, secret=secret)

    def found(request: Request, key_id: str) -> ApiKeySeen:
        for one in list_keys(house, who_of(request)):
            if one.id == key_id and one.revoked_at is None:
                return one
        raise NotFound

    def ask(request: Request, key_id: str) -> Response:
        return web.page(request, "admin/key_revoke.html", key=found(request, key_id), scopes=SCOPES)

    def revoke(request: Request, key_id: str) -> Response:
        revoke_key(house, who_of(request), key_id)
        return go(f"{HOME}?revoked={key_id}")

    room.add_api_route(HOME, listed, methods=["GET"])
    grave.add_api_route(f"{HOME}/new", empty, methods=["GET"])
    grave.add_api_route(f"{HOME}/new", issue, methods=["POST"])
    grave.add_api_route(f"{HOME}/{{key_id}}", ask, methods=["GET"])
    grave.add_api_route(f"{HOME}/{{key_id}}", revoke, methods=["POST"])
    room.include_router(grave)
    return room
