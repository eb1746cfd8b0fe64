"""Scripting the phones of a server from another process: JSON under ``/_/``, and its client."""

from __future__ import annotations

import base64
import json
from typing import Any, Self
from urllib.parse import quote, unquote

import httpx2

from notifications.simulator.callee import BadCallee, read_callee, read_seconds
from notifications.simulator.faults import Fault
from notifications.simulator.fields import RestError, first
from notifications.simulator.hooks import rfc2822
from notifications.simulator.network import Network
from notifications.simulator.phone import Phone, Scripting, Step
from notifications.simulator.rest import ACCOUNT, TOKEN, Request

PREFIX = "/_/"
LONGEST_WAIT = 60.0
_STEPS = ("expects", "press", "hangs_up", "receives_sms")


class Control:
    """``GET /_/`` shows everything; ``POST /_/faults`` plans a fault; ``GET`` and ``POST /_/phones/NUMBER``
    ask a phone and script it."""

    def __init__(self, network: Network) -> None:
        self._network = network

    def handle(self, request: Request, body: bytes) -> dict[str, Any]:
        """The answer to one request. Raises ``RestError``."""
        given = _json(body) if request.method == "POST" else {}
        match request.path.removeprefix(PREFIX).partition("/"):
            case "", _, _:
                return self._everything()
            case "faults", _, "":
                return self._plan(given)
            case "phones", _, number if number:
                phone = self._network.phone(unquote(number))
                if request.method == "POST":
                    self._script(phone, given)
                elif wait := first(request.query, "wait"):
                    phone.settle(_seconds(wait))
                return _shown(phone)
        raise RestError(404, 20404, f"The requested resource {request.path} was not found")

    def _everything(self) -> dict[str, Any]:
        network = self._network
        network.catch_up()
        with network.lock:
            return {
                "now": rfc2822(network.now),
                "overlaps": list(network.overlaps),
                "calls": [
                    {"sid": one.sid, "to": one.to, "status": one.status, "keys": one.keys,
                     "seconds": one.seconds, "heard": list(one.heard), "error": one.error}
                    for one in network.calls.values()
                ],
                "messages": [
                    {"sid": one.sid, "to": one.to, "status": one.status, "body": one.body}
                    for one in network.messages.values()
                ],
            }  # fmt: skip

    def _plan(self, given: dict[str, Any]) -> dict[str, Any]:
        try:
            fault = Fault(str(given.get("fault")))
        except ValueError:
            raise RestError(400, 20001, f"a fault is one of {', '.join(Fault)}") from None
        times = given.get("times", 1)
        if not isinstance(times, int) or not 0 < times <= 1000:
            raise RestError(400, 20001, "times is a number from 1 to 1000")
        self._network.faults.plan(fault, times, str(given.get("at", "")))
        return {"planned": fault, "times": times}

    @staticmethod
    def _script(phone: Phone, given: dict[str, Any]) -> None:
        listed = given.get("steps", [])
        steps = [_step(one) for one in listed] if isinstance(listed, list) else [_step(listed)]
        if "callee" in given:
            try:
                phone.behaves(read_callee(given["callee"]))
            except BadCallee as bad:
                raise RestError(400, 20001, str(bad)) from None
        for step in steps:
            phone.add(step)


class Remote:
    """The network of another process, at ``base``. Use as a context manager."""

    def __init__(self, base: str, account: str = ACCOUNT, token: str = TOKEN) -> None:
        pair = base64.b64encode(f"{account}:{token}".encode()).decode()
        self._client = httpx2.Client(
            base_url=base,
            headers={"Authorization": f"Basic {pair}"},
            trust_env=False,
            timeout=LONGEST_WAIT + 10,
        )

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_error: object) -> None:
        self._client.close()

    def phone(self, number: str) -> RemotePhone:
        """The phone at ``number``, with the same sentences as ``Network.phone``."""
        return RemotePhone(self, number)

    def plan(self, fault: Fault, times: int = 1, at: str = "") -> None:
        """As ``Faults.plan``."""
        self.ask("POST", "faults", {"fault": fault.value, "times": times, "at": at})

    def everything(self) -> dict[str, Any]:
        """Time, calls, messages and overlaps."""
        return self.ask("GET", "")

    def ask(self, method: str, path: str, body: dict[str, Any] | None = None) -> dict[str, Any]:
        response = self._client.request(method, f"{PREFIX}{path}", json=body)
        found: dict[str, Any] = response.json()
        if response.status_code != 200:
            raise ValueError(f"{response.status_code}: {found.get('message')}")
        return found


class RemotePhone(Scripting):
    """One phone of another process."""

    def __init__(self, remote: Remote, number: str) -> None:
        self._remote, self._path = remote, f"phones/{quote(number)}"

    def add(self, step: Step) -> Self:
        step_json = {"what": step.what, "text": step.text, "after": step.after}
        self._remote.ask("POST", self._path, {"steps": [step_json]})
        return self

    def behaves(self, callee: str | dict[str, Any]) -> Self:
        """Be this callee, by name or by its fields."""
        self._remote.ask("POST", self._path, {"callee": callee})
        return self

    def shown(self, wait: float = 0) -> dict[str, Any]:
        """``heard``, ``keys``, ``messages``, ``rang``, ``done``, ``problems``; after ``wait`` seconds for the
        script to be done."""
        return self._remote.ask("GET", self._path + (f"?wait={wait}" if wait else ""))

    def wait(self, seconds: float) -> None:
        """Wait until the script is done; raise ``AssertionError`` with what did not go as it says."""
        shown = self.shown(seconds)
        if shown["problems"]:
            raise AssertionError("\n".join([f"phone {shown['number']}:", *shown["problems"]]))


def _step(given: object) -> Step:
    if (
        not isinstance(given, dict)
        or set(given) - {"what", "text", "after"}
        or given.get("what") not in _STEPS
    ):
        raise RestError(400, 20001, f"a step has text, after and what: {', '.join(_STEPS)}")
    try:
        return Step(given["what"], str(given.get("text", "")), read_seconds(given.get("after", 2.0)))
    except BadCallee as bad:
        raise RestError(400, 20001, str(bad)) from None


def _shown(phone: Phone) -> dict[str, Any]:
    return {
        "number": phone.number,
        "heard": list(phone.heard),
        "keys": phone.keys,
        "messages": list(phone.messages),
        "rang": phone.rang,
        "done": phone.done(),
        "problems": phone.problems(),
    }


def _json(body: bytes) -> dict[str, Any]:
    try:
        given = json.loads(body or b"{}")
    except ValueError:
        given = None
    if not isinstance(given, dict):
        raise RestError(400, 20001, "The body is a JSON object")
    return given


def _seconds(given: str) -> float:
    try:
        found = float(given)
    except ValueError:
        raise RestError(400, 20001, "wait is a number of seconds") from None
    if not 0 <= found <= LONGEST_WAIT:
        raise RestError(400, 20001, f"wait is at most {LONGEST_WAIT:.0f} seconds")
    return found
