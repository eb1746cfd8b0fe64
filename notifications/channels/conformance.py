"""Does a box speak the gateway port as deploy/gateway.md says? Run it against any box, ours or a vendor's.

``python -m notifications.channels.conformance --box http://10.0.0.5:9000 --key house=secret
--here http://10.0.0.9:9001 --answers +86…`` places one call and one message to a phone in your hand: press 1
at both prompts. Every check has a sentence of its own.
"""

from __future__ import annotations

import argparse
import json
import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from hashlib import sha256

import httpx2

from notifications import messages
from notifications.attempts import State, attempt_id
from notifications.channels.conformance_house import House, Told
from notifications.channels.gateway import GatewayAccount, GatewayChannel
from notifications.channels.gateway_signature import WINDOW, headers
from notifications.channels.port import Accepted, Found, Outgoing, Placing, Rejected

_INVITATION = {
    "day": "三月二日",
    "weekday": "星期一",
    "clock": "下午两点",
    "center": "交易中心",
    "length": "两小时",
}
_PLACE = {
    "day": "三月二日",
    "weekday": "星期一",
    "clock": "下午两点",
    "place": "三号评审室",
    "code": "123456",
}
_AGAIN = 15
"""Seconds after which an event that was refused has come again at the latest."""


@dataclass(frozen=True, slots=True)
class Checked:
    """One sentence of the port and whether the box keeps it; ``seen``: what it did instead."""

    sentence: str
    kept: bool
    seen: str = ""


@dataclass(frozen=True, slots=True)
class Numbers:
    """Phones to try; "" leaves its checks out. Whoever holds ``answers`` presses 1 at both prompts."""

    answers: str = ""
    busy: str = ""
    invalid: str = ""


