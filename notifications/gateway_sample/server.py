"""The gateway port over HTTP, as a box serves it."""

from __future__ import annotations

import json
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from notifications.channels.gateway_signature import check
from notifications.gateway_sample.box import Box

LARGEST = 16 * 1024
ABILITIES = {
    "voice": True,
    "sms": True,
    "free-text": True,
    "keys": True,
    "read-back": True,
    "receipts": True,
    "port": "panel-gateway-1",
}


class BoxServer(ThreadingHTTPServer):
    """``BoxServer(("127.0.0.1", 9000), box).serve_forever()``."""

    daemon_threads = True

    def __init__(self, address: tuple[str, int], box: Box) -> None:
        self.box = box
        super().__init__(address, _Handler)


class _Handler(BaseHTTPRequestHandler):
    server: BoxServer
    protocol_version = "HTTP/1.1"
    timeout = 10

    def do_POST(self) -> None:
        body = self._body()
        if body is None or not self._signed(body):
            return
        if self.path != "/v1/attempts":
            self._answer(404, {"code": "unknown-path"})
            return
        try:
            order = json.loads(body)
        except (ValueError, RecursionError):
            order = None
        if isinstance(order, dict):
            self._answer(*self.server.box.place(order))
        else:
            self._answer(400, {"code": "malformed", "field": ""})

    def do_GET(self) -> None:
        if not self._signed(b""):
            return
        path = self.path.partition("?")[0]
        if path == "/v1/abilities":
            self._answer(200, ABILITIES)
        elif path.startswith("/v1/attempts/"):
            self._answer(*self.server.box.ask(path.removeprefix("/v1/attempts/")))
        else:
            self._answer(404, {"code": "unknown-path"})

    def _body(self) -> bytes | None:
        given = self.headers.get("content-length", "")
        if not (given.isascii() and given.isdigit()):
            self._answer(411, {"code": "no-length"})
            return None
        if int(given) > LARGEST:
            self._answer(413, {"code": "too-large"})
            return None
        return self.rfile.read(int(given))

    def _signed(self, body: bytes) -> bool:
        given = {name.lower(): value for name, value in self.headers.items()}
        box = self.server.box
        why = check(box.keys, self.command, self.path, given, int(box.clock().timestamp()), body)
        if why:
            self._answer(401, {"code": why})
        return not why

    def _answer(self, status: int, said: dict[str, Any]) -> None:
        body = json.dumps(said, ensure_ascii=False).encode()
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        # What was not read must not be taken for the next request.
        self.send_header("Connection", "close")
        self.close_connection = True
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: Any) -> None:
        """No lines: they would hold nothing useful, and a careless change could put numbers into them."""
