"""From a refusal to an answer: its status and its words, as a page or as problem details (RFC 9457)."""

from __future__ import annotations

from collections.abc import Callable
from urllib.parse import quote

from fastapi import FastAPI, Request, Response
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from starlette.exceptions import HTTPException

from audit.refusal import Refusal
from draw_service.rules.refusals import (
    BodyTooLarge,
    Later,
    NotFound,
    NotFresh,
    NotSignedIn,
    SecondFactorMissing,
    Unreadable,
    WrongWay,
)
from draw_service.web.cookies import lang_of
from draw_service.web.pages import Pages, go
from draw_service.web.shield import Shield

API = "/api/"


_BY_STATUS: dict[int, Callable[[], Refusal]] = {404: NotFound, 405: WrongWay}


def answer_errors(app: FastAPI, pages: Pages, chance: Callable[[int], bytes]) -> None:
    """Put the shield around the app; every refusal is answered with its own words, nothing else ever."""

    def refused(request: Request, error: Exception) -> Response:
        refusal = error if isinstance(error, Refusal) else Later()
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
        failed=lambda request: refused(request, Later()),
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
    if isinstance(refusal, NotSignedIn) and back.partition("?")[0].startswith("/expert"):
        return "/expert"
    door = "/enter" if isinstance(refusal, NotSignedIn) else "/enter/second"
    if isinstance(refusal, NotFresh):
        door = "/enter/again"
    return f"{door}?next={quote(back, safe='/')}"


def _referer(request: Request) -> str:
    """The path of the page a form was on, "/" when it says none of ours."""
    _, _, rest = request.headers.get("referer", "").partition("://")
    host, slash, path = rest.partition("/")
    return f"/{path}" if slash and host == request.headers.get("host") else "/"
