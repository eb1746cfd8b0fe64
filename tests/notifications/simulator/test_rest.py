"""The official Twilio client, unchanged, against the phone network: what works, what is refused and how."""

from __future__ import annotations

import http.client
import socket
from collections.abc import Iterator
from datetime import timedelta
from time import monotonic, sleep
from typing import Any

import pytest
import requests
from hypothesis import given
from hypothesis import strategies as st
from twilio.base.exceptions import TwilioRestException
from twilio.rest import Client

from notifications.simulator.callee import CALLEES
from notifications.simulator.calls import Order
from notifications.simulator.faults import Fault
from notifications.simulator.network import Network
from notifications.simulator.rest import ACCOUNT, Request, Rest
from notifications.simulator.server import PhoneServer
from notifications.simulator.webhooks import Webhooks
from tests.notifications.simulator.conftest import SPEED, Clients, serve
from tests.notifications.simulator.voice import HERE, NINE, OTHER, SOMEBODY, Voice

SAY = "<Response><Say>hello</Say></Response>"


def test_a_call_is_created_fetched_listed_cancelled_and_deleted(clients: Clients, slow: PhoneServer) -> None:
    client = clients.make(slow)

    made = client.calls.create(to=SOMEBODY, from_=HERE, twiml=SAY)
    assert (made.status, made.to, made.direction, made.sid[:2]) == ("queued", SOMEBODY, "outbound-api", "CA")

    fetched = client.calls(made.sid).fetch()
    assert fetched.sid == made.sid
    assert abs(fetched.date_created - NINE) < timedelta(hours=1)
    assert [one.sid for one in client.calls.list(to=SOMEBODY)] == [made.sid]
    assert client.calls.list(to=OTHER) == []
    with pytest.raises(TwilioRestException) as early:
        client.calls(made.sid).delete()
    assert (early.value.status, early.value.code) == (409, 20409)

    assert client.calls(made.sid).update(status="canceled").status == "canceled"
    assert [one.sid for one in client.calls.list(status="canceled")] == [made.sid]
    assert client.calls(made.sid).delete() is True
    with pytest.raises(TwilioRestException) as gone:
        client.calls(made.sid).fetch()
    assert (gone.value.status, gone.value.code) == (404, 20404)


def test_a_call_on_the_line_is_redirected_and_completed(client: Client, phones: PhoneServer) -> None:
    phones.network.phone(SOMEBODY).behaves(CALLEES["silent"])
    waits = '<Response><Pause length="3000"/></Response>'
    made = client.calls.create(to=SOMEBODY, from_=HERE, twiml=waits)
    call = phones.network.calls[made.sid]
    _until(lambda: client.calls(made.sid).fetch().status == "in-progress")

    client.calls(made.sid).update(twiml="<Response><Say>moved on</Say><Pause length='3000'/></Response>")
    _until(lambda: call.heard == ["moved on"])
    with pytest.raises(TwilioRestException) as wrong:
        client.calls(made.sid).update(status="canceled")
    assert wrong.value.code == 21220

    sleep(2 / SPEED)  # of talk, so that the call has a length in whole seconds
    done = client.calls(made.sid).update(status="completed")
    assert done.status == "completed"
    assert int(done.duration) == call.seconds > 0
    with pytest.raises(TwilioRestException) as over:
        client.calls(made.sid).update(twiml=SAY)
    assert (over.value.status, over.value.code) == (400, 21220)


def test_a_message_is_created_fetched_listed_redacted_and_deleted(
    client: Client, phones: PhoneServer
) -> None:
    made = client.messages.create(to=SOMEBODY, from_=HERE, body="评标中心三楼，签到码 123456")
    assert (made.status, made.sid[:2], made.num_segments) == ("queued", "SM", "1")
    _until(lambda: client.messages(made.sid).fetch().status == "delivered")

    assert [one.body for one in client.messages.list(from_=HERE)] == [made.body]
    assert client.messages.list(date_sent_after=NINE + timedelta(days=2)) == []
    with pytest.raises(TwilioRestException) as late:
        client.messages(made.sid).update(status="canceled")
    assert (late.value.status, late.value.code) == (409, 30409)
    assert client.messages(made.sid).update(body="").body == ""
    assert client.messages(made.sid).delete() is True
    assert client.messages.list() == []
    assert phones.network.phone(SOMEBODY).messages == [made.body]


