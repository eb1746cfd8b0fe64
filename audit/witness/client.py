"""The other side of C2SP tlog-witness: how a log asks a witness."""

from __future__ import annotations

import httpx2

from audit.witness.wire import Answer

LARGEST = 1 << 16
"""Characters of the longest answer that is read."""


class Unreachable(Exception):
    """No answer came in time."""


def ask(url: str, body: bytes, patience: float) -> Answer:
    """``POST url/add-checkpoint``; ``patience`` in seconds. Raises ``Unreachable``."""
    try:
        address = f"{url.rstrip('/')}/add-checkpoint"
        answer = httpx2.post(address, content=body, timeout=patience, trust_env=False)
        return Answer(answer.status_code, answer.text[:LARGEST], answer.headers.get("content-type", ""))
    except (httpx2.HTTPError, httpx2.InvalidURL):
        raise Unreachable from None
