"""Twilio's REST service over the network: calls and messages, to create, fetch, list, update and delete.

Source: Twilio's OpenAPI description of the 2010 API, against which the tests hold every request and answer.
"""

from __future__ import annotations

import base64
import binascii
import hmac
import re
from dataclasses import dataclass
from typing import Any

from notifications.simulator.calls import Call, Message
from notifications.simulator.faults import Trouble
from notifications.simulator.fields import (
    Form,
    RestError,
    first,
    read_call,
    read_instructions,
    read_message,
    read_method,
    read_status,
)
from notifications.simulator.hooks import API_VERSION, HookedCaller
from notifications.simulator.network import Network, NotInState
from notifications.simulator.records import call_json, list_calls, list_messages, message_json
from notifications.simulator.webhooks import Webhooks

ACCOUNT = "AC" + "0" * 32
TOKEN = "token"  # noqa: S105 - of a network that reaches nobody

_PATH = re.compile(rf"/{API_VERSION}/Accounts/([^/]+)/(Calls|Messages)(?:/([^/]+))?\.json")


@dataclass(frozen=True, slots=True)
class Request:
    """``path`` decoded, without its query."""

    method: str
    path: str
    query: Form
    form: Form
    authorization: str = ""


@dataclass(frozen=True, slots=True)
class RestAnswer:
    """``body`` None: no content. ``after``: sid of what was placed, when its callbacks come before this."""

    status: int
    body: dict[str, Any] | None = None
    after: str = ""


class Rest:
    """One account on one network."""

    def __init__(self, network: Network, webhooks: Webhooks, account: str, token: str) -> None:
        self._network, self._webhooks = network, webhooks
        self._account, self._token = account, token

    def signed_in(self, authorization: str) -> bool:
        """Whether a header carries our account and token (Basic)."""
        scheme, _, given = authorization.partition(" ")
        try:
            plain = base64.b64decode(given, validate=True)
        except binascii.Error:
            return False
        return scheme.lower() == "basic" and hmac.compare_digest(
            plain, f"{self._account}:{self._token}".encode()
        )

    def handle(self, request: Request) -> RestAnswer:
        """The answer to one request. Raises ``Trouble`` where a fault keeps it from coming."""
        try:
            if not self.signed_in(request.authorization):
                raise RestError(401, 20003, "Authenticate")
            return self._routed(request)
        except RestError as error:
            return RestAnswer(error.status, error.body())
        except NotInState as wrong:
            return RestAnswer(400, RestError(400, 21220, f"Not possible while it is {wrong}").body())
        except Trouble as trouble:
            if trouble.effect.answer == "429":
                return RestAnswer(429, RestError(429, 20429, "Too Many Requests").body())
            if trouble.effect.answer == "500":
                return RestAnswer(500, RestError(500, 20500, "An internal server error has occurred").body())
            raise

    def _routed(self, request: Request) -> RestAnswer:
        found = _PATH.fullmatch(request.path)
        if found is None or found[1] != self._account:
            raise self._absent(request)
        _account, kind, sid = found.groups()
        match kind, sid, request.method:
            case "Calls", None, "POST":
                return self._create_call(request.form)
            case "Messages", None, "POST":
                return self._create_message(request.form)
            case "Calls", None, "GET":
                self._network.catch_up()
                return RestAnswer(
                    200, list_calls([*self._network.calls.values()], request.query, self._account)
                )
            case "Messages", None, "GET":
                self._network.catch_up()
                messages = [*self._network.messages.values()]
                return RestAnswer(200, list_messages(messages, request.query, self._account))
            case _, None, _:
                raise RestError(405, 20004, "Method not allowed")
        self._network.catch_up()
        call, message = self._network.calls.get(sid), self._network.messages.get(sid)
        if kind == "Calls" and call is not None:
            return self._one_call(request, call)
        if kind == "Messages" and message is not None:
            return self._one_message(request, message)
        raise self._absent(request)

    @staticmethod
    def _absent(request: Request) -> RestError:
        return RestError(404, 20404, f"The requested resource {request.path} was not found")

    def _create_call(self, form: Form) -> RestAnswer:
        order, hooks = read_call(form)
        caller = HookedCaller(self._account, hooks, self._webhooks)
        call = self._network.call(order, caller)
        return RestAnswer(201, call_json(call, self._account), call.sid if call.early else "")

    def _create_message(self, form: Form) -> RestAnswer:
        to, sender, body, hooks = read_message(form)
        caller = HookedCaller(self._account, hooks, self._webhooks)
        message = self._network.message(to, sender, body, caller)
        return RestAnswer(201, message_json(message, self._account), message.sid if message.early else "")

    def _one_call(self, request: Request, call: Call) -> RestAnswer:
        if request.method == "DELETE":
            return self._delete(call)
        if request.method == "POST":
            self._update_call(request.form, call)
        elif request.method != "GET":
            raise RestError(405, 20004, "Method not allowed")
        return RestAnswer(200, call_json(call, self._account))

    def _update_call(self, form: Form, call: Call) -> None:
        status = first(form, "Status")
        if status not in ("", "canceled", "completed"):
            raise RestError(400, 21218, "Invalid Status: it is canceled or completed")
        url, verbs = read_instructions(form)
        caller = self._network.caller(call.sid)
        if isinstance(caller, HookedCaller):
            read_status(form, caller.hooks)
        if status == "canceled":
            self._network.cancel(call.sid)
        elif status == "completed":
            self._network.complete(call.sid)
        elif url or verbs is not None:
            self._network.redirect(call.sid, url, read_method(form, "Method"), verbs)

    def _one_message(self, request: Request, message: Message) -> RestAnswer:
        if request.method == "DELETE":
            return self._delete(message)
        if request.method == "POST":
            self._update_message(request.form, message)
        elif request.method != "GET":
            raise RestError(405, 20004, "Method not allowed")
        return RestAnswer(200, message_json(message, self._account))

    def _update_message(self, form: Form, message: Message) -> None:
        if first(form, "Status") not in ("", "canceled"):
            raise RestError(400, 20001, "Invalid Status: it is canceled")
        if first(form, "Status") == "canceled":
            try:
                self._network.cancel_message(message.sid)
            except NotInState:
                raise RestError(409, 30409, "Message is not in cancelable state") from None
        elif "Body" in form:
            # Twilio lets a text be blanked, never rewritten.
            if first(form, "Body"):
                raise RestError(400, 20001, "Body can only be redacted")
            message.body = ""

    def _delete(self, one: Call | Message) -> RestAnswer:
        try:
            self._network.forget(one.sid)
        except NotInState:
            raise RestError(409, 20409, "It is still going on") from None
        return RestAnswer(204)
