"""What the relay keeps and does, apart from HTTP: attempts in flight, their events, telling the house."""

from __future__ import annotations

import hashlib
import json
import re
import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from typing import Any, get_args

import httpx2

from notifications.attempts import Kind
from notifications.channels.gateway_events import SPOKEN, write
from notifications.channels.gateway_signature import headers
from notifications.channels.port import (
    WAIT,
    Accepted,
    BadCallback,
    Callback,
    CannotTell,
    Channel,
    Found,
    NotSent,
    Outgoing,
    Placing,
    Prompt,
    Rejected,
    Reply,
    Uncertain,
)
from notifications.script import Line

KEPT = timedelta(hours=2)
"""How long an attempt is remembered; its number and parameters only until it has ended."""
Json = dict[str, Any]
Answer = tuple[int, Json]
_LINES: dict[object, Line] = {line: line for line in get_args(Line)}


@dataclass(frozen=True, slots=True, repr=False)
class HouseSide:
    """``keys`` shared with the house, the first signs; ``callback``: the address below which the house hears,
    no other is ever called."""

    keys: Mapping[str, str]
    callback: str


@dataclass(slots=True, repr=False)
class InFlight:
    """One attempt. ``order``: hash of what the house sent; ``events`` by their id; ``owed``: ids of those
    the house has not taken."""

    order: bytes
    callback: str
    out: Outgoing
    since: datetime
    answer: Answer | None = None
    ref: str = ""
    events: dict[str, Json] = field(default_factory=dict)
    owed: list[str] = field(default_factory=list)


