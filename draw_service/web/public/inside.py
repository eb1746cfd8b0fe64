"""Pages for experts, and what of the public pages is made with a key, handed on to the house inside.

The process strangers meet has no keyring and no roster, so it can answer none of these itself. It hands over
exactly the paths named here, keeps nothing, and knows nobody: sessions and codes are the house's.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from urllib.parse import quote, urlsplit

import httpx2
from fastapi import APIRouter, Depends, Request, Response
from fastapi.responses import StreamingResponse
from starlette.concurrency import run_in_threadpool

from draw_service.rules.refusals import Later, NotFound, SettingWrong
from draw_service.web.gates import gate
from draw_service.web.shield import OWN_POLICY, POLICY_KEPT

PATHS = (
    *("/expert", "/expert/{rest:path}", "/public/conduct", "/public/draws/{draw_id}.edraw.json"),
    *("/public/report", "/public/report/answer"),
)
METHODS = ["GET", "HEAD", "POST"]
PATIENCE = httpx2.Timeout(60.0, connect=5.0)
_LOOPBACK = ("127.0.0.1", "localhost", "::1")
_ASKED = (
    *("accept", "accept-language", "content-type", "cookie", "origin", "range", "referer"),
    *("sec-fetch-site", "x-csrf"),
)
_ANSWERED = (
    *("cache-control", "content-disposition", "content-security-policy", "content-type", "etag", "location"),
    *("retry-after", "set-cookie", "vary"),
)


def address_inside(url: str) -> str:
    """The house's address without its end. Raises ``SettingWrong``: cookies cross no network in the open."""
    try:
        parts = urlsplit(url)
        secure = parts.scheme == "https" or (parts.scheme == "http" and parts.hostname in _LOOPBACK)
        if not secure or not parts.hostname or parts.path.strip("/") or parts.query:
            raise ValueError
    except ValueError:
        zh, en = (
            "应为 https 地址（本机可用 http），不含路径",
            "an https address (http on this machine), no path",
        )
        raise SettingWrong(name="--inside", zh=zh, en=en) from None
    return f"{parts.scheme}://{parts.netloc}"


def router(inside: str, client: httpx2.Client | None = None) -> APIRouter:
    """Every path of ``PATHS`` answered by the house at ``inside``. Raises ``SettingWrong``."""
    base, room = address_inside(inside), APIRouter(dependencies=[Depends(_handed_on)])
    asks = client or httpx2.Client(timeout=PATIENCE, trust_env=False, follow_redirects=False)

    async def hand_on(request: Request) -> Response:
        # Looked at as the server decoded it, and written anew: what is asked for is what was looked at.
        path = request.scope["path"]
        if any(part in ("", ".", "..") for part in path.split("/")[1:]) or set(path) & set("\\%;\0"):
            raise NotFound
        query = request.scope["query_string"].decode("latin-1")
        url = base + quote(path) + (f"?{query}" if query else "")
        body = await request.body()
        return await run_in_threadpool(_asked, asks, request, url, body)

    for path in PATHS:
        room.add_api_route(path, hand_on, methods=METHODS, include_in_schema=False)
    return room


@gate
def _handed_on(request: Request) -> None:
    """Nobody is asked here: the house inside has a gate of its own before each of these paths."""
    request.state.lang = "zh"


def _asked(client: httpx2.Client, request: Request, url: str, body: bytes) -> Response:
    """Raises ``Later`` when the house does not answer."""
    headers = [(name, value) for name, value in request.headers.items() if name in _ASKED]
    headers += [
        ("host", request.headers.get("host", "")),
        ("x-forwarded-for", request.client.host if request.client else ""),
        ("x-forwarded-proto", request.url.scheme),
    ]
    try:
        sent = client.build_request(request.method, url, headers=headers, content=body)
        answer = client.send(sent, stream=True)
    except (httpx2.HTTPError, httpx2.InvalidURL):
        raise Later from None
    made = StreamingResponse(_pieces(answer), answer.status_code)
    made.raw_headers = [
        (name.lower(), value)
        for name, value in answer.headers.raw
        if name.lower().decode("latin-1") in _ANSWERED
    ]
    made.headers.append(OWN_POLICY if "content-security-policy" not in answer.headers else POLICY_KEPT, "1")
    return made


def _pieces(answer: httpx2.Response) -> Iterator[bytes]:
    try:
        pieces: Iterable[bytes] = answer.iter_bytes()
        yield from pieces
    finally:
        answer.close()