class Kit:
    """``here``: the address at which the box reaches this program; ``patience``: seconds a call may take."""

    def __init__(
        self,
        box: str,
        keys: Mapping[str, str],
        here: str,
        clock: Callable[[], datetime],
        patience: float = 120,
    ) -> None:
        self._box, self._keys, self._clock, self._patience = box.rstrip("/"), dict(keys), clock, patience
        account = GatewayAccount(box, keys)
        self._channel = GatewayChannel(account, messages.words, messages.TEMPLATES["zh"], clock)
        self._here = here
        self._client = httpx2.Client(timeout=10, trust_env=False)
        self._placed = 0

    def run(self, numbers: Numbers) -> list[Checked]:
        """Every check that ``numbers`` allow, in the order of the document."""
        found = [*self._doors(), *self._forms()]
        with House(self._channel, self._here, self._clock) as house:
            if numbers.answers:
                found += [*self._call(house, numbers.answers), *self._message(house, numbers.answers)]
            if numbers.busy:
                found += self._ends(house, numbers.busy, "busy")
            if numbers.invalid:
                found += self._ends(house, numbers.invalid, "invalid-number")
        return found

    # Requests nobody should accept.

    def _doors(self) -> Iterator[Checked]:
        path, now = "/v1/attempts", int(self._clock().timestamp())
        good = headers(self._keys, "POST", path, now, b"{}")
        stranger = headers({"nobody": "guess"}, "POST", path, now, b"{}")
        own_guess = headers({next(iter(self._keys)): "guess"}, "POST", path, now, b"{}")
        stale = headers(self._keys, "POST", path, now - WINDOW - 60, b"{}")
        for sentence, given, body in (
            ("a request without a signature gets 401", {}, b"{}"),
            ("a key nobody has gets 401", stranger, b"{}"),
            ("a signature with a wrong secret gets 401", own_guess, b"{}"),
            ("a signature over another body gets 401", good, b'{"a":1}'),
            ("a signature older than the window gets 401", stale, b"{}"),
        ):
            status, _said = self._ask("POST", path, body, given)
            yield Checked(sentence, status == 401, str(status))
        moved = headers(self._keys, "POST", "/v1/elsewhere", now, b"{}")
        status, _said = self._ask("POST", path, b"{}", moved)
        yield Checked("a signature for another path gets 401", status == 401, str(status))

    def _forms(self) -> Iterator[Checked]:
        for sentence, body, expected in (
            ("what is not JSON gets 400", b"{", 400),
            ("an order without its fields gets 400", b"{}", 400),
            ("a list gets 400", b"[]", 400),
            ("a body over 16 KiB gets 413", b" " * 17_000, 413),
        ):
            status, _said = self._signed("POST", "/v1/attempts", body)
            yield Checked(sentence, status == expected, str(status))
        since = int(self._clock().timestamp()) + 1
        status, said = self._signed("GET", f"/v1/attempts/{self._attempt()}?since={since}")
        known = (status, said.get("code")) == (404, "unknown-attempt")
        yield Checked(
            "an attempt it never got gets 404 unknown-attempt", known, f"{status} {said.get('code')}"
        )
        status, said = self._signed("GET", "/v1/abilities")
        named = status == 200 and all(
            isinstance(said.get(name), bool)
            for name in ("voice", "sms", "free-text", "keys", "read-back", "receipts")
        )
        yield Checked("it names its six abilities", named, str(status))

    # A call, a message, and how attempts end.

    def _call(self, house: House, number: str) -> Iterator[Checked]:
        out = self._out(house, "voice", number)
        told = house.expect(out, waits=1, refusals=1)
        first, again = self._channel.place(out), self._channel.place(out)
        yield Checked("a call is taken", isinstance(first, Accepted), repr(first))
        yield Checked("the same attempt again is the same reference", first == again, repr(again))
        params = {**_INVITATION, "day": "三月三日"}
        other = self._channel.place(replace(out, params=params))
        refused = other == Rejected("different", configuration=True)
        yield Checked("another order under the same id gets 409", refused, repr(other))
        yield self._over(house, told, first)
        yield Checked("every event is signed and well formed", not told.refused, ", ".join(told.refused))
        events = [event["event"] for event in told.once()]
        yield Checked(
            "it is dialled once", events.count("placed") == 1 and events.count("answered") == 1, str(events)
        )
        again_later = house.until(lambda: told.came_again(503), min(_AGAIN, self._patience))
        yield Checked("an event refused with 503 comes again", again_later, str(events))
        yield Checked("an event told to wait comes again", told.came_again(200), str(events))
        seen = f"{told.attempt.keys} {told.attempt.verdict}"
        accepted = told.attempt.verdict == "accepted"
        yield Checked("both prompts are heard and the keys arrive with their turns", accepted, seen)
        yield self._same(out, told)

    def _message(self, house: House, number: str) -> Iterator[Checked]:
        out = self._out(house, "sms", number)
        told = house.expect(out)
        placed = self._channel.place(out)
        yield Checked("a message is taken", isinstance(placed, Accepted), repr(placed))
        yield self._over(house, told, placed)
        end = str(told.attempt.end)
        yield Checked("its receipt is delivered or undelivered", end in ("delivered", "undelivered"), end)
        yield self._same(out, told)

    def _ends(self, house: House, number: str, end: str) -> Iterator[Checked]:
        out = self._out(house, "voice", number)
        told = house.expect(out)
        placed = self._channel.place(out)
        if end == "invalid-number" and placed == Rejected("number", permanent=True):
            yield Checked("an invalid number gets 422 number", True)
            return
        yield self._over(house, told, placed)
        yield Checked(f"the call ends with {end}", told.attempt.end == end, str(told.attempt.end))

    def _over(self, house: House, told: Told, placed: Placing) -> Checked:
        # What was not taken is not waited for.
        patience = self._patience if isinstance(placed, Accepted) else 0
        ended = house.until(lambda: told.attempt.state is State.ENDED, patience)
        return Checked(f"the attempt ({told.attempt.kind}) ends", ended, told.attempt.state)

    def _same(self, out: Outgoing, told: Told) -> Checked:
        now = self._clock()
        found = self._channel.reconcile(out, "", now, now)
        kinds = [one.kind.value for one in found.happenings] if isinstance(found, Found) else []
        heard = [event["event"] for event in told.once()]
        return Checked(
            f"asked later, it tells the same events ({out.kind})", kinds == heard, f"{kinds} {heard}"
        )

    def _out(self, house: House, kind: str, number: str) -> Outgoing:
        if kind == "voice":
            return Outgoing(
                self._attempt(), "voice", number, "invitation", _INVITATION, callback=house.callback
            )
        return Outgoing(self._attempt(), "sms", number, "details", _PLACE, callback=house.callback)

    def _attempt(self) -> str:
        self._placed += 1
        return attempt_id(sha256(f"{self._clock().isoformat()} {self._placed}".encode()).digest()[:8])

    def _signed(self, method: str, path: str, body: bytes = b"") -> tuple[int, Mapping[str, object]]:
        signed = headers(self._keys, method, self._box + path, int(self._clock().timestamp()), body)
        return self._ask(method, path, body, signed)

    def _ask(
        self, method: str, path: str, body: bytes, given: Mapping[str, str]
    ) -> tuple[int, Mapping[str, object]]:
        try:
            answer = self._client.request(method, self._box + path, content=body, headers=dict(given))
            said = json.loads(answer.content or b"{}")
        except (httpx2.HTTPError, ValueError) as error:
            return 0, {"code": type(error).__name__}
        return answer.status_code, said if isinstance(said, dict) else {}

    def close(self) -> None:
        self._client.close()


def wall_clock() -> datetime:
    """The wall clock: the kit is a program of its own, nothing wires it."""
    return datetime.fromtimestamp(time.time(), UTC)  # noqa: TID251


def main(arguments: list[str] | None = None) -> int:
    """Print each sentence; 0 when the box keeps them all."""
    parser = argparse.ArgumentParser(prog="python -m notifications.channels.conformance", description=__doc__)
    parser.add_argument("--box", required=True, help="address of the box")
    parser.add_argument("--key", required=True, help="key id=secret")
    parser.add_argument("--here", default="http://127.0.0.1:9001", help="this program as the box reaches it")
    for name in ("answers", "busy", "invalid"):
        parser.add_argument(f"--{name}", default="", help=f"a number that {name}, E.164")
    given = parser.parse_args(arguments)
    key_id, _, secret = given.key.partition("=")
    kit = Kit(given.box, {key_id: secret}, given.here, wall_clock)
    found = kit.run(Numbers(given.answers, given.busy, given.invalid))
    kit.close()
    for one in found:
        print(f"{'ok  ' if one.kept else 'FAIL'} {one.sentence}{'' if one.kept else f': {one.seen}'}")
    return 0 if all(one.kept for one in found) else 1


if __name__ == "__main__":
    raise SystemExit(main())
