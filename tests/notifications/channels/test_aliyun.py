"""Voice and SMS over Alibaba Cloud, with its packages against a local server."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from notifications.attempts import Attempt, End, Kind, State, apply
from notifications.channels.aliyun import AliyunAccount, AliyunChannel, VoiceTemplate
from notifications.channels.port import (
    Accepted,
    BadCallback,
    Callback,
    CannotTell,
    Found,
    NotFound,
    NotSent,
    Outgoing,
    Rejected,
    Uncertain,
)
from tests.notifications.channels.fakes import ATTEMPT, NOW
from tests.notifications.channels.servers import Said, Server, closed_port

# The packages open an event loop policy and sessions of their own that they never close.
pytestmark = [pytest.mark.filterwarnings("ignore::ResourceWarning")]

NUMBER = "+8613800000000"
WITH_KEYS = VoiceTemplate("TTS_1", {"1": "TTS_2", "2": "TTS_3"}, "TTS_4", read_back=True)


def channel(
    url: str, voice: Mapping[str, VoiceTemplate] | None = None, timeout: float = 5, **other: Any
) -> AliyunChannel:
    host = url.removeprefix("http://")
    account = AliyunAccount(
        "key-id", "secret", "05710000000", "某中心", "push", voice or {"invitation": WITH_KEYS},
        {"place": "SMS_1"}, voice_endpoint=host, sms_endpoint=host, protocol="http", timeout=timeout,
    )  # fmt: skip
    return AliyunChannel(replace(account, **other))


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


def pushed(reports: object, key: str = "push", body: bytes | None = None) -> Callback:
    url = f"https://panel.example/calls/aliyun/report?key={key}"
    return Callback("", "report", url, {}, json.dumps(reports).encode() if body is None else body, NOW)


CALLED = {
    "call_id": "100^1", "out_id": ATTEMPT, "duration": "20", "status_code": "200000", "dtmf": "11",
    "start_time": "2026-03-02 11:59:10", "end_time": "2026-03-02 11:59:30",
}  # fmt: skip


def replay(tested: AliyunChannel, callback: Callback, times: int = 1) -> Attempt:
    attempt = Attempt(ATTEMPT, "voice", State.PLACED)
    for one in list(tested.hear(callback)) * times:
        attempt, _said = apply(attempt, one.happening)
    return attempt


@pytest.mark.parametrize("times", [1, 2])
@pytest.mark.parametrize(
    ("keys", "verdict"), [("11", "accepted"), ("1", "unconfirmed"), ("", "silent"), ("12", "unconfirmed")]
)
def test_keys_decide_by_the_script(server: Server, keys: str, verdict: str, times: int) -> None:
    assert replay(channel(server.url), pushed([CALLED | {"dtmf": keys}]), times).verdict == verdict


def test_times_are_beijings(server: Server) -> None:
    heard = channel(server.url).hear(pushed([CALLED]))

    assert heard[0].happening.at == datetime(2026, 3, 2, 3, 59, 10, tzinfo=UTC)
    ahead = channel(server.url).hear(pushed([CALLED | {"start_time": "2026-03-02 12:00:01"}]))
    assert ahead[0].happening.at == NOW
    assert len({one.key for one in heard}) == len(heard)


def test_keys_nobody_reported_are_not_silence(server: Server) -> None:
    report = {name: value for name, value in CALLED.items() if name != "dtmf"}

    attempt = replay(channel(server.url), pushed([report]))

    assert attempt.end is End.FAILED
    assert attempt.verdict is None


@pytest.mark.parametrize(
    ("code", "end"),
    [
        ("200002", End.BUSY),
        ("200003", End.NO_ANSWER),
        ("200004", End.INVALID_NUMBER),
        ("200005", End.UNREACHABLE),
        ("200010", End.UNREACHABLE),
        ("200121", End.FAILED),
        ("", End.FAILED),
    ],
)
def test_ends_stay_apart(server: Server, code: str, end: End) -> None:
    report = CALLED | {"duration": "0", "status_code": code, "start_time": "", "dtmf": ""}

    assert replay(channel(server.url), pushed([report])).end is end


def test_a_key_reported_under_way_decides_nothing_twice(server: Server) -> None:
    live = {
        "call_id": "100^1", "out_id": ATTEMPT, "status_code": "300000", "dtmf": "1",
        "status_time": "2026-03-02 12:00:15",
    }  # fmt: skip

    assert replay(channel(server.url), pushed([live, live])).keys == ""
    assert replay(channel(server.url), pushed([live, CALLED | {"dtmf": "1"}])).verdict == "unconfirmed"


def test_receipts_and_others_reports_in_one_array(server: Server) -> None:
    reports = [
        {"biz_id": "9", "out_id": ATTEMPT, "success": True, "report_time": "2026-03-02 12:00:00"},
        {"biz_id": "8", "out_id": "somebody-else", "success": True},
        {"biz_id": "7", "out_id": ATTEMPT, "success": False},
    ]

    heard = channel(server.url).hear(pushed(reports))

    assert [one.happening.end for one in heard] == [End.DELIVERED, End.UNDELIVERED]
    assert heard[0].happening.at == NOW


def test_the_old_key_is_good_while_it_is_rotated(server: Server) -> None:
    rotating = channel(server.url, old_push_key="old")

    assert rotating.hear(pushed([CALLED], key="old"))
    with pytest.raises(BadCallback, match="bad-key"):
        channel(server.url).hear(pushed([CALLED], key="old"))


@pytest.mark.parametrize("key", ["", "guess", "%E9"])
def test_an_address_without_the_key_is_refused(server: Server, key: str) -> None:
    with pytest.raises(BadCallback) as bad:
        channel(server.url, push_key="").hear(pushed([CALLED], key=key))

    assert bad.value.status == 403


values = st.one_of(st.none(), st.booleans(), st.integers(), st.text(max_size=8), st.just(ATTEMPT))
entries = st.dictionaries(
    st.sampled_from(
        ["out_id", "biz_id", "call_id", "duration", "status_code", "dtmf", "end_time", "success"]
    ),
    values,
)


@given(
    body=st.one_of(
        st.binary(max_size=40), st.lists(entries | values, max_size=3).map(json.dumps).map(str.encode)
    )
)
def test_malformed_arrays_are_refused_and_never_break(body: bytes) -> None:
    tested = channel("http://127.0.0.1:9")
    statuses = {200}
    try:
        tested.hear(pushed([], body=body))
    except BadCallback as bad:
        statuses = {bad.status}
    assert statuses <= {200, 400}


def test_a_huge_array_is_not_read(server: Server) -> None:
    with pytest.raises(BadCallback) as bad:
        channel(server.url).hear(pushed([], body=b"[" * 300_000))

    assert bad.value.status == 413


@pytest.mark.parametrize("text", ["a\0b", "\ud800", "x" * 65, " ", ["100^1"], {"a": 1}], ids=repr)
@pytest.mark.parametrize("field", ["call_id", "biz_id", "status_code", "end_time"])
def test_no_text_of_the_callers_choice_reaches_a_column(server: Server, field: str, text: object) -> None:
    """Databases refuse some texts, and a report that is refused for ever would be looked at for ever."""
    heard = channel(server.url).hear(pushed([{**CALLED, field: text}]))

    assert {one.happening.ref for one in heard} <= {"", "100^1"}
    assert all(one.key.isascii() and len(one.key) <= 200 for one in heard)


def test_reports_of_two_attempts_are_never_taken_for_one(server: Server) -> None:
    one = {**CALLED, "call_id": ""}
    heard = channel(server.url).hear(pushed([one, {**one, "out_id": "a" * 13}]))

    assert len({report.key for report in heard}) == len(heard)


@pytest.mark.parametrize("depth", [500, 900, 5_000, 100_000])
@pytest.mark.parametrize("around", [b"%s", b'[{"out_id": "abcdefgh23456", "call_id": %s}]'])
def test_a_deep_array_is_refused_or_passed_over(server: Server, depth: int, around: bytes) -> None:
    statuses = {200}
    try:
        channel(server.url).hear(pushed([], body=around % (b"[" * depth + b"]" * depth)))
    except BadCallback as bad:
        statuses = {bad.status}
    assert statuses <= {200, 400}


def test_reports_are_acknowledged_in_their_form(server: Server) -> None:
    reply = channel(server.url).ack(pushed([]), None)

    assert (reply.status, json.loads(reply.body)["code"]) == (200, 0)


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
