"""From a refusal to an answer: its status and its words, as a page or as problem details (RFC 9457)."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any
from urllib.parse import quote

from fastapi import FastAPI, Request, Response
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from fastapi.routing import iter_route_contexts
from starlette.exceptions import HTTPException
from starlette.routing import BaseRoute

from audit.refusal import Refusal
from draw_service.rules.refusals import (
    BodyTooLarge,
    InProgress,
    KeyUnknown,
    Later,
    NotFound,
    NotFresh,
    NotSignedIn,
    ScopeMissing,
    SecondFactorMissing,
    TooFast,
    Unreadable,
    WrongWay,
)
from draw_service.web.cookies import lang_of
from draw_service.web.field_errors import refusal_of
from draw_service.web.pages import Pages, go
from draw_service.web.shield import Shield

API = "/api/"
_BY_STATUS: dict[int, Callable[[], Refusal]] = {404: NotFound, 405: WrongWay, 413: BodyTooLarge}


def answer_errors(app: FastAPI, pages: Pages, chance: Callable[[int], bytes]) -> None:
    """Put the shield around the app; every refusal is answered with its own words, nothing else ever."""

    def refused(request: Request, error: Exception) -> Response:
        refusal = error if isinstance(error, Refusal) else Later()
        request.state.refusal = refusal.code
        if request.url.path.startswith(API):
            return problem(refusal)
        here = request.url.path + (f"?{request.url.query}" if request.url.query else "")
        if isinstance(refusal, NotSignedIn | SecondFactorMissing | NotFresh):
            return go(_door(refusal, here if request.method == "GET" else _referer(request)))
        request.state.lang = lang_of(request)
        return pages.page(request, "refused.html", refusal=refusal)

    def http(request: Request, error: Exception) -> Response:
        status = error.status_code if isinstance(error, HTTPException) else 400
        if request.url.path.startswith("/gateway/"):
            return Response(str(getattr(error, "detail", "malformed")), status, media_type="text/plain")
        answer = refused(request, _BY_STATUS.get(status, Unreadable)())
        if status == 405:
            answer.headers["allow"] = ", ".join(methods_at(app.routes, request.url.path))
        return answer

    def unreadable(request: Request, error: Exception) -> Response:
        if request.url.path.startswith(API) and isinstance(error, RequestValidationError):
            return refused(request, refusal_of(error))
        return refused(request, Unreadable())

    app.add_exception_handler(Refusal, refused)
    app.add_exception_handler(HTTPException, http)
    app.add_exception_handler(RequestValidationError, unreadable)
    app.add_middleware(
        Shield,
        chance=chance,
        failed=lambda request: refused(request, Later()),
        too_large=lambda request: refused(request, BodyTooLarge()),
    )


def methods_at(routes: Sequence[BaseRoute], path: str) -> list[str]:
    """Every method a path takes; the framework names those of the first route alone."""
    at = [one for one in iter_route_contexts(routes) if one.path_regex.match(path)]
    return sorted({method for one in at for method in one.methods or ()})


def problem(refusal: Refusal) -> JSONResponse:
    """A refusal as problem details."""
    headers = _headers(refusal)
    return JSONResponse(details(refusal), refusal.status, headers, "application/problem+json")


def details(refusal: Refusal) -> dict[str, Any]:
    """Problem details: a stable ``code``, its title and what happened this time in both languages, the
    article, and for fields that cannot stand where they are."""
    named = next(kind for kind in type(refusal).__mro__ if "{" not in f"{kind.en}{kind.zh}")  # type: ignore[attr-defined]
    body = {
        "type": f"urn:panel:refusal:{refusal.code}",
        "title": named.en,  # type: ignore[attr-defined]
        "title_zh": named.zh,  # type: ignore[attr-defined]
        "status": refusal.status,
        "detail": refusal.say("en"),
        "detail_zh": refusal.say("zh"),
        "code": refusal.code,
        "article": refusal.article,
    }
    errors = refusal.fields.get("errors")
    return body | {"errors": errors} if errors else body


def _headers(refusal: Refusal) -> dict[str, str] | None:
    match refusal:
        case KeyUnknown():
            return {"www-authenticate": 'Bearer realm="panel"'}
        case ScopeMissing():
            return {"www-authenticate": 'Bearer realm="panel", error="insufficient_scope"'}
        case TooFast():
            return {"retry-after": str(refusal.fields["wait"])}
        case InProgress() | Later():
            return {"retry-after": "1"}
    return None


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
