"""Attempts of the sample box: each taken once, performed on a line, its events reported and kept.

Everything stays in memory. A real box keeps attempts and events on disk for a day at least: the house may ask
what became of an attempt after either of the two was restarted.
"""

from __future__ import annotations

import json
import threading
import urllib.error
import urllib.request
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from itertools import count
from typing import Any

from notifications.channels.gateway_signature import headers
from notifications.gateway_sample.exchange import Exchange, Line

TRIES = 4
WAITS = 20
Json = dict[str, Any]


@dataclass(slots=True, repr=False)
class Taken:
    """One attempt. ``order`` as it came, to recognize it when it comes again."""

    ref: str
    order: Json
    events: list[Json] = field(default_factory=list)


class Box:
    """``keys``: id -> secret, the first signs; ``pause``: seconds between tries of a callback."""

    def __init__(
        self, exchange: Exchange, keys: Mapping[str, str], clock: Callable[[], datetime], pause: float = 1.0
    ) -> None:
        self.keys = dict(keys)
        self.clock = clock
        self._exchange, self._pause = exchange, pause
        self._taken: dict[str, Taken] = {}
        self._lock = threading.Lock()
        self._numbers = count(1)
        self._threads: list[threading.Thread] = []
        self._over = threading.Event()

    def place(self, order: Json) -> tuple[int, Json]:
        """Take an attempt. The same id again is the same attempt, and never a second call."""
        if wrong := malformed(order):
            return 400, {"code": "malformed", "field": wrong}
        with self._lock:
            known = self._taken.get(order["attempt"])
            if known is not None:
                same = known.order == order
                return (202, {"ref": known.ref}) if same else (409, {"code": "different"})
            taken = self._taken[order["attempt"]] = Taken(f"box-{next(self._numbers)}", order)
            thread = threading.Thread(target=self._perform, args=(taken,), daemon=True)
            self._threads.append(thread)
        thread.start()
        return 202, {"ref": taken.ref}

    def ask(self, attempt: str) -> tuple[int, Json]:
        """What became of an attempt."""
        with self._lock:
            taken = self._taken.get(attempt)
            if taken is None:
                return 404, {"code": "unknown-attempt"}
            return 200, {"ref": taken.ref, "events": [dict(one) for one in taken.events]}

    def close(self) -> None:
        """Stop reporting and wait for what is under way."""
        self._over.set()
        for thread in self._threads:
            thread.join()

    def _perform(self, taken: Taken) -> None:
        line = self._exchange.line(taken.order["to"])
        self._report(taken, "placed")
        if taken.order["kind"] == "sms":
            end = line.send("".join(taken.order.get("text") or []))
            self._report(taken, "ended", end=end)
            return
        self._report(taken, "ringing")
        found = line.dial()
        if found == "answered":
            self._talk(taken, line)
            line.hang_up()
            found = "completed"
        self._report(taken, "ended", end=found)

    def _talk(self, taken: Taken, line: Line) -> None:
        prompt = self._report(taken, "answered", waiting=line)
        while prompt.get("say") or prompt.get("gather"):
            line.say(prompt.get("say") or [])
            if not prompt.get("gather"):
                return
            pressed = line.key(float(prompt.get("patience", 6)))
            if pressed is None:
                return
            turn = prompt.get("turn", 0)
            if pressed:
                prompt = self._report(taken, "key", waiting=line, key=pressed, turn=turn)
            else:
                prompt = self._report(taken, "silence", waiting=line, turn=turn)

    def _report(self, taken: Taken, name: str, *, waiting: Line | None = None, **more: object) -> Json:
        """Keep an event and report it; what the house answers. While it asks to wait, the callee is told."""
        with self._lock:
            event = {
                "id": f"{len(taken.events)}-{name}",
                "ref": taken.ref,
                "event": name,
                "at": self.clock().isoformat(),
                **more,
            }
            taken.events.append(event)
        for _ in range(WAITS):
            answer = self._post(taken.order["callback"], event)
            if "wait" not in answer or waiting is None:
                return answer
            waiting.say(taken.order.get("wait_text") or [])
            self._over.wait(min(float(answer["wait"]), 5) * self._pause)
        return {}

    def _post(self, url: str, event: Json) -> Json:
        body = json.dumps(event, ensure_ascii=False).encode()
        for tried in range(TRIES):
            signed = headers(self.keys, "POST", url, int(self.clock().timestamp()), body)
            request = urllib.request.Request(  # noqa: S310 - checked to be http or https
                url, body, signed | {"Content-Type": "application/json"}, method="POST"
            )
            try:
                with urllib.request.urlopen(request, timeout=10) as answer:  # noqa: S310
                    found = json.loads(answer.read() or b"{}")
                    return found if isinstance(found, dict) else {}
            except urllib.error.HTTPError as error:
                error.close()
                if error.code < 500:
                    return {}
            except (OSError, ValueError):
                pass
            if self._over.wait(self._pause * 2**tried):
                return {}
        return {}


_FIELDS: dict[str, type] = {
    "attempt": str, "kind": str, "to": str, "template": str, "params": dict, "lang": str, "slow": bool,
    "callback": str,
}  # fmt: skip


def malformed(order: Json) -> str:
    """The first field that is missing or wrong, "" for none."""
    for name, kind in _FIELDS.items():
        if not isinstance(order.get(name), kind):
            return name
    if order["kind"] not in ("voice", "sms"):
        return "kind"
    if not order["callback"].startswith(("http://", "https://")):
        return "callback"
    number = order["to"]
    return "" if number.startswith("+") and number[1:].isdigit() and 8 <= len(number) <= 16 else "to"
