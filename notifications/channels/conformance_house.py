"""The house as a box sees it, for the conformance kit: it hears events and says what comes next."""

from __future__ import annotations

import json
import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, Self
from urllib.parse import urlsplit

from notifications.attempts import Attempt, State, apply
from notifications.channels.gateway import GatewayChannel
from notifications.channels.gateway_events import LARGEST, SPOKEN
from notifications.channels.port import WAIT, BadCallback, Callback, Outgoing, Prompt, Reply


@dataclass(slots=True, repr=False)
class Told:
    """What a box told of one attempt. ``waits`` and ``refusals``: how many events are still to be answered
    with "wait" and with 503; ``answered``: event id and status, in the order they came."""

    out: Outgoing
    attempt: Attempt
    waits: int = 0
    refusals: int = 0
    events: list[dict[str, Any]] = field(default_factory=list)
    answered: list[tuple[str, int, bool]] = field(default_factory=list)
    refused: list[str] = field(default_factory=list)

    def once(self) -> list[dict[str, Any]]:
        """The events without their repeats."""
        return list({event["id"]: event for event in self.events}.values())

    def came_again(self, status: int) -> bool:
        """Whether every event answered with ``status`` on purpose came again."""
        put_off = {own_id for own_id, got, on_purpose in self.answered if on_purpose and got == status}
        taken = {own_id for own_id, _got, on_purpose in self.answered if not on_purpose}
        return bool(put_off) and put_off <= taken


class House:
    """Serves the callbacks below ``here`` while the context is open."""

    def __init__(self, channel: GatewayChannel, here: str, clock: Callable[[], datetime]) -> None:
        self._channel, self._clock = channel, clock
        self._told: dict[str, Told] = {}
        self._news = threading.Condition()
        split = urlsplit(here)
        self._server = _Server((split.hostname or "127.0.0.1", split.port or 80), self)
        port = self._server.server_address[1]
        self.callback = f"{split.scheme}://{split.hostname}:{port}/calls/gateway"
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.05,), daemon=True)

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, *_error: object) -> None:
        self._server.shutdown()
        self._thread.join()
        self._server.server_close()

    def expect(self, out: Outgoing, *, waits: int = 0, refusals: int = 0) -> Told:
        """Listen for the events of ``out``."""
        told = Told(out, Attempt(out.attempt, out.kind, State.INTENT), waits, refusals)
        self._told[out.attempt] = told
        return told

    def until(self, condition: Callable[[], bool], seconds: float) -> bool:
        """Wait until what was told fulfils ``condition``."""
        with self._news:
            return self._news.wait_for(condition, seconds)

    def hear(self, path: str, headers: dict[str, str], body: bytes) -> Reply:
        """One callback, answered as the house would."""
        attempt, _, step = path.partition("?")[0].removeprefix("/calls/gateway/").partition("/")
        callback = Callback(attempt, step, self._server.origin + path, headers, body, self._clock())
        with self._news:
            told = self._told.get(attempt)
            try:
                heard = self._channel.hear(callback)
            except BadCallback as bad:
                if told is not None:
                    told.refused.append(bad.code)
                return Reply(bad.status, "text/plain", bad.code.encode())
            if told is None:
                return Reply(404, "text/plain", b"unknown-attempt")
            event = json.loads(body)
            told.events.append(event)
            if told.refusals and event["event"] not in SPOKEN:
                told.refusals -= 1
                return self._answer(told, event, Reply(503, "text/plain", b""), on_purpose=True)
            if told.waits and event["event"] in SPOKEN:
                told.waits -= 1
                return self._answer(told, event, self._channel.ack(callback, WAIT), on_purpose=True)
            said = None
            for one in heard:
                told.attempt, said = apply(told.attempt, one.happening)
            prompt = None
            if said is not None:
                out, turn = told.out, told.attempt.turn
                prompt = Prompt(said.line, said.gather, turn, out.template, out.params)
            return self._answer(told, event, self._channel.ack(callback, prompt))

    def _answer(self, told: Told, event: dict[str, Any], reply: Reply, *, on_purpose: bool = False) -> Reply:
        told.answered.append((event["id"], reply.status, on_purpose))
        self._news.notify_all()
        return reply


class _Server(ThreadingHTTPServer):
    daemon_threads = True

    def __init__(self, address: tuple[str, int], house: House) -> None:
        self.house = house
        super().__init__(address, _Handler)
        self.origin = f"http://{address[0]}:{self.server_address[1]}"


class _Handler(BaseHTTPRequestHandler):
    server: _Server
    timeout = 10

    def do_POST(self) -> None:
        given = self.headers.get("content-length", "0")
        length = int(given) if given.isascii() and given.isdigit() else 0
        body = self.rfile.read(min(length, LARGEST + 1))
        names = {name.lower(): value for name, value in self.headers.items()}
        reply = self.server.house.hear(self.path, names, body)
        self.send_response(reply.status)
        self.send_header("Content-Type", reply.content_type)
        self.send_header("Content-Length", str(len(reply.body)))
        self.end_headers()
        self.wfile.write(reply.body)

    def log_message(self, format: str, *args: Any) -> None:
        """Silent: the sentences are the output."""
