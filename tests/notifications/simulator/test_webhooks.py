"""Webhooks of the phone network: TwiML fetched and performed, signatures, retries, callbacks, faults."""

from __future__ import annotations

from itertools import count
from time import sleep
from typing import Any
from urllib.parse import urlencode

import pytest
from hypothesis import given
from hypothesis import strategies as st
from twilio.request_validator import RequestValidator
from twilio.rest import Client

from notifications.simulator.callee import CALLEES
from notifications.simulator.calls import Call
from notifications.simulator.faults import Fault
from notifications.simulator.server import PhoneServer
from notifications.simulator.webhooks import Overrides, sign, split
from tests.notifications.simulator.application import Application, Got, invite
from tests.notifications.simulator.conftest import Clients, serve
from tests.notifications.simulator.voice import HERE, SOMEBODY

RETRY = "#rc=3&rp=ct,rt,5xx"
EVENTS = ["initiated", "ringing", "answered", "completed"]


def place(client: Client, service: Application, **fields: Any) -> str:
    asked = {
        "to": SOMEBODY,
        "from_": HERE,
        "url": f"{service.url}/voice/start{RETRY}",
        "status_callback": f"{service.url}/voice/status?try=1{RETRY}",
        "status_callback_event": EVENTS,
    }
    sid: str = client.calls.create(**(asked | fields)).sid
    return sid


def test_an_invitation_is_accepted_read_back_and_confirmed(
    client: Client, phones: PhoneServer, service: Application
) -> None:
    phone = phones.network.phone(SOMEBODY).expects("评标中心").press("1").expects("再按一次").press("1")
    phone.receives_sms("123456")

    sid = place(client, service)
    statuses = service.ended()
    client.messages.create(to=SOMEBODY, from_=HERE, body="签到码 123456")

    phone.wait(10)
    assert [one.step for one in service.got if one.step != "status"] == ["start", "key", "confirm"]
    assert [one.form["CallStatus"] for one in statuses] == [
        "initiated",
        "ringing",
        "in-progress",
        "completed",
    ]
    assert [one.form["SequenceNumber"] for one in statuses] == ["0", "1", "2", "3"]
    assert {one.form["CallSid"] for one in service.got} == {sid}
    assert int(statuses[-1].form["CallDuration"]) == int(client.calls(sid).fetch().duration) > 0
    assert phones.network.calls[sid].heard[-1] == "已登记"


def test_every_webhook_is_signed_over_its_whole_address(
    client: Client, phones: PhoneServer, service: Application
) -> None:
    phones.network.phone(SOMEBODY).press("1").press("1")
    amd = f"{service.url}/voice/amd{RETRY}"
    place(client, service, machine_detection="Enable", async_amd="true", async_amd_status_callback=amd)
    service.ended()

    validator = RequestValidator(phones.token)
    assert {one.step for one in service.got} >= {"start", "key", "confirm", "status", "amd"}
    for one in service.got:
        address, signature = service.url + one.path, one.headers["x-twilio-signature"]
        assert "#" not in one.path
        assert validator.validate(address, one.form, signature)
        assert not validator.validate(address, one.form | {"Digits": "2"}, signature)
        assert not RequestValidator("another").validate(address, one.form, signature)
    assert service.steps("amd")[0].form["AnsweredBy"] == "human"


@given(
    st.text(st.characters(min_codepoint=32, max_codepoint=0x9FFF), max_size=20),
    st.dictionaries(st.text("AZaz09", min_size=1), st.text(max_size=9)),
    st.sampled_from(["http://a.example/x", "https://a.example:8443/x?y=1", "http://127.0.0.1:8000/x?a=b&c="]),
)
def test_a_signature_is_what_the_official_validator_computes(
    token: str, form: dict[str, str], url: str
) -> None:
    assert sign(token, url, form) == RequestValidator(token).compute_signature(url, form)


