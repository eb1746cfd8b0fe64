"""Requests of the official client and answers of the phone network, held against Twilio's own description."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import pytest
import requests
from openapi_core import OpenAPI
from openapi_core.contrib.requests import RequestsOpenAPIRequest, RequestsOpenAPIResponse
from openapi_core.exceptions import OpenAPIError
from twilio.base.exceptions import TwilioRestException
from twilio.http.http_client import TwilioHttpClient
from twilio.rest import Client

from notifications.simulator.callee import CALLEES
from notifications.simulator.server import PhoneServer
from tests.audit.shared import shared_file
from tests.notifications.simulator.voice import HERE, OTHER, SOMEBODY

FILE = "twilio/twilio_api_v2010.slim.json"


@pytest.fixture(scope="module")
def description() -> dict[str, Any]:
    """Twilio's description, read where it lies."""
    spec: dict[str, Any] = json.loads(shared_file(FILE).read_text("utf-8"))
    return spec


class Wire:
    """An official client whose every request and answer is held against the description."""

    def __init__(self, server: PhoneServer, description: dict[str, Any]) -> None:
        here = [{"url": server.url}]
        paths = {path: {**item, "servers": here} for path, item in description["paths"].items()}
        self._openapi = OpenAPI.from_dict({**description, "servers": here, "paths": paths})
        self.seen: list[tuple[str, int]] = []
        self.http = TwilioHttpClient(timeout=10, max_retries=0, request_hooks={"response": self._check})
        self.client = Client(server.account, server.token, http_client=self.http)
        self.client.api.base_url = server.url

    def _check(self, response: requests.Response, **_options: object) -> None:
        request = RequestsOpenAPIRequest(response.request)
        self.seen.append((str(response.request.method), response.status_code))
        if response.status_code < 400:
            self._openapi.validate_request(request)
            self._openapi.validate_response(request, RequestsOpenAPIResponse(response))


@pytest.fixture
def wire(phones: PhoneServer, description: dict[str, Any]) -> Iterator[Wire]:
    made = Wire(phones, description)
    yield made
    made.http.session.close()


def test_calls_conform(wire: Wire, phones: PhoneServer) -> None:
    phones.network.phone(SOMEBODY).behaves(CALLEES["rings-out"])
    calls, anywhere = wire.client.calls, "http://127.0.0.1:9/voice#rc=1"
    made = calls.create(
        to=SOMEBODY,
        from_=HERE,
        url=anywhere,
        method="POST",
        status_callback=anywhere,
        status_callback_event=["initiated", "ringing", "answered", "completed"],
        status_callback_method="POST",
        machine_detection="Enable",
        async_amd="true",
        async_amd_status_callback=anywhere,
        timeout=600,
        time_limit=600,
    )
    calls(made.sid).fetch()
    calls.list(to=SOMEBODY, status="queued")
    calls(made.sid).update(status="canceled")
    calls(made.sid).fetch()
    calls(made.sid).delete()
    for callee in ("accepts", "busy", "invalid"):
        phones.network.phone(SOMEBODY).behaves(CALLEES[callee])
        calls.create(to=SOMEBODY, from_=HERE, twiml="<Response><Say>hello</Say></Response>")
    for _page in range(3):
        calls.list(page_size=2)

    assert {("POST", 201), ("GET", 200), ("POST", 200), ("DELETE", 204)} == set(wire.seen)
    assert len(wire.seen) > 12


def test_messages_conform(wire: Wire, phones: PhoneServer) -> None:
    phones.network.phone(SOMEBODY).behaves(CALLEES["invalid"])
    messages = wire.client.messages
    made = messages.create(
        to=SOMEBODY, from_=HERE, body="签到码 123456", status_callback="http://127.0.0.1:9/sms"
    )
    messages(made.sid).fetch()
    messages.create(to=OTHER, from_=HERE, body="after")
    phones.network.phone(OTHER).receives_sms("after").wait(10)
    messages.list(page_size=1)
    messages(made.sid).update(body="")
    messages(made.sid).fetch()

    assert {("POST", 201), ("GET", 200), ("POST", 200)} == set(wire.seen)


def test_every_state_of_a_call_conforms(wire: Wire, phones: PhoneServer) -> None:
    phones.network.phone(SOMEBODY).behaves(CALLEES["silent"])
    sid = wire.client.calls.create(
        to=SOMEBODY, from_=HERE, twiml="<Response><Pause length='300'/></Response>"
    ).sid
    seen = set()
    while (status := wire.client.calls(sid).fetch().status) != "in-progress":
        seen.add(status)
    wire.client.calls(sid).update(status="completed")

    assert seen <= {"queued", "ringing"}
    assert wire.client.calls(sid).fetch().status == "completed"


def test_what_does_not_conform_is_seen(wire: Wire, description: dict[str, Any]) -> None:
    status = description["components"]["schemas"]["call_enum_status"]
    known = list(status["enum"])
    status["enum"].remove("queued")
    try:
        with pytest.raises(OpenAPIError):
            wire.client.calls.create(to=SOMEBODY, from_=HERE, twiml="<Response/>")
    finally:
        status["enum"][:] = known
    with pytest.raises(TwilioRestException):
        wire.client.calls.create(to="", from_=HERE, twiml="<Response/>")
    assert wire.seen[-1] == ("POST", 400)
