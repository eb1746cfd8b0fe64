"""Files that pages need and files people take away; read once, served with their hash."""

from __future__ import annotations

from hashlib import sha256
from importlib.resources import files

from fastapi import Request, Response

from draw_service.rules.refusals import NotFound
from draw_service.web.shield import OWN_POLICY

KINDS = {
    "css": "text/css; charset=utf-8",
    "js": "text/javascript; charset=utf-8",
    "svg": "image/svg+xml",
    "html": "text/html; charset=utf-8",
}
FILES = {
    item.name: item.read_bytes()
    for item in sorted((files("draw_service.web") / "static").iterdir(), key=lambda one: one.name)
    if item.is_file() and item.name.rpartition(".")[2] in KINDS
}
ASSETS = sha256(b"".join(FILES.values())).hexdigest()[:12]
"""Changes with any of the files; pages ask for them under it, so that they can be kept for long."""


def static_file(request: Request, name: str) -> Response:
    """One file of ``static/``."""
    data = FILES.get(name)
    if data is None:
        raise NotFound
    headers = {"cache-control": "public, max-age=31536000, immutable" if request.url.query else "no-cache"}
    kind = name.rpartition(".")[2]
    if kind == "html":  # a page that works offline carries its own policy
        headers[OWN_POLICY] = "1"
    return Response(data, media_type=KINDS[kind], headers=headers)
