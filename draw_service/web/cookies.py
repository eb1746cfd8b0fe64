"""The two cookies of the pages: who is signed in, and the language.

``__Host-`` cookies are Secure and bound to this host and path. Browsers take them over plain HTTP from the
loopback host alone, which is also the only place where the service answers plain HTTP.
"""

from __future__ import annotations

from fastapi import Request, Response

SESSION, LANG = "__Host-panel", "__Host-lang"
_YEAR = 365 * 24 * 3600


def token_of(request: Request) -> str:
    """The session token the browser sent, "" for none."""
    return request.cookies.get(SESSION, "")


def keep(response: Response, token: str) -> None:
    """Sign this browser in, until it is closed or the session ends."""
    response.set_cookie(SESSION, token, path="/", secure=True, httponly=True, samesite="lax")


def drop(response: Response) -> None:
    response.delete_cookie(SESSION, path="/", secure=True, httponly=True, samesite="lax")


def keep_lang(response: Response, lang: str) -> None:
    response.set_cookie(LANG, lang, max_age=_YEAR, path="/", secure=True, httponly=True, samesite="lax")


def lang_of(request: Request) -> str:
    """``?lang=`` first, then the cookie; Chinese otherwise."""
    asked = request.query_params.get("lang", "") or request.cookies.get(LANG, "")
    return "en" if asked == "en" else "zh"