def test_get_webhooks_carry_their_fields_in_the_address(
    client: Client, phones: PhoneServer, service: Application
) -> None:
    phones.network.phone(SOMEBODY).behaves(CALLEES["busy"])
    place(client, service, status_callback_method="GET", status_callback_event=["completed"])
    service.wait(lambda: len(service.got) == 1)

    got = service.got[0]
    assert (got.method, got.form) == ("GET", {})
    assert "try=1&" in got.path
    assert "CallStatus=busy" in got.path
    assert RequestValidator(phones.token).validate(
        service.url + got.path, {}, got.headers["x-twilio-signature"]
    )


@pytest.mark.parametrize(
    ("callee", "status", "sip"),
    [
        ("busy", "busy", "486"),
        ("rings-out", "no-answer", None),
        ("switched-off", "failed", "480"),
        ("invalid", "failed", "404"),
    ],
)
def test_calls_nobody_takes_end_with_their_own_status(
    client: Client, phones: PhoneServer, service: Application, callee: str, status: str, sip: str | None
) -> None:
    phones.network.phone(SOMEBODY).behaves(CALLEES[callee])

    place(client, service, timeout=20)

    last = service.ended()[-1].form
    assert (last["CallStatus"], last.get("SipResponseCode"), last["CallDuration"]) == (status, sip, "0")
    assert service.steps("start") == []


def test_only_the_events_asked_for_are_sent(client: Client, service: Application) -> None:
    place(client, service, status_callback_event=["answered", "completed"])
    place(client, service, to="+8613900000077", status_callback_event=[])

    service.ended(2)

    heard = [one.form["CallStatus"] for one in service.steps("status")]
    assert "ringing" not in heard
    assert "initiated" not in heard


def _failing(times: int, pause: float) -> Any:
    left = count()

    def answer(got: Got) -> tuple[int, str]:
        sleep(pause)
        return (503, "") if got.step == "start" and next(left) < times else invite(got)

    return answer


@pytest.mark.parametrize(
    ("fragment", "failures", "tries", "well"),
    [
        (RETRY, 2, 3, True),
        (RETRY, 3, 4, True),
        (RETRY, 9, 4, False),
        ("", 1, 1, False),
        ("#rc=2&rp=4xx", 1, 1, False),
        ("#rc=2&rp=all", 1, 2, True),
        ("#rc=0&rp=all", 1, 1, False),
        ("#rc=5&rp=all&tt=100", 9, 2, False),
    ],
)
def test_failures_are_tried_again_as_the_fragment_asks(
    client: Client,
    phones: PhoneServer,
    service: Application,
    fragment: str,
    failures: int,
    tries: int,
    well: bool,
) -> None:
    service.answering = _failing(failures, pause=0.06 if "tt=" in fragment else 0)

    sid = place(client, service, url=f"{service.url}/voice/start{fragment}")
    service.ended()

    asked = service.steps("start")
    # A total time that has passed ends the retries early; how early depends on the machine.
    assert len(asked) == tries or ("tt=" in fragment and len(asked) < tries)
    assert len({one.headers["i-twilio-idempotency-token"] for one in asked}) == 1
    assert ("application error" not in phones.network.calls[sid].heard[-1]) is well


def test_overrides_stay_in_their_bounds() -> None:
    wild = "#ct=1&rt=99999&rc=50&rp=all&tt=50"
    assert split(f"http://a/b?c=d{wild}") == (
        "http://a/b?c=d",
        Overrides(0.1, 15.0, 0.1, 5, frozenset({"all"})),
    )
    assert split("http://a/b#top") == ("http://a/b", Overrides())
    assert split("http://a/b#rc=-1&ct=x") == ("http://a/b", Overrides())


def test_a_service_that_is_not_there_is_no_trouble_for_the_network(
    client: Client, phones: PhoneServer
) -> None:
    nobody = "http://127.0.0.1:9/voice"
    watched = phones.network.phone(SOMEBODY)

    client.calls.create(to=SOMEBODY, from_=HERE, url=nobody, status_callback=nobody)

    watched.receives_sms("after all")
    client.messages.create(to=SOMEBODY, from_=HERE, body="after all", status_callback=nobody)
    watched.wait(10)


