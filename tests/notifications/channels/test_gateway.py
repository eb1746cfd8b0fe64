"""The gateway port: signatures, orders, events; and the sample box against the conformance kit."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from notifications.attempts import End, Happening, Kind
from notifications.channels import gateway_events
from notifications.channels.conformance import Kit, Numbers, main, wall_clock
from notifications.channels.gateway import GatewayAccount, GatewayChannel
from notifications.channels.gateway_signature import WINDOW, check, headers, signature
from notifications.channels.port import (
    WAIT,
    Accepted,
    BadCallback,
    Callback,
    CannotTell,
    Channel,
    Found,
    NotFound,
    NotSent,
    Rejected,
    Uncertain,
)
from notifications.gateway_sample.box import Box
from notifications.gateway_sample.exchange import Rehearsal
from notifications.gateway_sample.server import BoxServer
from tests.notifications.channels.fakes import ATTEMPT, NOW, NUMBER, TEMPLATES, outgoing, prompt, words
from tests.notifications.channels.servers import Said, Server, closed_port

KEYS = {"new": "secret-2", "old": "secret-1"}
BASE = "https://panel.example/calls/gateway"
SECONDS = int(NOW.timestamp())


def channel(url: str, timeout: float = 5, **other: Any) -> GatewayChannel:
    account = replace(GatewayAccount(url, KEYS, timeout=timeout), **other)
    return GatewayChannel(account, words, TEMPLATES, lambda: NOW)


def said(body: object, status: int = 200) -> Said:
    return Said(status, json.dumps(body).encode())


def test_the_signature_of_the_documents_example() -> None:
    found = signature("secret", "POST", "/v1/attempts", 1772424000, b'{"a":1}')

    assert found == EXAMPLE
    document = Path(__file__).parents[3] / "deploy" / "gateway.md"
    assert f"\n{EXAMPLE}\n" in document.read_text("utf-8")


EXAMPLE = "75efde9e0fc1e4a3767685b8081e526257877fda00a85640b6d3aafe40eba747"


def test_an_order_is_signed_and_whole(server: Server) -> None:
    server.answer = lambda _asked: said({"ref": "box-1"}, 202)

    assert channel(server.url).place(outgoing(callback=BASE)) == Accepted("box-1")

    asked = server.last
    assert check(KEYS, "POST", asked.path, asked.headers, SECONDS, asked.body) == ""
    assert json.loads(asked.body) == {
        "attempt": ATTEMPT, "kind": "voice", "to": NUMBER, "template": "invitation",
        "params": {"day": "3月2日"}, "lang": "zh", "slow": False, "callback": f"{BASE}/{ATTEMPT}/event",
        "text": ["invitation.", "3月2日."], "wait_text": ["wait."],
    }  # fmt: skip


def test_a_box_with_recordings_gets_no_text(server: Server) -> None:
    server.answer = lambda _asked: said({"ref": "box-1"}, 202)

    channel(server.url, ability=("voice", "keys")).place(outgoing())

    assert "text" not in json.loads(server.last.body)


@pytest.mark.parametrize(
    ("status", "code", "expected"),
    [
        (429, "busy", Rejected("busy")),
        (503, "not-placed", Rejected("not-placed")),
        (503, "", Uncertain("http-503")),
        (500, "not-placed", Uncertain("http-500")),
        (422, "number", Rejected("number", permanent=True)),
        (422, "template", Rejected("template", configuration=True)),
        (401, "bad-signature", Rejected("bad-signature", configuration=True)),
        (409, "different", Rejected("different", configuration=True)),
        (202, "", Uncertain("no-reference")),
    ],
)
def test_an_answer_is_whose_fault_it_is(server: Server, status: int, code: str, expected: object) -> None:
    server.answer = lambda _asked: said({"code": code}, status)

    assert channel(server.url).place(outgoing()) == expected


@pytest.mark.parametrize("breaks", ["reset", "close", "hang"])
def test_what_broke_after_sending_is_uncertain(server: Server, breaks: str) -> None:
    server.answer = lambda _asked: Said(breaks=breaks)

    assert isinstance(channel(server.url, timeout=0.3).place(outgoing()), Uncertain)
    assert len(server.asked) == 1


def test_nobody_listening_is_not_sent() -> None:
    assert isinstance(channel(f"http://127.0.0.1:{closed_port()}").place(outgoing()), NotSent)


def test_a_box_is_asked_by_our_own_id(server: Server) -> None:
    event = {"id": "0-ended", "event": "ended", "at": NOW.isoformat(), "end": "busy"}
    server.answer = lambda _asked: said({"ref": "box-1", "events": [event]})

    found = channel(server.url).reconcile(outgoing(), "", NOW, NOW)

    assert found == Found("box-1", (Happening(Kind.ENDED, NOW, end=End.BUSY),))
    assert server.last.path == f"/v1/attempts/{ATTEMPT}"
    signed = f"{server.last.path}?since={SECONDS}"
    assert check(KEYS, "GET", signed, server.last.headers, SECONDS, b"") == ""


@pytest.mark.parametrize(
    ("answer", "expected"),
    [
        (said({"code": "unknown-attempt"}, 404), NotFound),
        (said({"code": "unknown-path"}, 404), CannotTell),
        (said({}), CannotTell),
        (said({"events": [7]}), CannotTell),
        (said({"events": [{"event": "ended"}]}), CannotTell),
        (Said(200, b"{"), CannotTell),
        (Said(breaks="reset"), CannotTell),
    ],
)
def test_only_the_box_itself_is_sure(server: Server, answer: Said, expected: type) -> None:
    server.answer = lambda _asked: answer

    assert isinstance(channel(server.url).reconcile(outgoing(), "", NOW, NOW), expected)


CHANNEL = channel("http://127.0.0.1:9")
OURS = (End.NOT_PLACED, End.NO_RECEIPT)
"""Ends that only the house comes to."""


def event(name: str = "answered", **more: object) -> dict[str, object]:
    return {"id": f"1-{name}", "event": name, "at": NOW.isoformat(), "ref": "box-1", **more}


def callback(
    body: object,
    *,
    keys: Mapping[str, str] = KEYS,
    time: int = SECONDS,
    attempt: str = ATTEMPT,
    step: str = "event",
    raw: bytes | None = None,
) -> Callback:
    url = f"{BASE}/{attempt}/{step}"
    sent = json.dumps(body).encode() if raw is None else raw
    signed = headers(keys, "POST", url, time, sent)
    return Callback(attempt, step, url, {name.lower(): value for name, value in signed.items()}, sent, NOW)


def status_of(found: Callback, tested: GatewayChannel = CHANNEL) -> tuple[int, str]:
    with pytest.raises(BadCallback) as bad:
        tested.hear(found)
    return bad.value.status, bad.value.code


@pytest.mark.parametrize(
    "what",
    [
        Happening(Kind.PLACED, NOW, ref="box-1"),
        Happening(Kind.RINGING, NOW),
        Happening(Kind.ANSWERED, NOW),
        Happening(Kind.KEY, NOW, key="*", turn=2),
        Happening(Kind.SILENCE, NOW, turn=1),
        Happening(Kind.MACHINE, NOW),
        *(Happening(Kind.ENDED, NOW, end=end) for end in End if end not in OURS),
    ],
)
def test_every_event_reads_as_it_was_written(what: Happening) -> None:
    (heard,) = CHANNEL.hear(callback(gateway_events.write("7", what)))

    assert (heard.attempt, heard.key, heard.happening) == (ATTEMPT, f"{ATTEMPT}:7", what)


@pytest.mark.parametrize("end", OURS)
def test_a_box_cannot_say_what_only_the_house_knows(end: End) -> None:
    """A call "never placed" uses up no try: a box that says so would be asked to call again for ever."""
    assert status_of(callback(event("ended", end=end.value))) == (400, "malformed")
    assert gateway_events.write("7", Happening(Kind.ENDED, NOW, end=end))["end"] == "failed"


def test_a_clock_that_is_wrong_is_not_believed() -> None:
    for off in (timedelta(seconds=1), timedelta(days=-2)):
        (heard,) = CHANNEL.hear(callback(event(at=(NOW + off).isoformat())))
        assert heard.happening.at == NOW


@pytest.mark.parametrize("key", ["new", "old"])
def test_either_key_signs_while_one_is_rotated(key: str) -> None:
    assert CHANNEL.hear(callback(event(), keys={key: KEYS[key]}))
    rotated = channel("http://127.0.0.1:9", keys={"new": "secret-2"})
    if key == "old":
        assert status_of(callback(event(), keys={key: KEYS[key]}), rotated) == (403, "bad-signature")


def test_a_signature_is_for_one_request_and_five_minutes() -> None:
    good = callback(event())

    assert status_of(replace(good, headers={})) == (403, "no-signature")
    assert status_of(replace(good, body=good.body + b" ")) == (403, "bad-signature")
    assert status_of(replace(good, url=good.url + "?a=1")) == (403, "bad-signature")
    assert status_of(callback(event(), keys={"new": "guess"})) == (403, "bad-signature")
    assert status_of(callback(event(), keys={"nobody": ""})) == (403, "bad-signature")
    assert status_of(callback(event(), time=SECONDS - WINDOW - 1)) == (403, "stale")
    assert status_of(callback(event(), time=SECONDS + WINDOW + 1)) == (403, "stale")
    assert CHANNEL.hear(callback(event(), time=SECONDS - WINDOW))


@pytest.mark.parametrize(
    ("found", "expected"),
    [
        (callback(event(), step="other"), (404, "unknown-step")),
        (callback(event(), attempt="x"), (404, "unknown-attempt")),
        (callback([]), (400, "malformed")),
        (callback(event("lost")), (400, "malformed")),
        (callback(event("key")), (400, "malformed")),
        (callback(event("key", key="12")), (400, "malformed")),
        (callback(event("ended")), (400, "malformed")),
        (callback(event("ended", end="perhaps")), (400, "malformed")),
        (callback(event(at="2026-03-02T04:00:00")), (400, "malformed")),
        (callback(event(turn=-1)), (400, "malformed")),
        (callback(event(id="")), (400, "malformed")),
        (callback(None, raw=b"x" * 17_000), (413, "too-large")),
        (callback(None, raw=b"[" * 16_000), (400, "malformed")),
        (callback(None, raw=b'{"id": ' * 2_000), (400, "malformed")),
        (callback(None, raw=bytes(range(256))), (400, "malformed")),
    ],
)
def test_what_is_not_an_event_gets_its_status(found: Callback, expected: tuple[int, str]) -> None:
    assert status_of(found) == expected


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=9),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=6,
)
events = st.dictionaries(
    st.sampled_from(["id", "event", "at", "ref", "key", "turn", "end"]),
    st.sampled_from(["answered", "key", "ended", "busy", "1", NOW.isoformat(), 0]) | json_values,
)


@given(body=st.binary(max_size=30) | (events | json_values).map(json.dumps).map(str.encode))
def test_malformed_events_are_refused_and_never_break(body: bytes) -> None:
    found = callback(None, raw=body)
    statuses = {200}
    try:
        CHANNEL.hear(found)
    except BadCallback as bad:
        statuses = {bad.status}
    assert statuses <= {200, 400}
    assert CHANNEL.ack(found, None).status == 200


@given(
    st.dictionaries(st.sampled_from(["panel-key", "panel-time", "panel-signature"]), st.text(max_size=20)),
    st.binary(max_size=20),
)
def test_without_a_key_nothing_is_signed(given: dict[str, str], body: bytes) -> None:
    assert check(KEYS, "POST", "/", given, SECONDS, body) in ("no-signature", "bad-signature")


def answer(name: str, prompted: Any, tested: GatewayChannel = CHANNEL, **more: object) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(tested.ack(callback(event(name, **more)), prompted).body)
    return found


def test_what_the_callee_hears_next() -> None:
    assert answer("answered", prompt("invitation", turn=1, slow=True)) == {
        "line": "invitation", "gather": True, "turn": 1, "say": ["invitation.", "3月2日."], "patience": 12,
    }  # fmt: skip
    assert answer("key", prompt("accepted", gather=False), key="1")["gather"] is False
    assert answer("key", None, key="1") == answer("silence", WAIT) == {"wait": 1}
    assert answer("ringing", None) == {}
    recordings = channel("http://127.0.0.1:9", ability=("voice", "keys", "read-back"))
    assert "say" not in answer("answered", prompt("invitation"), recordings)
    broken = replace(prompt("invitation"), template="unknown")
    assert answer("answered", broken) == {"hangup": True}


def test_its_abilities_are_the_boxs() -> None:
    tested: Channel = channel("http://127.0.0.1:9", ability=("sms",))

    assert (tested.abilities.sms, tested.abilities.voice, tested.abilities.receipts) == (True, False, False)
    with pytest.raises(ValueError, match="unknown abilities"):
        channel("http://127.0.0.1:9", ability=("telepathy",))
    with pytest.raises(ValueError, match="key"):
        channel("http://127.0.0.1:9", keys={"new": ""})


BUSY, INVALID = "+85250000001", "+85250000002"


@pytest.fixture
def box() -> Iterator[str]:
    found = Box(Rehearsal({NUMBER: "11", BUSY: "busy"}), KEYS, wall_clock, pause=0.01)
    with BoxServer(("127.0.0.1", 0), found) as server:
        thread = threading.Thread(target=server.serve_forever, args=(0.02,))
        thread.start()
        yield f"http://127.0.0.1:{server.server_address[1]}"
        found.close()
        server.shutdown()
        thread.join()


def test_the_sample_box_keeps_every_sentence(box: str) -> None:
    kit = Kit(box, KEYS, "http://127.0.0.1:0", wall_clock, patience=10)

    found = kit.run(Numbers(NUMBER, BUSY, INVALID))
    kit.close()

    assert [one for one in found if not one.kept] == []
    assert len(found) == 30


def test_the_kit_sees_a_box_that_does_not_conform(server: Server) -> None:
    server.answer = lambda _asked: said({"ref": "always"}, 202)

    kit = Kit(server.url, KEYS, "http://127.0.0.1:0", wall_clock, patience=0.1)
    found = kit.run(Numbers(NUMBER, BUSY, INVALID))
    kit.close()

    kept = [one.sentence for one in found if one.kept]
    assert kept == ["a call is taken", "the same attempt again is the same reference", *kept[2:]]
    assert len([one for one in found if not one.kept]) >= 18


def test_the_kit_is_a_command(box: str, capsys: pytest.CaptureFixture[str]) -> None:
    arguments = ["--box", box, "--key", "new=secret-2", "--here", "http://127.0.0.1:0", "--busy", BUSY]

    assert main(arguments) == 0
    assert main([*arguments[:3], "new=guess", *arguments[4:]]) == 1
    assert "FAIL" in capsys.readouterr().out
