"""Boxes on the premises (a SIP exchange, a pool of SMS modems) and ``panel relay``, over one HTTP port.

The port is documented in deploy/gateway.md. A box takes an attempt id once: asked again it answers the same,
so an attempt whose answer was lost can always be asked for.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

import httpx2

from notifications.attempts import Happening
from notifications.channels import gateway_events
from notifications.channels.gateway_events import LARGEST, SPOKEN
from notifications.channels.gateway_signature import check, headers, target
from notifications.channels.port import (
    Abilities,
    Accepted,
    BadCallback,
    Callback,
    CannotTell,
    Finding,
    Found,
    Heard,
    Limits,
    NotFound,
    NotSent,
    Outgoing,
    Placing,
    Prompt,
    Rejected,
    Reply,
    Uncertain,
    Words,
)

WHOLE = Abilities(voice=True, sms=True, free_text=True, keys=True, read_back=True, receipts=True)
_PATIENCE = {False: 6, True: 12}
_NOTHING_SENT = (
    httpx2.ConnectError,
    httpx2.ConnectTimeout,
    httpx2.UnsupportedProtocol,
    httpx2.InvalidURL,
    httpx2.PoolTimeout,
)


@dataclass(frozen=True, slots=True, repr=False)
class GatewayAccount:
    """``url`` of the box or relay; ``keys``: key id -> secret, the first one signs, all are accepted;
    ``ability``: what the box can do, by the names in the documents ("voice", "sms", "free-text", "keys",
    "read-back", "receipts"), everything when empty."""

    url: str
    keys: Mapping[str, str]
    ability: tuple[str, ...] = ()
    per_second: float = 0
    timeout: float = 10


class GatewayChannel:
    """The channel ``gateway``."""

    name = "gateway"

    def __init__(
        self, account: GatewayAccount, words: Words, templates: Collection[str], clock: Callable[[], datetime]
    ) -> None:
        if not account.keys or not all(account.keys.values()):
            raise ValueError("a gateway needs a key")
        self.account, self.words, self.templates = account, words, templates
        self.abilities = abilities_named(account.ability) if account.ability else WHOLE
        self.limits = Limits(per_second=account.per_second)
        self._clock = clock
        # A connection of its own for each request: one kept open may be dead, and then nobody knows.
        self._client = httpx2.Client(
            timeout=account.timeout, trust_env=False, limits=httpx2.Limits(max_keepalive_connections=0)
        )

    def place(self, out: Outgoing) -> Placing:
        """Hand the attempt to the box, with its words where it can speak any text."""
        try:
            body = json.dumps(self._order(out), ensure_ascii=False).encode()
        except KeyError:
            return Rejected("template", configuration=True)
        try:
            status, answer = self._send("POST", "/v1/attempts", body)
        except _NOTHING_SENT as error:
            return NotSent(type(error).__name__)
        except Exception as error:  # noqa: BLE001 - whatever broke, a call may be under way
            return Uncertain(type(error).__name__)
        if status in (200, 201, 202):
            ref = answer.get("ref")
            return Accepted(ref) if isinstance(ref, str) and ref else Uncertain("no-reference")
        return refused(status, str(answer.get("code") or status))

    def _order(self, out: Outgoing) -> dict[str, object]:
        order: dict[str, object] = {
            "attempt": out.attempt,
            "kind": out.kind,
            "to": out.number,
            "template": out.template,
            "params": dict(out.params),
            "lang": out.lang,
            "slow": out.slow,
            "callback": f"{out.callback.rstrip('/')}/{out.attempt}/event",
        }
        if self.abilities.free_text:
            order["text"] = list(self.words(out.template, out.params, out.lang, out.slow))
            order["wait_text"] = list(self.words("wait", {}, out.lang, out.slow))
        return order

    def _send(self, method: str, path: str, body: bytes = b"") -> tuple[int, Mapping[str, object]]:
        url = self.account.url.rstrip("/") + path
        signed = headers(self.account.keys, method, url, int(self._clock().timestamp()), body)
        answer = self._client.request(
            method, url, content=body, headers=signed | {"Content-Type": "application/json"}
        )
        try:
            found = json.loads(answer.content)
        except ValueError:
            found = {}
        return answer.status_code, found if isinstance(found, dict) else {}

    def hear(self, callback: Callback) -> Sequence[Heard]:
        """What a signed event reports."""
        if len(callback.body) > LARGEST:
            raise BadCallback(413, "too-large")
        now = int(self._clock().timestamp())
        wrong = check(self.account.keys, "POST", target(callback.url), callback.headers, now, callback.body)
        if wrong:
            raise BadCallback(403, wrong)
        if callback.step != "event":
            raise BadCallback(404, "unknown-step")
        if not re.fullmatch(r"[a-z2-7]{13}", callback.attempt):
            raise BadCallback(404, "unknown-attempt")
        own_id, happening = _event(callback)
        return [Heard(callback.attempt, f"{callback.attempt}:{own_id}", happening)]

    def ack(self, callback: Callback, prompt: Prompt | None) -> Reply:
        """What the callee hears next, as JSON; ``{}`` for an event nobody listens to."""
        try:
            said = self._said(callback, prompt)
        except Exception:  # noqa: BLE001 - the callee must not hear an error of ours
            said = {"hangup": True}
        return Reply(200, "application/json", json.dumps(said, ensure_ascii=False).encode())

    def _said(self, callback: Callback, prompt: Prompt | None) -> dict[str, object]:
        if json.loads(callback.body).get("event") not in SPOKEN:
            return {}
        if prompt is None or (prompt.line == "wait" and not prompt.gather):
            return {"wait": 1}
        said: dict[str, object] = {"line": prompt.line, "gather": prompt.gather, "turn": prompt.turn}
        if self.abilities.free_text:
            said["say"] = list(self.words(prompt.words, prompt.params, prompt.lang, prompt.slow))
        if prompt.gather:
            said["patience"] = _PATIENCE[prompt.slow]
        return said

    def reconcile(self, out: Outgoing, ref: str, since: datetime, now: datetime) -> Finding:
        """The box is asked by our own id and told since when: that it never got it, it can say for sure."""
        try:
            status, answer = self._send("GET", f"/v1/attempts/{out.attempt}?since={int(since.timestamp())}")
            if status == 404 and answer.get("code") == "unknown-attempt":
                return NotFound()
            events = answer.get("events")
            if status != 200 or not isinstance(events, list):
                return CannotTell(f"http-{status}")
            happenings: tuple[Happening, ...] = tuple(gateway_events.read(one, now)[1] for one in events)
        except Exception as error:  # noqa: BLE001 - a look-up that failed tells nothing
            return CannotTell(type(error).__name__)
        return Found(str(answer.get("ref") or ref), happenings)

    def renders(self, template: str) -> bool:
        return template in self.templates


def _event(callback: Callback) -> tuple[str, Happening]:
    try:
        event = json.loads(callback.body)
        if not isinstance(event, dict):
            raise BadCallback(400, "malformed")
        return gateway_events.read(event, callback.at)
    except (ValueError, RecursionError, OverflowError):
        raise BadCallback(400, "malformed") from None


def abilities_named(names: Collection[str]) -> Abilities:
    """Abilities by the names in the documents. Raises ``ValueError`` for a name nobody knows."""
    known = ("voice", "sms", "free-text", "keys", "read-back", "receipts")
    if unknown := set(names) - set(known):
        raise ValueError(f"unknown abilities: {len(unknown)}")
    return Abilities(*(name in names for name in known))


def refused(status: int, code: str) -> Placing:
    """What an error answer of the port means; see the table in deploy/gateway.md."""
    if status == 429 or (status == 503 and code == "not-placed"):
        return Rejected(code)
    if status >= 500 or status == 408:
        return Uncertain(f"http-{status}")
    if status == 422 and code == "number":
        return Rejected(code, permanent=True)
    return Rejected(code, configuration=True)
