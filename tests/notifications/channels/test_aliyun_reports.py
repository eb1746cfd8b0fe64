"""What Alibaba Cloud pushes: arrays of reports, the secret in their address, malformed ones."""

from __future__ import annotations

import json
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from notifications.attempts import Attempt, End, State, apply
from notifications.channels.aliyun import AliyunChannel
from notifications.channels.port import BadCallback, Callback
from tests.notifications.channels.aliyun_account import channel
from tests.notifications.channels.fakes import ATTEMPT, NOW
from tests.notifications.channels.servers import Server

# The packages open an event loop policy and sessions of their own that they never close.
pytestmark = [pytest.mark.filterwarnings("ignore::ResourceWarning")]


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
