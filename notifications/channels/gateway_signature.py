"""PURE. The signature of the gateway port, the same in both directions; see deploy/gateway.md.

HMAC-SHA-256 over a version line, method, path with query, time and the body's SHA-256, each on a line. Two
headers name the key and the time, so that keys can be rotated and old requests are not repeated.
"""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Mapping
from urllib.parse import urlsplit

VERSION = "panel-gateway-1"
WINDOW = 300
"""Seconds a request may be older or newer than the receiver's clock."""


def target(url: str) -> str:
    """Path and query of ``url``, the part of it that is signed."""
    split = urlsplit(url)
    return f"{split.path or '/'}{f'?{split.query}' if split.query else ''}"


def signature(secret: str, method: str, path: str, time: int, body: bytes) -> str:
    """The signature as 64 hexadecimal digits. ``time``: Unix seconds; ``path`` with query."""
    lines = (VERSION, method.upper(), path, str(time), hashlib.sha256(body).hexdigest())
    return hmac.new(secret.encode(), "\n".join(lines).encode(), hashlib.sha256).hexdigest()


def headers(keys: Mapping[str, str], method: str, url: str, time: int, body: bytes) -> dict[str, str]:
    """The three headers of a request, signed with the first of ``keys`` (id -> secret)."""
    key_id, secret = next(iter(keys.items()))
    return {
        "Panel-Key": key_id,
        "Panel-Time": str(time),
        "Panel-Signature": signature(secret, method, target(url), time, body),
    }


def check(
    keys: Mapping[str, str], method: str, path: str, given: Mapping[str, str], now: int, body: bytes
) -> str:
    """ "" when one of ``keys`` signed this very request within the window, else why not: "no-signature",
    "stale" or "bad-signature". ``given``: headers, names lower case."""
    key_id, time, made = (given.get(name, "") for name in ("panel-key", "panel-time", "panel-signature"))
    if not (key_id and time and made):
        return "no-signature"
    if not (time.isascii() and time.isdigit() and len(time) < 16):
        return "bad-signature"
    # Signed by a key nobody has, an unknown key takes as long as a wrong signature.
    expected = signature(keys.get(key_id, ""), method, path, int(time), body)
    good = hmac.compare_digest(expected.encode(), made.encode("utf-8", "replace"))
    if not good or not keys.get(key_id):
        return "bad-signature"
    return "" if abs(now - int(time)) <= WINDOW else "stale"
