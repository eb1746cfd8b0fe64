"""Around every answer: security headers with a fresh nonce, a bound on what is read, nothing cached unless a
page says so, no file of a form left open."""

from __future__ import annotations

import logging
from base64 import b64encode
from collections.abc import Callable

from starlette.datastructures import MutableHeaders
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from draw_service.web.forms import Form

_LOG = logging.getLogger("panel.web")
LARGEST = 12 * 1024 * 1024
"""Bytes of the largest request body: an evidence file or a roster."""
OWN_POLICY = "x-own-policy"
"""Set by an answer that carries its own policy in the file (the offline pages); taken out on the way."""
POLICY_KEPT = "x-policy-kept"
"""Set by an answer another process made, with the policy its page was made for; taken out on the way."""
_FIXED = {
    "x-content-type-options": "nosniff",
    "referrer-policy": "same-origin",
    "permissions-policy": "camera=(), microphone=(), geolocation=(), payment=(), usb=()",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
}


class _Cut(Exception):
    """An answer broke off half way; the connection is closed."""


class TooLarge(HTTPException):
    """The body is larger than anything the service takes. This kind of exception gets through while a body
    is read."""

    def __init__(self) -> None:
        super().__init__(413)


class Shield:
    """ASGI middleware. ``chance`` gives the nonce's bytes; ``request.state.nonce`` is what pages use;
    ``failed`` answers when something went wrong inside, ``too_large`` when the body is."""

    def __init__(
        self,
        app: ASGIApp,
        chance: Callable[[int], bytes],
        failed: Callable[[Request], Response],
        too_large: Callable[[Request], Response],
    ) -> None:
        self._app, self._chance, self._failed, self._too_large = app, chance, failed, too_large

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        nonce = b64encode(self._chance(16)).decode()
        scope.setdefault("state", {})["nonce"] = nonce
        started = False
        seen = 0

        async def bounded() -> Message:
            nonlocal seen
            message = await receive()
            seen += len(message.get("body", b""))
            if seen > LARGEST:
                raise TooLarge
            return message

        async def dressed(message: Message) -> None:
            nonlocal started
            if message["type"] == "http.response.start":
                started = True
                _dress(MutableHeaders(scope=message), nonce, scope["scheme"] == "https")
            await send(message)

        try:
            await self._app(scope, bounded, dressed)
        except Exception as error:  # noqa: BLE001 - a page that failed is answered like any other
            # Its words could quote a number or a name.
            _LOG.error("not-answered", extra={"kind": type(error).__name__})
            if started:
                raise _Cut from None
            answer = self._too_large if isinstance(error, TooLarge) else self._failed
            await answer(Request(scope))(scope, receive, dressed)
        finally:
            form = scope["state"].get("form")
            if isinstance(form, Form):
                form.close()


def _dress(headers: MutableHeaders, nonce: str, secure: bool) -> None:
    if OWN_POLICY in headers:
        del headers[OWN_POLICY]
        headers["content-security-policy"] = "frame-ancestors 'none'"
    elif POLICY_KEPT in headers:
        del headers[POLICY_KEPT]
    else:
        headers["content-security-policy"] = (
            f"default-src 'none'; script-src 'nonce-{nonce}'; style-src 'self' 'nonce-{nonce}'; "
            "img-src 'self' data:; connect-src 'self'; form-action 'self'; base-uri 'none'; "
            "frame-ancestors 'none'"
        )
    for name, value in _FIXED.items():
        headers[name] = value
    if secure:
        headers["strict-transport-security"] = "max-age=31536000"
    headers.setdefault("cache-control", "no-store")