class Desk:
    """``base``: the address given to the provider for its callbacks."""

    def __init__(self, channel: Channel, house: HouseSide, base: str, clock: Callable[[], datetime]) -> None:
        if not house.keys or not all(house.keys.values()) or not house.callback:
            raise ValueError("the relay needs a key and the house's address")
        self._channel, self._house, self._base, self._clock = channel, house, base, clock
        self._lock = threading.RLock()
        self._flights: dict[str, InFlight] = {}
        self._started = clock()
        self._client = httpx2.Client(timeout=3, trust_env=False)

    def close(self) -> None:
        self._client.close()

    def abilities(self) -> Answer:
        """What the channel behind can do."""
        can = self._channel.abilities
        return 200, {
            "voice": can.voice,
            "sms": can.sms,
            "free-text": can.free_text,
            "keys": can.keys,
            "read-back": can.read_back,
            "receipts": can.receipts,
            "port": "panel-gateway-1",
        }

    def place(self, body: bytes) -> Answer:
        """Hand an order to the channel, once."""
        try:
            callback, out = self._read(json.loads(body))
        except (ValueError, KeyError, TypeError, RecursionError):
            return 400, {"code": "malformed"}
        if not self._channel.renders(out.template):
            return 422, {"code": "template"}
        digest = hashlib.sha256(body).digest()
        with self._lock:
            self._forget()
            known = self._flights.get(out.attempt)
            if known is not None:
                if known.order != digest:
                    return 409, {"code": "different"}
                return known.answer or (502, {"code": "in-hand"})
            flight = self._flights[out.attempt] = InFlight(digest, callback, out, self._clock())
        answer = answered(placing := self._channel.place(out))
        with self._lock:
            flight.answer = answer
            if isinstance(placing, Accepted):
                flight.ref = placing.ref
            elif not isinstance(placing, Uncertain):
                # Nothing is under way: the same attempt may come again.
                self._flights.pop(out.attempt, None)
        return answer

    def _read(self, order: Any) -> tuple[str, Outgoing]:
        if not isinstance(order, dict) or not isinstance(order.get("params"), dict):
            raise ValueError("order")
        attempt, kind, number, callback = (order[name] for name in ("attempt", "kind", "to", "callback"))
        params, lang, slow = order["params"], order["lang"], order["slow"]
        good = (
            re.fullmatch(r"[a-z2-7]{13}", attempt)
            and kind in ("voice", "sms")
            and re.fullmatch(r"\+[0-9]{7,15}", number)
            and callback == f"{self._house.callback.rstrip('/')}/{attempt}/event"
            and isinstance(order["template"], str)
            and all(isinstance(one, str) for pair in params.items() for one in pair)
            and lang in ("zh", "en")
            and isinstance(slow, bool)
        )
        if not good:
            raise ValueError("order")
        return callback, Outgoing(attempt, kind, number, order["template"], params, lang, slow, self._base)

    def ask(self, attempt: str, since: int) -> Answer:
        """What became of an attempt. A relay that was not there at ``since`` is sure of nothing."""
        with self._lock:
            self._forget()
            flight = self._flights.get(attempt)
            events = list(flight.events.values()) if flight else []
        now = self._clock()
        if flight is None:
            asked_of = datetime.fromtimestamp(max(0, min(since, 2**32)), UTC)
            remembers = max(self._started, now - KEPT) <= asked_of
            return (404, {"code": "unknown-attempt"}) if remembers else (503, {"code": "forgotten"})
        if any(event["event"] == "ended" for event in events):
            return 200, {"ref": flight.ref, "events": events}
        found = self._channel.reconcile(flight.out, flight.ref, flight.since, now)
        if isinstance(found, Found):
            asked = [write(f"asked-{place}", one) for place, one in enumerate(found.happenings)]
            return 200, {"ref": found.ref, "events": events + asked}
        if isinstance(found, CannotTell):
            return 503, {"code": "cannot-tell"}
        return 404, {"code": "unknown-attempt"}

    def hear(self, callback: Callback) -> Reply:
        """Take a provider's callback, tell the house, and say what the house says. Raises ``BadCallback``."""
        prompt: Prompt | None = None
        for one in self._channel.hear(callback):
            with self._lock:
                flight = self._flights.get(one.attempt)
            if flight is None:
                raise BadCallback(404, "unknown-attempt")
            own_id = hashlib.sha256(one.key.encode()).hexdigest()[:32]
            event = write(own_id, one.happening)
            with self._lock:
                flight.ref = flight.ref or one.happening.ref
                flight.events.setdefault(own_id, event)
            said = self._tell(flight.callback, event)
            if event["event"] in SPOKEN:
                prompt = WAIT if said is None else prompt_of(said, flight.out)
            if said is None:
                with self._lock:
                    flight.owed.append(own_id)
            if one.happening.kind is Kind.ENDED:
                # Over: the number and what was said to it are needed no more.
                with self._lock:
                    flight.out = replace(flight.out, number="", params={})
        return self._channel.ack(callback, prompt)

    def hand_over(self) -> int:
        """Tell the house what it did not take; returns how much is still owed."""
        with self._lock:
            self._forget()
            owed = [(flight, own_id) for flight in self._flights.values() for own_id in flight.owed]
        left = 0
        for flight, own_id in owed:
            if self._tell(flight.callback, flight.events[own_id]) is None:
                left += 1
            else:
                with self._lock:
                    flight.owed = [one for one in flight.owed if one != own_id]
        return left

    def _tell(self, url: str, event: Json) -> Json | None:
        """The house's answer, None when it did not take the event."""
        body = json.dumps(event).encode()
        signed = headers(self._house.keys, "POST", url, int(self._clock().timestamp()), body)
        try:
            answer = self._client.post(
                url, content=body, headers=signed | {"Content-Type": "application/json"}
            )
            said = json.loads(answer.content or b"{}") if answer.status_code == 200 else {}
        except (httpx2.HTTPError, ValueError, RecursionError):
            return None
        if answer.status_code >= 500:
            return None
        return said if isinstance(said, dict) else {}

    def _forget(self) -> None:
        oldest = self._clock() - KEPT
        for attempt in [name for name, one in self._flights.items() if one.since < oldest]:
            del self._flights[attempt]


def answered(placing: Placing) -> Answer:
    """What the port says of a placing."""
    match placing:
        case Accepted(ref):
            return 202, {"ref": ref}
        case Rejected(_code, permanent=True):
            return 422, {"code": "number"}
        case Rejected(_code, configuration=True):
            return 422, {"code": "configuration"}
        case Rejected():
            return 429, {"code": "busy"}
        case NotSent():
            return 503, {"code": "not-placed"}
    return 502, {"code": "uncertain"}


def prompt_of(said: Mapping[str, Any], out: Outgoing) -> Prompt:
    """What the house wants said, in the words of this side."""
    line, gather, turn = _LINES.get(str(said.get("line"))), said.get("gather"), said.get("turn", 0)
    if line is None or not isinstance(gather, bool) or not isinstance(turn, int):
        return WAIT
    return Prompt(line, gather, turn, out.template, out.params, out.lang, out.slow)
