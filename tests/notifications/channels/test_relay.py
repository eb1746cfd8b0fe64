"""The relay: the whole port on one side, a channel on the other, nothing kept but numbers in flight."""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from typing import Any

import pytest
import uvicorn
from twilio.request_validator import RequestValidator

from notifications import messages
from notifications.attempts import End, Kind
from notifications.channels.conformance import Kit, Numbers, wall_clock
from notifications.channels.gateway import GatewayAccount, GatewayChannel
from notifications.channels.gateway_signature import check
from notifications.channels.port import BadCallback, Callback, Found
from notifications.channels.twilio import TwilioAccount, TwilioChannel
from notifications.gateway_sample.box import Box
from notifications.gateway_sample.exchange import Rehearsal
from notifications.gateway_sample.server import BoxServer
from notifications.relay import relay_app
from notifications.relay_desk import KEPT, Desk, HouseSide, InFlight
from tests.notifications.channels.fakes import ATTEMPT, NOW, NUMBER
from tests.notifications.channels.servers import Said, Server, closed_port

KEYS, BOX_KEYS = {"house": "secret"}, {"box": "other"}
BUSY = "+85250000001"
ACCOUNT, CALL = "AC" + "0" * 32, "CA" + "1" * 32
PARAMS = {
    "day": "三月二日",
    "weekday": "星期一",
    "clock": "下午两点",
    "center": "交易中心",
    "length": "两小时",
}


@contextmanager
def served(app: Any, port: int) -> Iterator[None]:
    config = uvicorn.Config(app, port=port, log_config=None, access_log=False, ws="none")
    server = uvicorn.Server(config)
    thread = threading.Thread(target=server.run)
    thread.start()
    while not server.started:
        time.sleep(0.01)
    try:
        yield
    finally:
        server.should_exit = True
        thread.join()


def test_the_relay_in_front_of_a_box_keeps_every_sentence() -> None:
    relay_port, house_port = closed_port(), closed_port()
    public, here = f"http://127.0.0.1:{relay_port}", f"http://127.0.0.1:{house_port}"
    box = Box(Rehearsal({NUMBER: "11", BUSY: "busy"}), BOX_KEYS, wall_clock, pause=0.05)
    with BoxServer(("127.0.0.1", 0), box) as boxes:
        thread = threading.Thread(target=boxes.serve_forever, args=(0.02,))
        thread.start()
        account = GatewayAccount(f"http://127.0.0.1:{boxes.server_address[1]}", BOX_KEYS)
        behind = GatewayChannel(account, messages.words, messages.TEMPLATES["zh"], wall_clock)
        house = HouseSide(KEYS, f"{here}/calls/gateway")
        with served(relay_app(behind, house, public, wall_clock, pause=0.1), relay_port):
            kit = Kit(public, KEYS, here, wall_clock, patience=10)
            found = kit.run(Numbers(NUMBER, BUSY))
            kit.close()
        box.close()
        boxes.shutdown()
        thread.join()

    assert [one for one in found if not one.kept] == []
    assert len(found) == 28


class Hours:
    """A clock that is moved by hand."""

    def __init__(self) -> None:
        self.at = NOW

    def __call__(self) -> datetime:
        return self.at


def desk(server: Server, hours: Hours) -> Desk:
    """A desk whose house is ``server`` and whose provider is Twilio at the same server."""
    account = TwilioAccount(ACCOUNT, "token", "+85230000000", api=server.url)
    channel = TwilioChannel(account, messages.words, messages.TEMPLATES["zh"])
    return Desk(channel, HouseSide(KEYS, f"{server.url}/house"), "https://relay.example/callbacks", hours)


def order(server: Server, **other: object) -> bytes:
    found = {
        "attempt": ATTEMPT, "kind": "voice", "to": NUMBER, "template": "invitation",
        "params": PARAMS, "lang": "zh", "slow": False, "callback": f"{server.url}/house/{ATTEMPT}/event",
    }  # fmt: skip
    return json.dumps(found | other).encode()


def reported(step: str, query: str = "", **form: str) -> Callback:
    form = {"AccountSid": ACCOUNT, "CallSid": CALL, **form}
    url = f"https://relay.example/callbacks/{ATTEMPT}/{step}{query}"
    signed = {"x-twilio-signature": RequestValidator("token").compute_signature(url, form)}
    return Callback(ATTEMPT, step, url, signed, b"", NOW, form)


def taken(server: Server) -> tuple[Desk, Hours]:
    server.answer = lambda _asked: Said(201, json.dumps({"sid": CALL}).encode())
    found = desk(server, hours := Hours())
    assert found.place(order(server)) == (202, {"ref": CALL})
    return found, hours


def test_a_key_goes_to_the_house_and_its_words_to_the_callee(server: Server) -> None:
    found, _hours = taken(server)
    said = {"line": "read-back-accept", "gather": True, "turn": 1, "say": ["x"]}
    server.answer = lambda _asked: Said(200, json.dumps(said).encode())

    reply = found.hear(reported("key", "?turn=0", Digits="1"))

    assert "您选择了参加" in reply.body.decode()
    assert "key?turn=1" in reply.body.decode()
    asked = server.last
    assert check(KEYS, "POST", asked.path, asked.headers, int(NOW.timestamp()), asked.body) == ""
    assert json.loads(asked.body)["key"] == "1"


@pytest.mark.parametrize(
    "answer", [Said(503), Said(breaks="reset"), Said(200, b"{"), Said(200, b'{"wait": 1}')]
)
def test_a_house_that_is_slow_lets_the_callee_wait(server: Server, answer: Said) -> None:
    found, _hours = taken(server)
    server.answer = lambda _asked: answer

    assert "请稍候" in found.hear(reported("voice")).body.decode()


