"""The real Twilio channel against the phone network: placing, TwiML, keys, callbacks, reconciliation."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import timedelta
from urllib.parse import parse_qsl, urlencode, urlsplit

import pytest

from notifications.attempts import Attempt, End, State, apply
from notifications.channels.port import Accepted, Callback, Found, Outgoing, Prompt, Rejected, Uncertain
from notifications.channels.twilio import TwilioAccount, TwilioChannel
from notifications.simulator.callee import CALLEES
from notifications.simulator.faults import Fault
from notifications.simulator.server import PhoneServer
from tests.notifications.simulator.application import Application, Got
from tests.notifications.simulator.voice import HERE, NINE, SOMEBODY

ATTEMPT = "abcdefghijklm"


def words(template: str, _params: Mapping[str, str], _lang: str, _slow: bool) -> Sequence[str]:
    return [f"<{template}>"]


class House:
    """What a dispatcher does with the callbacks of one attempt, in memory."""

    def __init__(self, phones: PhoneServer, service: Application) -> None:
        account = TwilioAccount(phones.account, phones.token, HERE, api=phones.url, timeout=0.5)
        self.channel = TwilioChannel(account, words, {"invitation", "place"})
        self.attempt = Attempt(ATTEMPT, "voice", State.INTENT)
        self.service, self.phones = service, phones
        self.known: set[str] = set()
        service.answering = self.answer

    def out(self, kind: str = "voice") -> Outgoing:
        template = "invitation" if kind == "voice" else "place"
        return Outgoing(ATTEMPT, kind, SOMEBODY, template, {}, callback=f"{self.service.url}/twilio")  # type: ignore[arg-type]

    def answer(self, got: Got) -> tuple[int, str]:
        headers = {name.lower(): value for name, value in got.headers.items()}
        _base, attempt, step = urlsplit(got.path).path.rsplit("/", 2)
        body = urlencode(got.form).encode()
        form = dict(parse_qsl(body.decode(), keep_blank_values=True))
        callback = Callback(
            attempt, step, self.service.url + got.path, headers, body, self.phones.network.now, form
        )
        prompt = None
        for heard in self.channel.hear(callback):
            if heard.key in self.known:
                continue
            self.known.add(heard.key)
            self.attempt, say = apply(self.attempt, heard.happening)
            if say is not None:
                prompt = Prompt(say.line, say.gather, self.attempt.turn, "invitation", {})
        reply = self.channel.ack(callback, prompt)
        return reply.status, reply.body.decode()


@pytest.fixture
def house(phones: PhoneServer, service: Application) -> House:
    return House(phones, service)


@pytest.mark.parametrize(
    ("callee", "end", "verdict"),
    [
        ("accepts", End.COMPLETED, "accepted"),
        ("declines", End.COMPLETED, "declined"),
        ("silent", End.COMPLETED, "silent"),
        ("hangs-up", End.COMPLETED, "unconfirmed"),
        ("changes", End.COMPLETED, "declined"),
        ("seems-a-machine", End.COMPLETED, "accepted"),
        ("machine", End.MACHINE, None),
        ("busy", End.BUSY, None),
        ("rings-out", End.NO_ANSWER, None),
        ("switched-off", End.UNREACHABLE, None),
        ("invalid", End.INVALID_NUMBER, None),
    ],
)
def test_every_callee_ends_as_what_happened(
    house: House, phones: PhoneServer, callee: str, end: End, verdict: str | None
) -> None:
    phones.network.phone(SOMEBODY).behaves(CALLEES[callee])

    placed = house.channel.place(house.out())
    house.service.wait(lambda: house.attempt.state is State.ENDED)

    assert isinstance(placed, Accepted)
    assert (house.attempt.end, house.attempt.verdict) == (end, verdict)
    assert house.attempt.ref == placed.ref
    assert "application error" not in "".join(phones.network.calls[placed.ref].heard)


@pytest.mark.parametrize("fault", [Fault.DUPLICATED, Fault.REORDERED])
def test_callbacks_twice_and_out_of_order_change_nothing(
    house: House, phones: PhoneServer, fault: Fault
) -> None:
    phones.network.phone(SOMEBODY).behaves(CALLEES["accepts"])
    phones.network.faults.plan(fault, times=2)

    house.channel.place(house.out())
    house.service.wait(lambda: house.attempt.state is State.ENDED)

    assert (house.attempt.keys, house.attempt.verdict) == ("11", "accepted")


@pytest.mark.parametrize(
    ("fault", "answer"),
    [
        (Fault.TOO_MANY, Rejected("20429")),
        (Fault.ERROR_BEFORE, Uncertain("http-500")),
        (Fault.ERROR_AFTER, Uncertain("http-500")),
    ],
)
def test_an_error_of_the_provider_is_never_a_refusal_of_the_callee(
    house: House, phones: PhoneServer, fault: Fault, answer: object
) -> None:
    phones.network.faults.plan(fault)

    assert house.channel.place(house.out()) == answer


@pytest.mark.parametrize("fault", [Fault.ERROR_AFTER, Fault.HANG_AFTER, Fault.RESET_AFTER])
def test_what_was_placed_all_the_same_is_found(house: House, phones: PhoneServer, fault: Fault) -> None:
    phones.network.phone(SOMEBODY).behaves(CALLEES["busy"])
    phones.network.faults.plan(fault)
    since = phones.network.now - timedelta(seconds=1)

    assert isinstance(house.channel.place(house.out()), Uncertain)
    house.service.wait(lambda: house.attempt.state is State.ENDED)

    found = house.channel.reconcile(house.out(), "", since, phones.network.now)
    assert isinstance(found, Found)
    assert found.ref == house.attempt.ref == next(iter(phones.network.calls))
    assert found.happenings[-1].end is End.BUSY


def test_a_message_is_delivered(house: House, phones: PhoneServer) -> None:
    house.attempt = Attempt(ATTEMPT, "sms", State.INTENT)
    phones.network.phone(SOMEBODY).receives_sms("<place>")

    placed = house.channel.place(house.out("sms"))
    house.service.wait(lambda: house.attempt.state is State.ENDED)

    assert isinstance(placed, Accepted)
    assert house.attempt.end is End.DELIVERED
    phones.network.check()
    assert phones.network.now > NINE
