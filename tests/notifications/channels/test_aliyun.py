"""Voice and SMS over Alibaba Cloud, with its packages against a local server."""

from __future__ import annotations

import json
import subprocess
import sys
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from notifications.attempts import End, Kind
from notifications.channels.aliyun import VoiceTemplate
from notifications.channels.port import (
    Accepted,
    CannotTell,
    Found,
    NotFound,
    NotSent,
    Outgoing,
    Rejected,
    Uncertain,
)
from tests.notifications.channels.aliyun_account import WITH_KEYS, channel
from tests.notifications.channels.fakes import ATTEMPT, NOW
from tests.notifications.channels.servers import Said, Server, closed_port

# The packages open an event loop policy and sessions of their own that they never close.
pytestmark = [pytest.mark.filterwarnings("ignore::ResourceWarning")]

NUMBER = "+8613800000000"


def outgoing(
    kind: Any = "voice", template: str = "invitation", number: str = NUMBER, slow: bool = False
) -> Outgoing:
    return Outgoing(ATTEMPT, kind, number, template, {"day": "3月2日"}, slow=slow)


def said(body: object, status: int = 200) -> Said:
    return Said(status, json.dumps(body).encode())


def asked(server: Server) -> dict[str, str]:
    return {name: value[0] for name, value in server.last.query.items()}


def test_a_call_with_keys(server: Server) -> None:
    server.answer = lambda _asked: said({"Code": "OK", "CallId": "100^1"})

    assert channel(server.url).place(outgoing()) == Accepted("100^1")

    sent = asked(server)
    assert server.last.headers["x-acs-action"] == "IvrCall"
    assert (sent["CalledNumber"], sent["OutId"], sent["StartCode"]) == ("13800000000", ATTEMPT, "TTS_1")
    assert json.loads(sent["StartTtsParams"]) == {"day": "3月2日"}
    assert (sent["MenuKeyMap.1.Key"], sent["MenuKeyMap.2.Code"]) == ("1", "TTS_3")
    assert len(ATTEMPT.encode()) <= channel(server.url).abilities.reference


def test_a_call_that_only_speaks(server: Server) -> None:
    server.answer = lambda _asked: said({"Code": "OK", "CallId": "100^1"})
    tested = channel(server.url, {"invitation": VoiceTemplate("TTS_1")})

    assert tested.place(outgoing(slow=True)) == Accepted("100^1")

    assert server.last.headers["x-acs-action"] == "SingleCallByTts"
    assert int(asked(server)["Speed"]) < 0
    assert not tested.abilities.keys
    assert not tested.abilities.read_back


def test_abilities_follow_the_templates(server: Server) -> None:
    plain = channel(server.url, {"invitation": replace(WITH_KEYS, read_back=False)})

    assert channel(server.url).abilities.read_back
    assert plain.abilities.keys
    assert not plain.abilities.read_back
    assert not plain.abilities.free_text
    assert plain.renders("place")
    assert not plain.renders("other")


def test_a_message(server: Server) -> None:
    server.answer = lambda _asked: said({"Code": "OK", "BizId": "900^0"})

    assert channel(server.url).place(outgoing("sms", "place")) == Accepted("900^0")

    sent = asked(server)
    assert (sent["PhoneNumbers"], sent["TemplateCode"], sent["OutId"]) == ("13800000000", "SMS_1", ATTEMPT)


@pytest.mark.parametrize(
    ("code", "expected"),
    [
        ("isv.BUSINESS_LIMIT_CONTROL", Rejected("isv.BUSINESS_LIMIT_CONTROL")),
        ("isv.MOBILE_NUMBER_ILLEGAL", Rejected("isv.MOBILE_NUMBER_ILLEGAL", permanent=True)),
        ("isv.TTS_TEMPLATE_ILLEGAL", Rejected("isv.TTS_TEMPLATE_ILLEGAL", configuration=True)),
        ("isv.AMOUNT_NOT_ENOUGH", Rejected("isv.AMOUNT_NOT_ENOUGH", configuration=True)),
        ("isv.NEVER_SEEN", Rejected("isv.NEVER_SEEN", configuration=True)),
        ("isp.SYSTEM_ERROR", Uncertain("isp.SYSTEM_ERROR")),
    ],
)
@pytest.mark.parametrize("status", [200, 400])
def test_an_error_code_is_whose_fault_it_is(server: Server, status: int, code: str, expected: object) -> None:
    server.answer = lambda _asked: said({"Code": code, "Message": NUMBER}, status)

    assert channel(server.url).place(outgoing()) == expected
    assert len(server.asked) == 1


@pytest.mark.parametrize(
    ("status", "expected"), [(429, Rejected("Throttling.User")), (500, Uncertain("http-500"))]
)
def test_a_status_is_believed_before_a_code(server: Server, status: int, expected: object) -> None:
    server.answer = lambda _asked: said({"Code": "Throttling.User"}, status)

    assert channel(server.url).place(outgoing()) == expected


