"""``/admin/accounts``: who has an account, with which roles; new ones, changed ones, closed ones."""

from __future__ import annotations

from fastapi import APIRouter, Request, Response

from audit.refusal import Refusal
from draw_service.rules.access import CENTER_ROLES, ROLE_WORDS, AccountDraft, Role
from draw_service.rules.codes import Word
from draw_service.rules.refusals import NotFound, NotFresh
from draw_service.usecases.access.change_roles import change_roles
from draw_service.usecases.access.disable_account import disable_account
from draw_service.usecases.access.enable_account import enable_account
from draw_service.usecases.access.invite_account import invite_account
from draw_service.usecases.access.list_accounts import AccountSeen, list_accounts
from draw_service.usecases.access.reset_account import reset_account
from draw_service.usecases.access.unlock_account import unlock_account
from draw_service.web.forms import Form
from draw_service.web.gates import form_of, who_of
from draw_service.web.pages import go
from draw_service.web.parts import Web

HOME = "/admin/accounts"
MEANS = {
    Role.ADMINISTRATOR: Word(
        "账户、接口密钥、告警、日历；不办理任何业务", "accounts, keys, alarms, calendar; no business"
    ),
    Role.POOL_KEEPER: Word("维护专家名册；永远不能抽取", "keeps the register; never draws"),
    Role.OPERATOR: Word("抽取室、启封", "draw room, unsealing"),
    Role.DESK: Word("评标当天签到", "sign-in on the day"),
    Role.COUNTER: Word("抽取室外打印见证凭条", "prints witness slips outside the draw room"),
    Role.TENDERER: Word("提交抽取申请、派见证人", "files applications, sends a witness"),
    Role.AGENCY: Word("代招标人起草申请", "drafts applications for a tenderer"),
    Role.REGULATOR: Word("派见证人、监督、记分", "sends a witness, supervises, enters conduct"),
    Role.LEAD: Word("办理异议", "decides objections"),
    Role.OFFICE: Word("年度确认", "confirms the year"),
}
"""What each role is for, in a line."""


def router(web: Web) -> APIRouter:
    """Every page here but the list asks first that it is really the administrator."""
    room = web.room("", web.gates.staff(Role.ADMINISTRATOR))
    grave = web.room("", web.gates.staff(Role.ADMINISTRATOR, fresh=True))
    house = web.house

    def listed(request: Request) -> Response:
        accounts = list_accounts(house, who_of(request))
        return web.page(request, "admin/accounts.html", accounts=accounts, roles=ROLE_WORDS)

    def draft(request: Request, refusal: Refusal | None = None) -> Response:
        form = form_of(request)
        return web.page(
            request,
            "admin/invite.html",
            refusal=refusal,
            form=form,
            ticked=form.choices("roles", list(Role)),
            **_words(),
        )

    def empty(request: Request) -> Response:
        return draft(request)

    def invite(request: Request) -> Response:
        form = form_of(request)
        login, roles = form.text("login", longest=100), _roles(form)
        code = form.code("organisation", needed=False)
        name = form.text("organisation_name", needed=False, longest=200)
        try:
            form.check()
            setup = invite_account(house, who_of(request), AccountDraft(login, roles, code, name))
        except NotFresh:
            raise
        except Refusal as refusal:
            return draft(request, refusal)
        return shown_once(request, login, setup)

    def shown_once(request: Request, login: str, setup: str) -> Response:
        link = f"{str(request.base_url).rstrip('/')}/setup#{setup}"
        hours = house.access.setup_hours
        return web.page(request, "admin/setup_code.html", login=login, link=link, code=setup, hours=hours)

    def found(request: Request, account_id: str) -> AccountSeen:
        for one in list_accounts(house, who_of(request)):
            if one.id == account_id:
                return one
        raise NotFound

    def one(request: Request, account_id: str, refusal: Refusal | None = None) -> Response:
        account = found(request, account_id)
        return web.page(
            request,
            "admin/account.html",
            refusal=refusal,
            account=account,
            own=account.id == who_of(request).account,
            center=web.center,
            of_center=account.roles <= CENTER_ROLES,
            **_words(),
        )

    def show(request: Request, account_id: str) -> Response:
        return one(request, account_id)

    def act(request: Request, account_id: str) -> Response:
        who, form = who_of(request), form_of(request)
        what = form.choice("act", ("roles", "disable", "enable", "unlock", "reset"))
        try:
            if what == "roles":
                roles = _roles(form)
                form.check()
                change_roles(house, who, account_id, roles)
            elif what == "disable":
                disable_account(house, who, account_id)
            elif what == "enable":
                enable_account(house, who, account_id)
            elif what == "unlock":
                unlock_account(house, who, account_id)
            elif what == "reset":
                return shown_once(
                    request, found(request, account_id).login, reset_account(house, who, account_id)
                )
        except NotFresh:
            raise
        except Refusal as refusal:
            return one(request, account_id, refusal)
        return go(f"{HOME}/{account_id}?done={what}")

    room.add_api_route(HOME, listed, methods=["GET"])
    grave.add_api_route(f"{HOME}/new", empty, methods=["GET"])
    grave.add_api_route(f"{HOME}/new", invite, methods=["POST"])
    grave.add_api_route(f"{HOME}/{{account_id}}", show, methods=["GET"])
    grave.add_api_route(f"{HOME}/{{account_id}}", act, methods=["POST"])
    room.include_router(grave)
    return room


def _roles(form: Form) -> frozenset[Role]:
    found = frozenset(Role(name) for name in form.choices("roles", list(Role)))
    if not found:
        form.wrong("roles", "请至少选择一个角色", "Choose at least one role")
    return found


def _words() -> dict[str, object]:
    inside = [role for role in Role if role in CENTER_ROLES]
    outside = [role for role in Role if role not in CENTER_ROLES]
    return {"roles": ROLE_WORDS, "means": MEANS, "inside": inside, "outside": outside}
