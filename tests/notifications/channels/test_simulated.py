"""The simulated network behind the port: the same script, key by key."""

from __future__ import annotations

import itertools
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

import pytest

from notifications.attempts import Attempt, End, State, apply
from notifications.channels.abilities import Way, fallback
from notifications.channels.port import (
    WAIT,
    Abilities,
    Accepted,
    BadCallback,
    Callback,
    Channel,
    Found,
    NotFound,
    Prompt,
    Rejected,
    Reply,
    Uncertain,
)
from notifications.channels.simulated import SimulatedChannel
from notifications.simulator.callee import Callee
from notifications.simulator.faults import Fault, Faults
from notifications.simulator.network import Network
from tests.notifications.channels.fakes import ATTEMPT, NOW, NUMBER, TEMPLATES, outgoing, words


class House:
    """What the dispatcher does with a callback, in memory."""

    def __init__(self, faults: Faults | None = None) -> None:
        self.network = Network(NOW, faults=faults)
        self.channel = SimulatedChannel(self.network, words, TEMPLATES, "secret")
        self.channel.receive = self.receive
        self.attempt = Attempt(ATTEMPT, "voice", State.INTENT)
        self.slow_for = 0
        self.callbacks: list[Callback] = []

    def receive(self, callback: Callback) -> Reply:
        self.callbacks.append(callback)
        if callback.step in ("voice", "key") and self.slow_for:
            self.slow_for -= 1
            return self.channel.ack(callback, WAIT)
        said = None
        for one in self.channel.hear(callback):
            self.attempt, said = apply(self.attempt, one.happening)
        prompt = said and Prompt(said.line, said.gather, self.attempt.turn, "invitation", {})
        return self.channel.ack(callback, prompt)


def test_it_is_a_channel() -> None:
    found: Channel = House().channel

    assert found.renders("invitation")
    assert not found.renders("other")


@pytest.mark.parametrize("slow_for", [0, 1, 3])
@pytest.mark.parametrize(
    ("keys", "verdict"), [(("1", "1"), "accepted"), (("2", "1", "1"), "accepted"), (("1",), "unconfirmed")]
)
def test_a_call_runs_by_the_script(keys: tuple[str, ...], verdict: str, slow_for: int) -> None:
    house = House()
    house.slow_for = slow_for
    phone = house.network.phone(NUMBER)
    expected = phone.expects("invitation")
    for key in keys:
        expected = expected.press(key)

    assert isinstance(house.channel.place(outgoing()), Accepted)
    house.network.run()

    assert (house.attempt.verdict, house.attempt.end) == (verdict, End.COMPLETED)


def test_a_machine_answers_nothing() -> None:
    house = House()
    house.network.phone(NUMBER).behaves(Callee(line="machine"))

    house.channel.place(outgoing())
    house.network.run()

    assert house.attempt.end is End.MACHINE


def test_a_message_and_its_receipt() -> None:
    house = House()
    house.attempt = Attempt(ATTEMPT, "sms", State.INTENT)

    house.channel.place(outgoing("sms", "place"))
    house.network.run()

    assert house.attempt.end is End.DELIVERED


@pytest.mark.parametrize(
    ("fault", "expected"), [(Fault.TOO_MANY, Rejected("429")), (Fault.HANG_BEFORE, Uncertain("hang"))]
)
def test_faults_of_placing(fault: Fault, expected: object) -> None:
    house = House(faults := Faults())
    faults.plan(fault)

    assert house.channel.place(outgoing()) == expected
    assert house.channel.reconcile(outgoing(), "", NOW, NOW) == NotFound()


def test_what_was_taken_after_all_is_found() -> None:
    house = House(faults := Faults())
    faults.plan(Fault.RESET_AFTER)

    assert isinstance(house.channel.place(outgoing()), Uncertain)
    house.network.run()
    found = house.channel.reconcile(outgoing(), "", NOW, NOW + timedelta(hours=1))

    assert isinstance(found, Found)
    assert found.happenings[-1].end is house.attempt.end


def test_a_report_nobody_took_comes_again() -> None:
    house = House()
    refusals = iter([Reply(503, "", b"")] * 2)
    taken = house.receive
    house.channel.receive = lambda callback: next(refusals, None) or taken(callback)

    house.channel.place(outgoing())
    house.network.run()

    assert house.attempt.state is State.ENDED


def test_only_the_network_speaks_in_its_name() -> None:
    house = House()
    house.channel.place(outgoing())
    house.network.run()
    real = house.callbacks[0]

    for forged in ({}, {"x-simulated": "guess"}):
        with pytest.raises(BadCallback, match="bad-signature"):
            house.channel.hear(replace(real, headers=forged))
    with pytest.raises(BadCallback, match="malformed"):
        house.channel.hear(replace(real, step="else"))
    mute = SimulatedChannel(house.network, words, TEMPLATES, "")
    with pytest.raises(BadCallback, match="bad-signature"):
        mute.hear(replace(real, headers={}))


def every_ability() -> list[Abilities]:
    return [Abilities(*flags) for flags in itertools.product([False, True], repeat=6)]


@pytest.mark.parametrize("abilities", every_ability())
def test_what_a_channel_cannot_do_falls_back_and_says_so(abilities: Abilities) -> None:
    answer, receipt = fallback(abilities, "answer"), fallback(abilities, "receipt")
    telling = fallback(abilities, "telling")

    assert (answer.way is Way.CALL) == (abilities.voice and abilities.keys and abilities.read_back)
    assert (receipt.way is Way.SMS) == (abilities.sms and abilities.receipts)
    assert (telling.way is Way.CALL) == abilities.voice
    assert (receipt.way is Way.READ_OUT) == (abilities.voice and not abilities.sms)
    for plan in (answer, receipt, telling):
        assert bool(plan.missing) == (plan.way not in (Way.CALL, Way.SMS))
        assert plan.say("zh") != plan.say("en")
    if not abilities.voice and not abilities.sms:
        assert {answer.way, receipt.way, telling.way} == {Way.PERSON}


def test_a_key_without_a_read_back_is_for_a_person() -> None:
    plan = fallback(Abilities(True, True, False, keys=True, read_back=False, receipts=True), "answer")

    assert (plan.way, plan.missing) == (Way.PERSON, ("read-back",))
    say: Callable[[str], str] = plan.say
    assert "工作人员" in say("zh")