def test_lists_come_in_pages_newest_first(client: Client, phones: PhoneServer) -> None:
    made = [client.messages.create(to=SOMEBODY, from_=HERE, body=f"text {n}").sid for n in range(7)]
    phones.network.message(OTHER, HERE, "for somebody else", phones.network.caller(made[0]))

    listed = client.messages.list(to=SOMEBODY, page_size=3)
    first = client.messages.page(to=SOMEBODY, page_size=3)

    assert [one.sid for one in listed] == made[::-1]
    assert [one.sid for one in first] == made[:3:-1]
    assert [one.sid for one in first.next_page().next_page()] == made[:1]
    assert first.next_page().next_page().next_page() is None


URL = "http://127.0.0.1:1/start"
CALL: dict[str, Any] = {"to": SOMEBODY, "from_": HERE, "url": URL}
MESSAGE: dict[str, Any] = {"to": SOMEBODY, "from_": HERE, "body": "text"}


@pytest.mark.parametrize(
    ("fields", "code"),
    [
        (CALL | {"to": ""}, 21201),
        (CALL | {"to": "nobody"}, 21211),
        (CALL | {"to": "+861390000000１"}, 21211),
        (CALL | {"to": "13900000001"}, 21211),
        (CALL | {"from_": ""}, 21213),
        (CALL | {"from_": "center"}, 21212),
        (CALL | {"url": ""}, 21205),
        (CALL | {"url": "ftp://x/y"}, 21205),
        (CALL | {"url": "http://[/"}, 21205),
        (CALL | {"status_callback": "nowhere"}, 21609),
        (CALL | {"status_callback_event": ["answered", "sneezed"]}, 21626),
        (CALL | {"method": "PUT"}, 20001),
        (CALL | {"timeout": "soon"}, 20001),
        ({"to": SOMEBODY, "from_": HERE, "twiml": "<Response>"}, 12100),
    ],
)
def test_a_call_that_cannot_be_is_refused_with_its_code(
    client: Client, phones: PhoneServer, fields: dict[str, Any], code: int
) -> None:
    with pytest.raises(TwilioRestException) as refused:
        client.calls.create(**fields)

    assert (refused.value.status, refused.value.code) == (400, code)
    assert phones.network.calls == {}


@pytest.mark.parametrize(
    ("fields", "code"),
    [
        (MESSAGE | {"to": ""}, 21604),
        (MESSAGE | {"to": "+1"}, 21211),
        (MESSAGE | {"from_": ""}, 21603),
        (MESSAGE | {"from_": "+0"}, 21212),
        (MESSAGE | {"body": ""}, 21602),
        (MESSAGE | {"body": "长" * 1601}, 21617),
        (MESSAGE | {"status_callback": "/path"}, 21609),
    ],
)
def test_a_message_that_cannot_be_is_refused_with_its_code(
    client: Client, phones: PhoneServer, fields: dict[str, Any], code: int
) -> None:
    with pytest.raises(TwilioRestException) as refused:
        client.messages.create(**fields)

    assert (refused.value.status, refused.value.code) == (400, code)
    assert phones.network.messages == {}


def test_an_error_is_json_as_twilio_writes_it(phones: PhoneServer) -> None:
    url = f"{phones.url}/2010-04-01/Accounts/{phones.account}/Calls.json"

    answer = requests.post(url, data={"To": ""}, auth=(phones.account, phones.token), timeout=10)

    assert answer.status_code == 400
    assert answer.headers["Content-Type"].startswith("application/json")
    assert set(answer.json()) == {"code", "message", "more_info", "status"}
    assert (answer.json()["code"], answer.json()["status"]) == (21201, 400)


@pytest.mark.parametrize(("account", "token"), [("", "wrong"), ("AC" + "1" * 32, "")])
def test_wrong_credentials_are_turned_away(
    phones: PhoneServer, clients: Clients, account: str, token: str
) -> None:
    with pytest.raises(TwilioRestException) as refused:
        clients.make(phones, account, token).calls.create(**CALL)

    assert (refused.value.status, refused.value.code) == (401, 20003)
    assert phones.network.calls == {}


def test_account_and_token_may_be_others(clients: Clients) -> None:
    with serve(account="AC" + "a" * 32, token="another") as server:
        assert clients.make(server).messages.create(**MESSAGE).account_sid == "AC" + "a" * 32
        with pytest.raises(TwilioRestException):
            clients.make(server, "AC" + "0" * 32, "token").messages.create(**MESSAGE)


