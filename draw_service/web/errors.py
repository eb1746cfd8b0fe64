"""From a refusal to an answer: its status and its words, as a page or as problem details (RFC 9457)."""

from __future__ import annotations

from collections.abc import Callable
from urllib.parse import quote

from fastapi import FastAPI, Request, Response
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from starlette.exceptions import HTTPException

from audit.refusal import Refusal
from draw_service.rules.refusals import NotFound, NotFresh, NotSignedIn, SecondFactorMissing
from draw_service.web.cookies import lang_of
from draw_service.web.pages import Pages, go
from draw_service.web.shield import Shield

API = "/api/"


class WrongWay(Refusal):
    """The address does not take this kind of request."""

    code, status = "wrong-way", 405
    zh, todo_zh = "这个地址不接受这样的请求。", "请从页面上的按钮进入。"
    en, todo_en = "This address does not take such a request.", "Use the buttons of the pages."


class Unreadable(Refusal):
    """The request cannot be read."""

    code, status = "malformed", 400
    zh, todo_zh = "请求内容无法识别。", "请检查后重新提交。"
    en, todo_en = "The request cannot be read.", "Check it and send it again."


class BodyTooLarge(Refusal):
    """More was sent than the service reads."""

    code, status = "too-large", 413
    zh, todo_zh = "提交的内容过大。", "单个文件不超过 10 MB，请压缩或分开提交。"
    en, todo_en = "Too much was sent.", "One file has at most 10 MB; make it smaller or send it in parts."


class Broken(Refusal):
    """Something went wrong inside; nothing was done."""

    code, status = "later", 503
    zh, todo_zh = "系统暂时无法办理，没有任何内容被更改。", "请稍后再试；仍不行请联系管理员。"
    en, todo_en = (
        "This cannot be done right now; nothing was changed.",
        "Try again; else ask the administrator.",
    )


_BY_STATUS: dict[int, Callable[[], Refusal]] = {404: NotFound, 405: WrongWay}


def answer_errors(app: FastAPI, pages: Pages, chance: Callable[[int], bytes]) -> None:
    """Put the shield around the app; every refusal is answered with its own words, nothing else ever."""

    def refused(request: Request, error: Exception) -> Response:
        refusal = error if isinstance(error, Refusal) else Broken()
        if request.url.path.startswith(API):
            return problem(refusal, request)
        here = request.url.path + (f"?{request.url.query}" if request.url.query else "")
        if isinstance(refusal, NotSignedIn | SecondFactorMissing | NotFresh):
            return go(_door(refusal, here if request.method == "GET" else _referer(request)))
        request.state.lang = lang_of(request)
        return pages.page(request, "refused.html", refusal=refusal)

    def http(request: Request, error: Exception) -> Response:
        status = error.status_code if isinstance(error, HTTPException) else 400
        if request.url.path.startswith("/gateway/"):
            return Response(str(getattr(error, "detail", "malformed")), status, media_type="text/plain")
        return refused(request, _BY_STATUS.get(status, Unreadable)())

    app.add_exception_handler(Refusal, refused)
    app.add_exception_handler(HTTPException, http)
    app.add_exception_handler(RequestValidationError, lambda r, _e: refused(r, Unreadable()))
    app.add_middleware(
        Shield,
        chance=chance,
        failed=lambda request: refused(request, Broken()),
        too_large=lambda request: refused(request, BodyTooLarge()),
    )


def problem(refusal: Refusal, _request: Request) -> JSONResponse:
    """Problem details: stable ``code``, both languages, the article."""
    body = {
        "type": f"urn:panel:refusal:{refusal.code}",
        "title": refusal.say("en"),
        "title_zh": refusal.say("zh"),
        "status": refusal.status,
        "code": refusal.code,
        "article": refusal.article,
    }
    headers = {"retry-after": "1"} if refusal.status == 503 else None
    return JSONResponse(body, refusal.status, headers, "application/problem+json")


def _door(refusal: Refusal, back: str) -> str:
    door = "/enter" if isinstance(refusal, NotSignedIn) else "/enter/second"
    if isinstance(refusal, NotFresh):
        door = "/enter/again"
    return f"{door}?next={quote(back, safe='/')}"


def _referer(request: Request) -> str:
    """The path of the page a form was on, "/" when it says none of ours."""
    _, _, rest = request.headers.get("referer", "").partition("://")
    host, slash, path = rest.partition("/")
    return f"/{path}" if slash and host == request.headers.get("host") else "/"
