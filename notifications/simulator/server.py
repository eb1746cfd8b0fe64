"""The phone network as a server that speaks Twilio's REST service and calls our webhooks.

The standard library's threading server: it stops at once and leaves no socket behind, which a server that
tests start and stop by the dozen has to do first of all.
"""

from __future__ import annotations

import json
import socket
import struct
import sys
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Event, Thread
from typing import Any, Self
from urllib.parse import parse_qs, unquote, urlsplit

from notifications.simulator.control import PREFIX, Control
from notifications.simulator.faults import Trouble
from notifications.simulator.fields import RestError
from notifications.simulator.network import Network
from notifications.simulator.pace import Pace, ScaledClock
from notifications.simulator.rest import ACCOUNT, TOKEN, Request, Rest, RestAnswer
from notifications.simulator.webhooks import Webhooks

LARGEST_BODY = 64 * 1024
HANGS = 60.0
"""Seconds after which a request that is never answered is dropped."""
EARLY = 5.0
"""Seconds an answer waits for the callbacks that come before it."""


class PhoneServer:
    """``network`` over HTTP at ``host`` and ``port`` (0: a free one). Use as a context manager, or ``start``
    and ``close``. ``clock`` is the one the network was made with."""

    def __init__(
        self,
        network: Network,
        clock: ScaledClock,
        *,
        account: str = ACCOUNT,
        token: str = TOKEN,
        host: str = "127.0.0.1",
        port: int = 0,
        retry_pause: float = 0.2,
    ) -> None:
        self.network, self.account, self.token = network, account, token
        self.stopping = Event()
        self.webhooks = Webhooks(token, retry_pause)
        self.rest = Rest(network, self.webhooks, account, token)
        self.control = Control(network)
        self._pace = Pace(network, clock)
        try:
            self._http = _Http((host, port), self)
        except BaseException:
            self.webhooks.close()
            raise
        self._thread = Thread(target=self._http.serve_forever, args=(0.01,), name="phone-network")

    @property
    def url(self) -> str:
        """Base URL to point a client at."""
        host, port = self._http.server_address[:2]
        return f"http://{host!s}:{port}"

    def start(self) -> None:
        self._pace.start()
        self._thread.start()

    def close(self) -> None:
        """Stop answering, calling and sending; every thread and socket is gone after it."""
        self.stopping.set()
        self._http.shutdown()
        self._thread.join()
        self._pace.stop()
        self.webhooks.close()
        self._http.server_close()

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(self, *_error: object) -> None:
        self.close()


class _Http(ThreadingHTTPServer):
    daemon_threads = False  # closing waits for them
    request_queue_size = 128

    def __init__(self, address: tuple[str, int], server: PhoneServer) -> None:
        self.phone_server = server
        super().__init__(address, _Handler)

    def handle_error(self, request: Any, client_address: Any) -> None:
        # A client that went away is none of our troubles.
        if not isinstance(sys.exception(), OSError):
            super().handle_error(request, client_address)


class _Handler(BaseHTTPRequestHandler):
    server: _Http
    timeout = 10

    def do_GET(self) -> None:
        self._answer()

    do_POST = do_DELETE = do_PUT = do_GET

    def log_message(self, *_: object) -> None:
        """Nothing: addresses hold numbers."""

    def _answer(self) -> None:
        house = self.server.phone_server
        try:
            body = self._body()
            request = self._request(body)
            if request.path.startswith(PREFIX):
                if not house.rest.signed_in(request.authorization):
                    raise RestError(401, 20003, "Authenticate")
                answer = RestAnswer(200, house.control.handle(request, body))
            else:
                answer = house.rest.handle(request)
        except RestError as error:
            answer = RestAnswer(error.status, error.body())
        except Trouble as trouble:
            if trouble.effect.answer == "hang":
                house.stopping.wait(HANGS)
            self._drop()
            return
        if answer.after and house.network.settle(EARLY):
            house.webhooks.wait(f"{answer.after}/status", EARLY)
        self._send(answer)

    def _body(self) -> bytes:
        given = self.headers.get("Content-Length", "0")
        if not (given.isascii() and given.isdigit() and len(given) < 16):
            raise RestError(400, 20001, "Content-Length is a number")
        if int(given) > LARGEST_BODY:
            raise RestError(413, 20413, "The request is too large")
        return self.rfile.read(int(given))

    def _request(self, body: bytes) -> Request:
        try:
            parts = urlsplit(self.path)
        except ValueError:
            raise RestError(400, 20001, "The address cannot be read") from None
        path = parts.path if parts.path.startswith(PREFIX) else unquote(parts.path)
        form: dict[str, list[str]] = {}
        if "json" not in self.headers.get("Content-Type", ""):
            try:
                form = parse_qs(body.decode(), keep_blank_values=True, max_num_fields=200)
            except ValueError:
                raise RestError(400, 20001, "The form cannot be read") from None
        query = parse_qs(parts.query, keep_blank_values=True)
        return Request(self.command, path, query, form, self.headers.get("Authorization", ""))

    def _send(self, answer: RestAnswer) -> None:
        content = b"" if answer.body is None else json.dumps(answer.body).encode()
        self.send_response(answer.status)
        if answer.body is not None:
            self.send_header("Content-Type", "application/json; charset=utf-8")
        if answer.status == 401:
            self.send_header("WWW-Authenticate", 'Basic realm="Twilio API"')
        self.send_header("Content-Length", str(len(content)))
        self.send_header("Connection", "close")
        self.end_headers()
        self.wfile.write(content)

    def _drop(self) -> None:
        # Closed with an empty linger time, the connection is reset and not ended.
        self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        self.close_connection = True
        socket.close(self.connection.detach())