def _raw(server: PhoneServer, method: str, path: str, headers: dict[str, str], body: bytes = b"") -> int:
    connection = http.client.HTTPConnection("127.0.0.1", int(server.url.rpartition(":")[2]), timeout=10)
    try:
        connection.request(method, path, body, headers)
        return connection.getresponse().status
    finally:
        connection.close()


BASIC = {"Authorization": "Basic QUMwMDAwMDAwMDAwMDAwMDAwMDAwMDAwMDAwMDAwMDAwMDp0b2tlbg=="}
CALLS = f"/2010-04-01/Accounts/AC{'0' * 32}/Calls.json"


@pytest.mark.parametrize(
    ("method", "path", "headers", "body", "status"),
    [
        ("POST", CALLS, {}, b"", 401),
        ("POST", CALLS, {"Authorization": "Basic !"}, b"", 401),
        ("POST", CALLS, {"Authorization": "Bearer x"}, b"", 401),
        ("PUT", CALLS, BASIC, b"", 405),
        ("GET", "/", BASIC, b"", 404),
        ("GET", f"/2010-04-01/Accounts/AC{'1' * 32}/Calls.json", BASIC, b"", 404),
        ("GET", f"{CALLS}?PageSize=many", BASIC, b"", 400),
        ("GET", f"{CALLS}?StartTime=someday", BASIC, b"", 400),
        ("POST", CALLS, BASIC, b"\xff\xfe", 400),
        ("POST", CALLS, BASIC, b"x" * 70_000, 413),
        ("POST", CALLS, BASIC | {"Content-Length": "many"}, b"", 400),
        ("POST", CALLS, BASIC | {"Content-Length": "9" * 5000}, b"", 400),
        ("GET", "http://[/", BASIC | {"Host": "x"}, b"", 400),
        ("GET", "/%ff%00%ed%a0%80.json", BASIC, b"", 404),
        ("GET", "/_/", {}, b"", 401),
        ("GET", "/_/nothing", BASIC, b"", 404),
        ("POST", "/_/faults", BASIC, b"[", 400),
        ("POST", "/_/faults", BASIC, b'{"fault": "flood"}', 400),
        ("POST", "/_/faults", BASIC, b'{"fault": "429", "times": 0}', 400),
        ("POST", "/_/phones/1", BASIC, b'{"steps": [{"says": 1}]}', 400),
        ("POST", "/_/phones/1", BASIC, b'{"steps": [{"what": "sings"}]}', 400),
        ("POST", "/_/phones/1", BASIC, b'{"steps": 3}', 400),
        ("POST", "/_/phones/1", BASIC, b'{"callee": "ghost"}', 400),
        ("POST", "/_/phones/1", BASIC, b'{"steps": [{"what": "press", "after": NaN}]}', 400),
        ("POST", "/_/phones/1", BASIC, b'{"steps": [{"what": "expects", "text": "\\ud800"}]}', 200),
        ("GET", "/_/phones/1?wait=long", BASIC, b"", 400),
    ],
)
def test_a_strange_request_gets_its_status_and_never_a_500(
    phones: PhoneServer, method: str, path: str, headers: dict[str, str], body: bytes, status: int
) -> None:
    assert _raw(phones, method, path, headers, body) == status


_FIELDS = ["To", "From", "Url", "Twiml", "Body", "Method", "Timeout", "TimeLimit", "Status", "StatusCallback",
           "StatusCallbackEvent", "MachineDetection", "AsyncAmd", "FallbackUrl"]  # fmt: skip
_VALUES = st.text(max_size=8) | st.sampled_from(
    [
        SOMEBODY,
        HERE,
        URL,
        "http://[",
        SAY,
        "POST",
        "completed",
        "canceled",
        "Enable",
        "true",
        "5",
        "completed ringing",
    ]
)
_FORMS = st.dictionaries(st.sampled_from(_FIELDS), st.lists(_VALUES, min_size=1, max_size=2))
_QUERIES = st.dictionaries(
    st.sampled_from(["To", "Status", "StartTime>", "DateSent", "Page", "PageSize"]),
    st.lists(_VALUES, max_size=1),
)


@pytest.fixture(scope="module")
def webhooks() -> Iterator[Webhooks]:
    made = Webhooks("token")
    yield made
    made.close()


