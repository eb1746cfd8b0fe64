"""Webhooks as Twilio sends them: signed, with the retries a fragment of the address asks for.

Sources: Twilio's pages on webhook security (``X-Twilio-Signature``) and on connection overrides.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
from collections import deque
from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from threading import Condition, Event, Lock
from time import monotonic
from urllib.parse import parse_qsl, urlencode, urlsplit, urlunsplit

import httpx2

WORKERS = 16
LONGEST = 64 * 1024
"""Bytes of an answer; more is no TwiML."""


@dataclass(frozen=True, slots=True)
class Overrides:
    """Connection overrides: ``connect``, ``read``, ``total`` in seconds, ``retries``, and after what."""

    connect: float = 5.0
    read: float = 15.0
    total: float = 15.0
    retries: int = 1
    policy: frozenset[str] = frozenset({"ct"})

    def again(self, failure: str) -> bool:
        """Whether ``failure`` ("ct", "rt", "4xx", "5xx") is one to try again after."""
        return failure in self.policy or "all" in self.policy


def split(url: str) -> tuple[str, Overrides]:
    """The address as it goes over the wire, and what its fragment asks for; other fragments are dropped."""
    parts = urlsplit(url)
    asked = dict(parse_qsl(parts.fragment))
    overrides = Overrides(
        connect=_bounded(asked.get("ct"), 5000, 100, 10000) / 1000,
        read=_bounded(asked.get("rt"), 15000, 100, 15000) / 1000,
        total=_bounded(asked.get("tt"), 15000, 100, 15000) / 1000,
        retries=_bounded(asked.get("rc"), 1, 0, 5),
        policy=frozenset(asked.get("rp", "ct").split(",")),
    )
    return urlunsplit(parts._replace(fragment="")), overrides


def _bounded(given: str | None, default: int, least: int, most: int) -> int:
    return min(max(int(given), least), most) if given and given.isascii() and given.isdigit() else default


def sign(token: str, url: str, form: Mapping[str, str]) -> str:
    """``X-Twilio-Signature``: base64 of HMAC-SHA1 over the full address and the sorted form fields."""
    text = url + "".join(name + form[name] for name in sorted(form))
    return base64.b64encode(hmac.new(token.encode(), text.encode(), hashlib.sha1).digest()).decode()


@dataclass(frozen=True, slots=True)
class Webhook:
    """One webhook. ``key`` is the same at every retry."""

    method: str
    url: str
    form: Mapping[str, str]
    key: str


@dataclass(frozen=True, slots=True)
class Answered:
    """``status`` 0: no answer; ``tries``: how often it was sent."""

    status: int
    body: bytes = b""
    tries: int = 1

    @property
    def well(self) -> bool:
        return 200 <= self.status < 300


Then = Callable[[Answered], None]


class Webhooks:
    """Sends webhooks from a few threads; those of one ``lane`` one after the other."""

    def __init__(self, token: str, pause: float = 0.2) -> None:
        """``pause``: seconds before another try."""
        self._token, self._pause = token, pause
        self._client = httpx2.Client(trust_env=False, follow_redirects=False)
        self._pool = ThreadPoolExecutor(WORKERS, "webhook")
        self._lanes: dict[str, deque[tuple[Webhook, Then]]] = {}
        self._lock = Lock()
        self._idle = Condition(self._lock)
        self._stopping = Event()

    def send(self, lane: str, webhook: Webhook, then: Then) -> None:
        """Send ``webhook`` after those before it in the lane, and call ``then`` with the answer."""
        with self._lock:
            if self._stopping.is_set():
                return
            waiting = lane in self._lanes
            self._lanes.setdefault(lane, deque()).append((webhook, then))
            if not waiting:
                self._pool.submit(self._drive, lane)

    def wait(self, lane: str, seconds: float) -> None:
        """Wait until everything in a lane has been answered, so many seconds at most."""
        with self._idle:
            self._idle.wait_for(lambda: lane not in self._lanes, seconds)

    def close(self) -> None:
        """Stop: what has not been sent is dropped, what is being sent is waited for."""
        with self._lock:
            self._stopping.set()
        self._pool.shutdown(wait=True, cancel_futures=True)
        self._client.close()

    def _drive(self, lane: str) -> None:
        while True:
            with self._lock:
                if self._stopping.is_set() or not self._lanes[lane]:
                    del self._lanes[lane]
                    self._idle.notify_all()
                    return
                webhook, then = self._lanes[lane].popleft()
            then(self._deliver(webhook))

    def _deliver(self, webhook: Webhook) -> Answered:
        url, overrides = split(webhook.url)
        answered, end = Answered(0), monotonic() + overrides.total
        for attempt in range(1, overrides.retries + 2):
            answered, failure = self._once(webhook, url, overrides, attempt)
            if not failure or not overrides.again(failure) or monotonic() >= end:
                break
            if self._stopping.wait(self._pause):
                break
        return answered

    def _once(self, webhook: Webhook, url: str, asked: Overrides, tries: int) -> tuple[Answered, str]:
        """What came back, and what kind of failure it was ("" for none)."""
        headers = {"User-Agent": "TwilioProxy/1.1", "I-Twilio-Idempotency-Token": webhook.key}
        form = dict(webhook.form)
        content = None
        if webhook.method == "GET":
            url = f"{url}{'&' if urlsplit(url).query else '?'}{urlencode(form)}"
            form = {}
        else:
            headers["Content-Type"] = "application/x-www-form-urlencoded; charset=UTF-8"
            content = urlencode(form).encode()
        headers["X-Twilio-Signature"] = sign(self._token, url, form)
        timeout = httpx2.Timeout(asked.read, connect=asked.connect, pool=None)
        try:
            response = self._client.request(
                webhook.method, url, content=content, headers=headers, timeout=timeout
            )
        except (httpx2.ConnectError, httpx2.ConnectTimeout):
            return Answered(0, tries=tries), "ct"
        except (httpx2.HTTPError, httpx2.InvalidURL, ValueError):
            return Answered(0, tries=tries), "rt"
        kind = {4: "4xx", 5: "5xx"}.get(response.status_code // 100, "")
        return Answered(response.status_code, response.content[:LONGEST], tries), kind