@pytest.mark.parametrize("breaks", ["reset", "close", "hang"])
def test_what_broke_after_sending_is_uncertain_and_not_repeated(server: Server, breaks: str) -> None:
    server.answer = lambda _asked: Said(breaks=breaks)

    assert isinstance(channel(server.url, timeout=0.3).place(outgoing()), Uncertain)
    assert len(server.asked) == 1


@pytest.mark.parametrize("body", [b"", b"<html>", b"[]", b"{}", b'{"Code": "OK"}'])
def test_a_success_nobody_can_read_places_nothing_for_sure(server: Server, body: bytes) -> None:
    server.answer = lambda _asked: Said(200, body)

    assert not isinstance(channel(server.url).place(outgoing()), Accepted | NotSent)


def test_nobody_listening_is_not_sent() -> None:
    found = channel(f"http://127.0.0.1:{closed_port()}").place(outgoing())

    assert isinstance(found, NotSent)


def test_what_it_cannot_do_is_said_before_anything_is_sent(server: Server) -> None:
    tested = channel(server.url)

    assert tested.place(outgoing(template="other")) == Rejected("template", configuration=True)
    assert tested.place(outgoing(number="+85251234567")) == Rejected("not-mainland", permanent=True)
    assert server.asked == []


def detail(**data: object) -> Said:
    return said({"Code": "OK", "Data": json.dumps(data)})


def test_a_call_is_asked_for_by_its_id(server: Server) -> None:
    server.answer = lambda _asked: detail(state="200003", duration=0, endDate="2026-03-02 12:01:00")

    found = channel(server.url).reconcile(outgoing(), "100^1", NOW, NOW)

    assert isinstance(found, Found)
    assert found.happenings[-1].end is End.NO_ANSWER
    assert asked(server)["ProdId"] == "11000000300005"


def test_keys_that_cannot_be_asked_for_are_for_a_person(server: Server) -> None:
    server.answer = lambda _asked: detail(state="200000", duration=20)

    assert channel(server.url).reconcile(outgoing(), "100^1", NOW, NOW) == CannotTell("keys")
    assert channel(server.url).reconcile(outgoing(), "", NOW, NOW) == CannotTell("no-reference")


def test_a_call_under_way_is_only_placed(server: Server) -> None:
    server.answer = lambda _asked: detail()

    found = channel(server.url).reconcile(outgoing(), "100^1", NOW, NOW)

    assert isinstance(found, Found)
    assert [one.kind for one in found.happenings] == [Kind.PLACED]


def listed(**message: object) -> Said:
    return said({"Code": "OK", "SmsSendDetailDTOs": {"SmsSendDetailDTO": [message] if message else []}})


@pytest.mark.parametrize(("status", "end"), [(3, End.DELIVERED), (2, End.UNDELIVERED), (1, None)])
def test_a_message_is_found_by_our_own_id(server: Server, status: int, end: End | None) -> None:
    server.answer = lambda _asked: listed(OutId=ATTEMPT, SendStatus=status, ReceiveDate="2026-03-02 12:00:30")

    found = channel(server.url).reconcile(outgoing("sms", "place"), "", NOW, NOW)

    assert isinstance(found, Found)
    assert found.happenings[-1].end is end
    assert asked(server)["SendDate"] == "20260302"


def test_a_message_nobody_knows_was_not_sent_once_that_is_sure(server: Server) -> None:
    server.answer = lambda _asked: listed()
    tested = channel(server.url)

    assert tested.reconcile(outgoing("sms", "place"), "", NOW, NOW) == CannotTell("too-early")
    assert tested.reconcile(outgoing("sms", "place"), "", NOW, NOW + timedelta(minutes=6)) == NotFound()


@pytest.mark.parametrize("answer", [said({"Code": "isp.SYSTEM_ERROR"}), said({}, 500), Said(200, b"{")])
@pytest.mark.parametrize("kind", ["voice", "sms"])
def test_a_look_up_that_failed_tells_nothing(server: Server, answer: Said, kind: Any) -> None:
    server.answer = lambda _asked: answer

    assert isinstance(channel(server.url).reconcile(outgoing(kind), "100^1", NOW, NOW), CannotTell)


def test_the_module_needs_no_package_until_it_is_used() -> None:
    alone = (
        "import sys; sys.modules['alibabacloud_dyvmsapi20170525'] = None; "
        "import notifications.channels.aliyun; print('alibabacloud_tea_openapi' in sys.modules)"
    )

    done = subprocess.run([sys.executable, "-c", alone], capture_output=True, text=True, check=True)

    assert done.stdout.strip() == "False"
