"""Placing and asking again over Twilio, with its real client against a local server."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from notifications.attempts import End, Kind
from notifications.channels.port import (
    Accepted,
    CannotTell,
    Channel,
    Found,
    NotFound,
    NotSent,
    Rejected,
    Uncertain,
)
from notifications.channels.twilio import TwilioAccount, TwilioChannel
from tests.notifications.channels.fakes import ATTEMPT, BASE, NOW, NUMBER, TEMPLATES, outgoing, shared, words
from tests.notifications.channels.servers import Asked, Said, Server, closed_port

ACCOUNT = "AC" + "0" * 32
CALL, MESSAGE = "CA" + "1" * 32, "SM" + "2" * 32


def channel(url: str, timeout: float = 5) -> Channel:
    account = TwilioAccount(ACCOUNT, "token", "+85230000000", "+85260000000", api=url, timeout=timeout)
    return TwilioChannel(account, words, TEMPLATES)


def call(**other: Any) -> dict[str, Any]:
    found = {"sid": CALL, "status": "queued", "to": NUMBER, "date_created": "Mon, 02 Mar 2026 04:00:00 +0000"}
    return found | other


def said(body: object, status: int = 200) -> Said:
    return Said(status, json.dumps(body).encode())


def error(status: int, code: int) -> Said:
    return said({"code": code, "message": f"about {NUMBER}", "more_info": "", "status": status}, status)


def test_a_call_carries_our_id_in_every_address(server: Server) -> None:
    server.answer = lambda _asked: said(call(), 201)

    assert channel(server.url).place(outgoing()) == Accepted(CALL)

    form = server.last.form
    assert server.last.path == f"/2010-04-01/Accounts/{ACCOUNT}/Calls.json"
    retry = "#rc=3&rp=ct,rt,5xx"
    assert form["Url"] == [f"{BASE}/{ATTEMPT}/voice{retry}"]
    assert form["StatusCallback"] == [f"{BASE}/{ATTEMPT}/status{retry}"]
    assert form["AsyncAmdStatusCallback"] == [f"{BASE}/{ATTEMPT}/amd{retry}"]
    assert form["StatusCallbackEvent"] == ["initiated", "ringing", "answered", "completed"]
    assert (form["AsyncAmd"], form["MachineDetection"]) == (["true"], ["Enable"])
    assert form["To"] == [NUMBER]
    assert server.last.headers["connection"] == "close"


def test_a_message_asks_for_its_receipt(server: Server) -> None:
    server.answer = lambda _asked: said({"sid": MESSAGE}, 201)

    assert channel(server.url).place(outgoing("sms", "place")) == Accepted(MESSAGE)

    form = server.last.form
    assert form["Body"] == ["place.3月2日."]
    assert form["From"] == ["+85260000000"]
    assert form["StatusCallback"] == [f"{BASE}/{ATTEMPT}/message#rc=3&rp=ct,rt,5xx"]


@pytest.mark.parametrize(
    ("status", "code", "expected"),
    [
        (429, 20429, Rejected("20429")),
        (429, 20003, Rejected("20003")),
        (400, 21211, Rejected("21211", permanent=True)),
        (400, 21614, Rejected("21614", permanent=True)),
        (401, 20003, Rejected("20003", configuration=True)),
        (400, 21210, Rejected("21210", configuration=True)),
        (403, 21215, Rejected("21215", configuration=True)),
        (400, 99999, Rejected("99999", configuration=True)),
        (500, 20500, Uncertain("http-500")),
        (503, 20503, Uncertain("http-503")),
    ],
)
def test_an_error_answer_is_whose_fault_it_is(
    server: Server, status: int, code: int, expected: object
) -> None:
    server.answer = lambda _asked: error(status, code)

    assert channel(server.url).place(outgoing()) == expected
    assert len(server.asked) == 1, "nothing is repeated"


@pytest.mark.parametrize("breaks", ["reset", "close", "hang"])
def test_what_broke_after_sending_is_uncertain_and_not_repeated(server: Server, breaks: str) -> None:
    server.answer = lambda _asked: Said(breaks=breaks)

    found = channel(server.url, timeout=0.3).place(outgoing())

    assert isinstance(found, Uncertain)
    assert len(server.asked) == 1


@pytest.mark.parametrize("body", [b"", b"<html>", b"[]", b"{}", b'{"sid": 7}', b'{"sid": ""}'])
def test_a_success_nobody_can_read_is_uncertain(server: Server, body: bytes) -> None:
    server.answer = lambda _asked: Said(201, body)

    assert isinstance(channel(server.url).place(outgoing()), Uncertain)


def test_nobody_listening_is_not_sent() -> None:
    found = channel(f"http://127.0.0.1:{closed_port()}").place(outgoing())

    assert isinstance(found, NotSent)
    assert NUMBER not in repr(found)


def test_a_template_without_words_is_our_own_fault(server: Server) -> None:
    assert channel(server.url).place(outgoing("sms", "unknown")) == Rejected("template", configuration=True)
    assert server.asked == []


def test_no_number_reaches_a_log(server: Server, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level("DEBUG")
    server.answer = lambda _asked: error(400, 21211)

    channel(server.url).place(outgoing())
    channel(server.url).reconcile(outgoing(), "", NOW, NOW)

    assert NUMBER.removeprefix("+") not in caplog.text


@pytest.mark.parametrize(
    ("status", "end"), [("completed", End.COMPLETED), ("busy", End.BUSY), ("no-answer", End.NO_ANSWER)]
)
def test_a_known_call_is_fetched(server: Server, status: str, end: End) -> None:
    server.answer = lambda _asked: said(call(status=status, end_time="Mon, 02 Mar 2026 04:01:00 +0000"))

    found = channel(server.url).reconcile(outgoing(), CALL, NOW, NOW)

    assert isinstance(found, Found)
    last = found.happenings[-1]
    assert (last.kind, last.end, last.at) == (Kind.ENDED, end, NOW + timedelta(minutes=1))


def test_a_machine_found_later_is_told(server: Server) -> None:
    server.answer = lambda _asked: said(call(status="completed", answered_by="machine_start"))

    found = channel(server.url).reconcile(outgoing(), CALL, NOW, NOW)

    assert isinstance(found, Found)
    assert [one.kind for one in found.happenings] == [Kind.PLACED, Kind.MACHINE, Kind.ENDED]


def listed(*calls: dict[str, Any]) -> Said:
    return said({"calls": list(calls), "next_page_uri": None, "page": 0})


OLD = call(sid="CA" + "9" * 32, date_created="Mon, 02 Mar 2026 03:50:00 +0000")


def test_a_lost_answer_is_found_by_number_and_hour(server: Server) -> None:
    server.answer = lambda _asked: listed(call(status="ringing"), OLD)

    found = channel(server.url).reconcile(outgoing(), "", NOW, NOW)

    assert isinstance(found, Found)
    assert found.ref == CALL
    assert server.last.query["To"] == [NUMBER]


def test_two_calls_are_for_a_person_to_tell_apart(server: Server) -> None:
    server.answer = lambda _asked: listed(call(), call(sid="CA" + "3" * 32))

    assert channel(server.url).reconcile(outgoing(), "", NOW, NOW) == CannotTell("several")


def test_not_found_is_said_only_when_the_list_has_settled(server: Server) -> None:
    server.answer = lambda _asked: listed(OLD)
    tested = channel(server.url)

    assert tested.reconcile(outgoing(), "", NOW, NOW) == CannotTell("too-early")
    assert tested.reconcile(outgoing(), "", NOW, NOW + timedelta(minutes=5)) == NotFound()


@pytest.mark.parametrize("answer", [error(500, 20500), error(404, 20404), Said(200, b"{")])
def test_a_look_up_that_failed_tells_nothing(server: Server, answer: Said) -> None:
    server.answer = lambda _asked: answer

    assert isinstance(channel(server.url).reconcile(outgoing(), CALL, NOW, NOW), CannotTell)


def test_a_message_is_reconciled_too(server: Server) -> None:
    server.answer = lambda _asked: said({"sid": MESSAGE, "status": "delivered"})

    found = channel(server.url).reconcile(outgoing("sms"), MESSAGE, NOW, NOW)

    assert isinstance(found, Found)
    assert found.happenings[-1].end is End.DELIVERED


def test_every_request_fits_the_published_description(server: Server) -> None:
    path = shared("twilio/twilio_api_v2010.slim.json")
    if path is None:
        pytest.skip("../shared is not here: Twilio's OpenAPI description is checked beside the project only")
    from openapi_core import OpenAPI
    from openapi_core.exceptions import OpenAPIError
    from openapi_core.testing import MockRequest

    def as_request(asked: Asked) -> MockRequest:
        return MockRequest(
            "https://api.twilio.com",
            asked.method.lower(),
            asked.path,
            args={name: value[0] for name, value in asked.query.items()},
            headers=dict(asked.headers),
            data=asked.body,
            content_type=asked.headers.get("content-type", "").partition(";")[0],
        )

    description = OpenAPI.from_dict(json.loads(path.read_text("utf-8")))

    def answer(asked: Asked) -> Said:
        if asked.method == "POST":
            return said(call() if "Calls" in asked.path else {"sid": MESSAGE}, 201)
        return listed(call()) if asked.path.endswith("Calls.json") else said(call())

    server.answer = answer
    tested = channel(server.url)
    tested.place(outgoing())
    tested.place(outgoing("sms", "place"))
    tested.reconcile(outgoing(), CALL, NOW, NOW)
    tested.reconcile(outgoing("sms"), MESSAGE, NOW, NOW)
    tested.reconcile(outgoing(), "", NOW, NOW)
    tested.reconcile(outgoing("sms"), "", NOW, NOW)

    assert len(server.asked) == 6
    for asked in server.asked:
        description.validate_request(as_request(asked))
    wrong = replace(server.asked[0], body=server.asked[0].body.replace(b"Timeout=45", b"Timeout=soon"))
    with pytest.raises(OpenAPIError):
        description.validate_request(as_request(wrong))