@given(
    st.sampled_from(["GET", "POST", "DELETE"]),
    st.sampled_from(["Calls", "Messages", "Faxes"]),
    st.sampled_from([None, "known", "unknown"]),
    _QUERIES,
    st.lists(_FORMS, min_size=1, max_size=3),
)
def test_no_form_and_no_query_breaks_the_service(
    webhooks: Webhooks,
    method: str,
    kind: str,
    one: str | None,
    query: dict[str, list[str]],
    forms: list[dict[str, list[str]]],
) -> None:
    network = Network(NINE)
    rest = Rest(network, webhooks, ACCOUNT, "token")
    known = {"Calls": network.call(Order(SOMEBODY, HERE), Voice()).sid}
    known["Messages"] = network.message(SOMEBODY, HERE, "text", Voice()).sid
    sid = known.get(kind, "x") if one == "known" else one
    path = f"/2010-04-01/Accounts/{ACCOUNT}/{kind}" + (f"/{sid}" if sid else "") + ".json"

    for form in forms:
        answer = rest.handle(Request(method, path, query, form, BASIC["Authorization"]))
        assert answer.status in (200, 201, 204, 400, 404, 405, 409)
        network.advance(3)


@pytest.mark.parametrize(
    ("fault", "status", "code", "placed"),
    [
        (Fault.TOO_MANY, 429, 20429, 0),
        (Fault.ERROR_BEFORE, 500, 20500, 0),
        (Fault.ERROR_AFTER, 500, 20500, 1),
    ],
)
def test_a_provider_in_trouble_answers_with_an_error(
    client: Client, phones: PhoneServer, fault: Fault, status: int, code: int, placed: int
) -> None:
    phones.network.faults.plan(fault)

    with pytest.raises(TwilioRestException) as failed:
        client.messages.create(**MESSAGE)

    assert (failed.value.status, failed.value.code) == (status, code)
    assert len(client.messages.list(to=SOMEBODY)) == placed


@pytest.mark.parametrize(
    ("fault", "error", "placed"),
    [
        (Fault.HANG_BEFORE, requests.exceptions.ReadTimeout, 0),
        (Fault.HANG_AFTER, requests.exceptions.ReadTimeout, 1),
        (Fault.RESET_BEFORE, requests.exceptions.ConnectionError, 0),
        (Fault.RESET_AFTER, requests.exceptions.ConnectionError, 1),
    ],
)
def test_a_provider_in_trouble_gives_no_answer(
    phones: PhoneServer, clients: Clients, fault: Fault, error: type[Exception], placed: int
) -> None:
    phones.network.faults.plan(fault)

    with pytest.raises(error):
        clients.make(phones, timeout=0.2).calls.create(to=SOMEBODY, from_=HERE, twiml=SAY)

    assert len(clients.make(phones).calls.list(to=SOMEBODY)) == placed


def test_a_reset_is_a_reset(phones: PhoneServer) -> None:
    phones.network.faults.plan(Fault.RESET_AFTER)
    body = b"To=%2B8613900000001&From=%2B8613900000002&Body=x"
    path = CALLS.replace("Calls", "Messages").encode()
    head = b"POST %s HTTP/1.0\r\nAuthorization: %s\r\nContent-Length: %d\r\n\r\n"

    with socket.create_connection(("127.0.0.1", int(phones.url.rpartition(":")[2])), timeout=10) as raw:
        raw.sendall(head % (path, BASIC["Authorization"].encode(), len(body)) + body)
        with pytest.raises(ConnectionResetError):
            raw.recv(1)


def test_a_server_stops_at_once_with_requests_hanging(clients: Clients) -> None:
    server = serve()
    server.start()
    server.network.faults.plan(Fault.HANG_BEFORE)
    with pytest.raises(requests.exceptions.ReadTimeout):
        clients.make(server, timeout=0.1).messages.create(**MESSAGE)

    start = monotonic()
    server.close()

    assert monotonic() - start < 5
    with pytest.raises(ConnectionRefusedError):
        socket.create_connection(("127.0.0.1", int(server.url.rpartition(":")[2])), timeout=10)


def _until(ready: Any, seconds: float = 10) -> None:
    end = monotonic() + seconds
    while not ready():
        assert monotonic() < end, "it did not happen"
        sleep(0.01)