def test_what_the_house_did_not_take_is_handed_over_later(server: Server) -> None:
    found, _hours = taken(server)
    server.answer = lambda _asked: Said(503)
    assert found.hear(reported("status", CallStatus="busy")).status == 204
    assert found.hand_over() == 1

    server.answer = lambda _asked: Said(200, b"{}")

    assert found.hand_over() == 0
    assert json.loads(server.last.body)["end"] == "busy"
    before = len(server.asked)
    assert found.hand_over() == 0
    assert len(server.asked) == before


def test_number_and_parameters_are_gone_when_the_call_is_over(server: Server) -> None:
    found, _hours = taken(server)
    (kept,) = found._flights.values()
    assert NUMBER in everything(kept)
    server.answer = lambda _asked: Said(200, b"{}")

    found.hear(reported("status", CallStatus="completed"))

    (kept,) = found._flights.values()
    assert NUMBER not in everything(kept)
    assert PARAMS["day"] not in everything(kept)


def everything(flight: InFlight) -> str:
    out = flight.out
    return f"{out.number} {dict(out.params)} {flight.events} {flight.answer} {flight.callback}"


def test_asked_later_it_tells_what_it_heard(server: Server) -> None:
    found, _hours = taken(server)
    server.answer = lambda _asked: Said(503)
    found.hear(reported("voice"))
    found.hear(reported("status", CallStatus="completed"))

    status, said = found.ask(ATTEMPT, 0)

    assert status == 200
    assert [(one["event"], one.get("end")) for one in said["events"]] == [
        (Kind.ANSWERED, None),
        (Kind.ENDED, End.COMPLETED),
    ]


def test_a_relay_that_was_restarted_is_sure_of_nothing(server: Server) -> None:
    found, hours = desk(server, hours := Hours()), hours
    seconds = int(NOW.timestamp())

    assert found.ask(ATTEMPT, seconds + 1) == (404, {"code": "unknown-attempt"})
    assert found.ask(ATTEMPT, seconds - 60) == (503, {"code": "forgotten"})
    hours.at += KEPT + timedelta(minutes=1)
    assert found.ask(ATTEMPT, seconds + 1) == (503, {"code": "forgotten"})


def test_after_some_hours_it_has_forgotten(server: Server) -> None:
    found, hours = taken(server)

    hours.at += KEPT + timedelta(seconds=1)

    assert found.ask(ATTEMPT, int(NOW.timestamp()))[0] == 503
    with pytest.raises(BadCallback, match="unknown-attempt"):
        found.hear(reported("voice"))


@pytest.mark.parametrize(
    ("status", "code", "expected"),
    [(429, 20429, 429), (400, 21211, 422), (401, 20003, 422), (500, 20500, 502)],
)
def test_the_providers_refusals_keep_their_meaning(
    server: Server, status: int, code: int, expected: int
) -> None:
    server.answer = lambda _asked: Said(status, json.dumps({"code": code, "message": "x"}).encode())
    found = desk(server, Hours())

    first = found.place(order(server))

    assert first[0] == expected
    again = len(server.asked)
    assert found.place(order(server)) == first
    assert (len(server.asked) == again) == (expected == 502), "only what may have been placed is not repeated"


@pytest.mark.parametrize(
    "other",
    [
        {"callback": "http://elsewhere.example/abcdefgh23456/event"},
        {"to": "12"},
        {"attempt": "x"},
        {"params": {"day": 7}},
        {"params": []},
        {"params": None},
        {"kind": "fax"},
        {"lang": "fr"},
        {"slow": "no"},
    ],
)
def test_orders_that_are_none(server: Server, other: dict[str, object]) -> None:
    assert desk(server, Hours()).place(order(server, **other)) == (400, {"code": "malformed"})
    assert server.asked == []


def test_a_template_nobody_knows(server: Server) -> None:
    assert desk(server, Hours()).place(order(server, template="other")) == (422, {"code": "template"})


def test_a_forged_callback_reaches_nobody(server: Server) -> None:
    found, _hours = taken(server)
    before = len(server.asked)

    with pytest.raises(BadCallback, match="bad-signature"):
        found.hear(Callback(ATTEMPT, "voice", "https://x/", {"x-twilio-signature": "x"}, b"", NOW, {}))

    assert len(server.asked) == before


def test_the_house_can_ask_the_relay_over_its_channel(server: Server) -> None:
    port = closed_port()
    public = f"http://127.0.0.1:{port}"
    account = TwilioAccount(ACCOUNT, "token", "+85230000000", api=server.url)
    behind = TwilioChannel(account, messages.words, messages.TEMPLATES["zh"])
    house = HouseSide(KEYS, f"{server.url}/house")
    server.answer = lambda asked: Said(
        201 if asked.method == "POST" else 200, json.dumps({"sid": CALL, "status": "busy"}).encode()
    )
    from notifications.channels.port import Outgoing

    out = Outgoing(ATTEMPT, "voice", NUMBER, "invitation", PARAMS, callback=f"{server.url}/house")
    with served(relay_app(behind, house, public, wall_clock), port):
        mine = GatewayChannel(GatewayAccount(public, KEYS), messages.words, ("invitation",), wall_clock)
        mine.place(out)
        now = wall_clock()
        found = mine.reconcile(out, "", now, now)

    assert isinstance(found, Found)
    assert found.happenings[-1].end is End.BUSY
