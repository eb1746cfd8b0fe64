"""``/account``: one's own sessions, password, second factor and recovery codes."""

from __future__ import annotations

from collections.abc import Callable

from fastapi import APIRouter, Request, Response

from audit.refusal import Refusal
from draw_service.rules.access import ROLE_WORDS, Who
from draw_service.rules.refusals import NotFresh, NotSignedIn, NotYourRoom, SecondFactorMissing
from draw_service.usecases.access.change_password import change_password
from draw_service.usecases.access.enrol_key import begin_key_enrolment, drop_key, finish_key_enrolment
from draw_service.usecases.access.enrol_totp import asked_totp, begin_totp, drop_totp, finish_totp
from draw_service.usecases.access.look_at_account import look_at_account
from draw_service.usecases.access.new_recovery_codes import new_recovery_codes
from draw_service.usecases.access.sign_out import end_session, sessions_of, sign_out_everywhere
from draw_service.web.cookies import drop
from draw_service.web.gates import address_of, form_of, who_of
from draw_service.web.pages import go
from draw_service.web.parts import Web
from draw_service.web.qr import qr_svg

HOME = "/account"
ELSEWHERE = (NotFresh, NotSignedIn, SecondFactorMissing)
"""Refusals that lead to another door, whatever page they come up on."""


def router(web: Web) -> APIRouter:
    """Every account's own page, also before its first second factor is set up; experts and witnesses have
    none."""
    room = web.room(HOME, web.gates.half())
    house = web.house

    def owner(request: Request) -> Who:
        who = who_of(request)
        if not who.account:
            raise NotYourRoom
        return who

    def home(request: Request) -> Response:
        who = owner(request)
        return web.page(
            request,
            "entry/account.html",
            own=look_at_account(house, who),
            sessions=sessions_of(house, who),
            roles=ROLE_WORDS,
            phones=house.access.totp,
            keys=house.security_keys is not None,
            must=house.access.must_have_second,
        )

    def end(request: Request) -> Response:
        who, session = owner(request), form_of(request).code("session")
        end_session(house, who, session)
        return _left(go("/enter")) if session == who.session else go(HOME)

    def end_all(request: Request) -> Response:
        sign_out_everywhere(house, owner(request))
        return _left(go("/enter"))

    def password(request: Request, refusal: Refusal | None = None) -> Response:
        owner(request)
        return web.page(
            request,
            "entry/account_password.html",
            refusal=refusal,
            form=form_of(request),
            least=house.access.least_password,
        )

    def new_password(request: Request) -> Response:
        who, form = owner(request), form_of(request)
        old, new = form.secret("old"), form.secret("password")
        if new != form.secret("repeated"):
            form.wrong("repeated", "两次输入的密码不一致", "The two passwords differ")

        def act() -> Response:
            form.check()
            change_password(house, who, old, new, address_of(request))
            return go(f"{HOME}?done=password")

        return _tried(act, lambda refusal: password(request, refusal))

    def phone(request: Request) -> Response:
        own = look_at_account(house, owner(request))
        return web.page(request, "entry/account_phone.html", own=own)

    def begin_phone(request: Request) -> Response:
        begin_totp(house, owner(request), web.center)
        return go(f"{HOME}/phone/scan")

    def scan(request: Request, refusal: Refusal | None = None) -> Response:
        setup = asked_totp(house, owner(request), web.center)
        if setup is None:
            return go(f"{HOME}/phone")
        return web.page(
            request,
            "entry/account_scan.html",
            refusal=refusal,
            form=form_of(request),
            qr=qr_svg(setup.uri),
            secret=setup.secret,
        )

    def finish_phone(request: Request) -> Response:
        who, form = owner(request), form_of(request)
        code = form.code("code")

        def act() -> Response:
            form.check()
            finish_totp(house, who, code, address_of(request))
            return go(f"{HOME}?done=phone")

        return _tried(act, lambda refusal: scan(request, refusal))

    def drop_phone(request: Request) -> Response:
        drop_totp(house, owner(request))
        return go(f"{HOME}?done=phone-dropped")

    def key(request: Request, refusal: Refusal | None = None) -> Response:
        options = begin_key_enrolment(house, owner(request))
        return web.page(
            request, "entry/account_key.html", refusal=refusal, form=form_of(request), options=options
        )

    def add_key(request: Request) -> Response:
        who, form = owner(request), form_of(request)
        name, answer = form.text("name", longest=40), form.secret("answer", longest=20_000)

        def act() -> Response:
            form.check()
            finish_key_enrolment(house, who, name, answer)
            return go(f"{HOME}?done=key")

        return _tried(act, lambda refusal: key(request, refusal))

    def remove_key(request: Request) -> Response:
        drop_key(house, owner(request), form_of(request).code("key", longest=2000))
        return go(f"{HOME}?done=key-dropped")

    def codes(request: Request) -> Response:
        return web.page(request, "entry/account_codes.html", own=look_at_account(house, owner(request)))

    def make_codes(request: Request) -> Response:
        who = owner(request)
        return web.page(
            request, "entry/account_codes_made.html", codes=new_recovery_codes(house, who), now=web.clock()
        )

    for path, show, act in (
        ("", home, None),
        ("/password", password, new_password),
        ("/phone", phone, begin_phone),
        ("/phone/scan", scan, finish_phone),
        ("/key", key, add_key),
        ("/codes", codes, make_codes),
    ):
        room.add_api_route(path, _page(show), methods=["GET"])
        if act is not None:
            room.add_api_route(path, act, methods=["POST"])
    room.add_api_route("/sessions/end", end, methods=["POST"])
    room.add_api_route("/sessions/end-all", end_all, methods=["POST"])
    room.add_api_route("/phone/drop", drop_phone, methods=["POST"])
    room.add_api_route("/key/drop", remove_key, methods=["POST"])
    return room


def _page(show: Callable[..., Response]) -> Callable[[Request], Response]:
    """The page without anything refused on it."""

    def page(request: Request) -> Response:
        return show(request)

    return page


def _tried(act: Callable[[], Response], again: Callable[[Refusal], Response]) -> Response:
    """What came of it, or the page again with what was wrong."""
    try:
        return act()
    except ELSEWHERE:
        raise
    except Refusal as refusal:
        return again(refusal)


def _left(answer: Response) -> Response:
    drop(answer)
    return answer