def test_messages_report_their_delivery(client: Client, phones: PhoneServer, service: Application) -> None:
    made = client.messages.create(
        to=SOMEBODY, from_=HERE, body="text", status_callback=f"{service.url}/sms/status{RETRY}"
    )
    service.wait(lambda: len(service.got) == 3)
    assert [one.form["MessageStatus"] for one in service.got] == ["queued", "sent", "delivered"]
    assert {one.form["MessageSid"] for one in service.got} == {made.sid}

    phones.network.phone(SOMEBODY).behaves(CALLEES["invalid"])
    client.messages.create(to=SOMEBODY, from_=HERE, body="x", status_callback=f"{service.url}/sms/status")
    service.wait(lambda: len(service.got) == 6)
    assert (service.got[-1].form["MessageStatus"], service.got[-1].form["ErrorCode"]) == (
        "undelivered",
        "30005",
    )


def _heard(client: Client, phones: PhoneServer, service: Application, fault: Fault, at: str) -> list[str]:
    phones.network.faults.plan(fault, at=at)
    phones.network.phone(SOMEBODY).behaves(CALLEES["busy"])
    place(client, service)
    expected = {Fault.LOST: 2, Fault.DUPLICATED: 4, Fault.REORDERED: 3}[fault]
    service.wait(lambda: len(service.steps("status")) == expected)
    return [one.form["CallStatus"] for one in service.steps("status")]


@pytest.mark.parametrize(
    ("fault", "at", "heard"),
    [
        (Fault.LOST, "ringing", ["initiated", "busy"]),
        (Fault.DUPLICATED, "busy", ["initiated", "ringing", "busy", "busy"]),
        (Fault.REORDERED, "initiated", ["ringing", "initiated", "busy"]),
    ],
)
def test_callbacks_are_lost_doubled_and_overtaken(
    client: Client, phones: PhoneServer, service: Application, fault: Fault, at: str, heard: list[str]
) -> None:
    assert _heard(client, phones, service, fault, at) == heard


def test_a_callback_may_come_before_the_answer_to_our_request(
    client: Client, phones: PhoneServer, service: Application
) -> None:
    phones.network.faults.plan(Fault.EARLY)

    sid = place(client, service)

    # No waiting: when the client has its answer, the service has been told already.
    assert [one.form["CallStatus"] for one in service.steps("status")][:2] == ["initiated", "ringing"]
    assert service.steps("status")[0].form["CallSid"] == sid
    service.ended()


def test_a_clock_that_runs_with_the_wall_waits_for_nobody(
    slow: PhoneServer, clients: Clients, service: Application
) -> None:
    client = clients.make(slow)
    sid = place(client, service)

    assert client.calls(sid).update(status="canceled").status == "canceled"
    assert service.ended()[-1].form["CallStatus"] == "canceled"
    assert service.steps("start") == []


def _story(seed: int, service: Application, clients: Clients) -> list[tuple[object, ...]]:
    with serve(seed=seed) as server:
        client = clients.make(server)
        before = len([one for one in service.got if one.step == "status"])
        for number in range(12):
            place(client, service, to=f"+861390000{number:04}", status_callback_event=["completed"])
        service.wait(lambda: len(service.steps("status")) == before + 12, 20)
        return [_told(call) for call in server.network.calls.values()]


def _told(call: Call) -> tuple[object, ...]:
    return call.sid, call.status, call.keys, tuple(call.heard)


def test_a_seed_tells_the_same_story_over_http(service: Application, clients: Clients) -> None:
    first = _story(5, service, clients)

    assert first == _story(5, service, clients)
    assert first != _story(6, service, clients)


def test_forms_travel_as_forms(client: Client, phones: PhoneServer, service: Application) -> None:
    place(client, service, status_callback_event=["completed"])

    got: Got = service.ended()[-1]

    assert got.headers["content-type"].startswith("application/x-www-form-urlencoded")
    assert int(got.headers["content-length"]) == len(urlencode(got.form))
    assert phones.network.overlaps == []
