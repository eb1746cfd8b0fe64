"""The network in the process: what each callee does, times, the queue, messages, faults, repeatability."""

from __future__ import annotations

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from notifications.simulator.callee import CALLEES, Callee, Press
from notifications.simulator.calls import Order
from notifications.simulator.faults import REQUESTS, Fault, Faults, Trouble
from notifications.simulator.network import Network, NotInState
from notifications.simulator.population import Directory, Population
from notifications.simulator.twiml import Hangup, Redirect, Say
from tests.notifications.simulator.voice import HERE, NINE, OTHER, SOMEBODY, Voice, ring


def network(callee: str | Callee = "accepts", *then: Callee, **options: object) -> Network:
    first = CALLEES[callee] if isinstance(callee, str) else callee
    directory = Directory(
        Population(0, accept=1, decline=0, silent=0, unreachable=0), {SOMEBODY: (first, *then)}
    )
    return Network(NINE, 7, directory=directory, **options)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("callee", "status", "sip", "keys", "verdict"),
    [
        ("accepts", "completed", 0, "11", "accepted"),
        ("declines", "completed", 0, "22", "declined"),
        ("silent", "completed", 0, "", "silent"),
        ("changes", "completed", 0, "122", "declined"),
        ("repeats", "completed", 0, "*11", "accepted"),
        ("wrong-key", "completed", 0, "711", "accepted"),
        ("slow-to-press", "completed", 0, "11", "accepted"),
        ("late", "completed", 0, "11", "accepted"),
        ("hangs-up", "completed", 0, "1", None),
        ("machine", "completed", 0, "", "silent"),
        ("busy", "busy", 486, "", None),
        ("rings-out", "no-answer", 0, "", None),
        ("switched-off", "failed", 480, "", None),
        ("invalid", "failed", 404, "", None),
    ],
)
def test_callees_do_what_their_name_says(
    callee: str, status: str, sip: int, keys: str, verdict: str | None
) -> None:
    voice = Voice()

    call = ring(network(callee), voice)

    position = voice.positions.get(call.sid)
    assert (call.status, call.sip, call.keys) == (status, sip, keys)
    assert (position.verdict if position else None) == verdict


def test_a_call_lives_in_order_with_times_of_its_own() -> None:
    net, voice = network(), Voice()

    call = ring(net, voice)

    assert voice.statuses(call.sid) == ["initiated", "ringing", "in-progress", "completed"]
    assert [number for _sid, _status, number in voice.log] == [0, 1, 2, 3]
    since = {status: (at - NINE).total_seconds() for status, at in call.times.items()}
    assert since["initiated"] == 0
    assert since["ringing"] == 1.5
    assert since["in-progress"] == 9.5
    assert call.seconds == round(since["completed"] - 9.5) > 4
    assert net.now == call.times["completed"], "nothing that will not happen moves the time"


def test_nobody_answers_for_as_long_as_was_asked() -> None:
    call = ring(network("rings-out"), Voice(), ringing=25.0)

    assert (call.times["no-answer"] - call.times["ringing"]).total_seconds() == 25


def test_a_late_key_lands_in_the_next_prompt_and_one_without_a_listener_is_lost() -> None:
    net = network(Callee(presses=(Press("1", 7.0),)))
    voice = Voice()
    call = ring(net, voice)
    assert voice.positions[call.sid].chosen == "1"
    assert "line again" in call.heard

    # The same key while something is said that waits for none.
    net = network(Callee(presses=(Press("1", 7.0),)))

    class Deaf(Voice):
        def asked(self, call, ask, answer):  # type: ignore[no-untyped-def]
            if ask.digits is None:
                super().asked(call, ask, answer)
            else:
                answer((Say("a sentence that takes its time " * 4), Hangup()))

    call = ring(net, deaf := Deaf())
    assert call.keys == "1"
    assert deaf.positions[call.sid].chosen == ""


def test_a_redial_may_meet_another_mood() -> None:
    net, voice = network("hangs-up", CALLEES["accepts"]), Voice()

    first, second = ring(net, voice), ring(net, voice)

    assert voice.positions[first.sid].verdict is None
    assert voice.positions[second.sid].verdict == "accepted"
    assert first.sid != second.sid


def test_calls_beyond_the_rate_wait_in_the_queue() -> None:
    net, voice = Network(NINE, cps=2.0), Voice()

    calls = [net.call(Order(f"+861390000{n:04}", HERE, "start"), voice) for n in range(5)]
    net.run()

    dialled = [(call.times["initiated"] - NINE).total_seconds() for call in calls]
    assert dialled == [0.0, 0.5, 1.0, 1.5, 2.0]


def test_who_is_on_the_line_is_busy_to_others_and_the_overlap_is_noted() -> None:
    net, voice = network("silent"), Voice()
    first = net.call(Order(SOMEBODY, HERE, "start"), voice)
    net.advance(20)

    second = ring(net, voice)

    assert (first.status, second.status) == ("completed", "busy")
    assert net.overlaps == [SOMEBODY]


def test_machine_detection_speaks_beside_the_call_or_before_it() -> None:
    voice = Voice()
    beside = ring(network("machine"), voice, detection="beside")
    assert beside.answered_by == "machine_start"
    assert voice.statuses(beside.sid).count("amd") == 1

    voice = Voice()
    before = ring(network("seems-a-machine"), voice, detection="before")
    assert (before.answered_by, before.keys) == ("machine_start", "11")
    assert "amd" not in voice.statuses(before.sid)


@pytest.mark.parametrize(("at", "ends"), [(0, "canceled"), (5, "canceled"), (12, None)])
def test_cancelling_ends_a_call_nobody_picked_up(at: int, ends: str | None) -> None:
    net, voice = network("silent"), Voice()
    call = net.call(Order(SOMEBODY, HERE, "start"), voice)
    net.advance(at + 2.0)

    if ends is None:
        with pytest.raises(NotInState):
            net.cancel(call.sid)
        net.complete(call.sid)
    else:
        net.cancel(call.sid)
    net.run()

    assert call.status == (ends or "completed")
    with pytest.raises(NotInState):
        net.complete(call.sid)


def test_a_redirected_call_says_something_else() -> None:
    net, voice = network("silent"), Voice()
    call = net.call(Order(SOMEBODY, HERE, "start"), voice)
    with pytest.raises(NotInState):
        net.redirect(call.sid, "elsewhere")
    net.advance(16)

    net.redirect(call.sid, "", verbs=(Say("the place is filled"), Hangup()))
    net.run()

    assert call.heard[-1] == "the place is filled"
    assert call.seconds < 12


def test_a_document_that_leads_to_itself_ends_with_an_apology() -> None:
    class Circle(Voice):
        def asked(self, call, ask, answer):  # type: ignore[no-untyped-def]
            answer((Redirect("start"),))

    call = ring(network(), Circle())

    assert (call.status, call.error) == ("completed", 11750)
    assert "application error" in call.heard[-1]


@pytest.mark.parametrize(
    ("callee", "statuses", "code"),
    [
        ("accepts", ["queued", "sent", "delivered"], 0),
        ("invalid", ["queued", "sent", "undelivered"], 30005),
        (Callee(receipt="undelivered"), ["queued", "sent", "undelivered"], 30003),
        ("switched-off", ["queued", "sent"], 0),
    ],
)
def test_messages_are_delivered_refused_or_lost(callee: str | Callee, statuses: list[str], code: int) -> None:
    net, voice = network(callee), Voice()

    message = net.message(SOMEBODY, HERE, "Room 3, code 123456", voice)
    net.run()

    assert voice.statuses(message.sid) == statuses
    assert message.code == code
    assert net.phone(SOMEBODY).messages == (["Room 3, code 123456"] if "delivered" in statuses else [])


def test_a_queued_message_can_be_stopped_and_a_sent_one_cannot() -> None:
    net, voice = network(), Voice()
    message = net.message(SOMEBODY, HERE, "text", voice)
    net.cancel_message(message.sid)
    net.run()
    assert voice.statuses(message.sid) == ["queued", "canceled"]
    with pytest.raises(NotInState):
        net.cancel_message(message.sid)


@pytest.mark.parametrize("fault", REQUESTS)
@pytest.mark.parametrize("what", ["call", "message"])
def test_a_request_meets_its_fault_once(what: str, fault: Fault) -> None:
    net, voice = network(), Voice()
    net.faults.plan(fault, at=what)

    def place() -> object:
        if what == "call":
            return net.call(Order(SOMEBODY, HERE, "start"), voice)
        return net.message(SOMEBODY, HERE, "text", voice)

    with pytest.raises(Trouble) as met:
        place()
    net.run()

    assert met.value.effect == REQUESTS[fault]
    assert bool(met.value.sid) is REQUESTS[fault].accepted
    assert len(net.calls) + len(net.messages) == REQUESTS[fault].accepted
    assert place() is not None


def _statuses(fault: Fault, at: str) -> list[str]:
    net, voice = network(), Voice()
    net.faults.plan(fault, at=at)
    return voice.statuses(ring(net, voice).sid)


def test_callbacks_are_lost_doubled_and_overtaken() -> None:
    assert _statuses(Fault.LOST, "completed") == ["initiated", "ringing", "in-progress"]
    assert _statuses(Fault.DUPLICATED, "completed") == [
        "initiated", "ringing", "in-progress", "completed", "completed",
    ]  # fmt: skip
    assert _statuses(Fault.REORDERED, "initiated") == ["ringing", "initiated", "in-progress", "completed"]
    assert _statuses(Fault.REORDERED, "completed")[-1] == "completed", (
        "what nothing overtakes comes in the end"
    )


def test_early_callbacks_come_before_the_call_is_answered_for() -> None:
    net, voice = network(), Voice()
    net.faults.plan(Fault.EARLY)

    call = net.call(Order(SOMEBODY, HERE, "start"), voice)

    assert voice.statuses(call.sid) == ["initiated", "ringing"]


def _story(seed: int, order: list[int]) -> dict[str, tuple[object, ...]]:
    faults = Faults(seed, {Fault.LOST: 0.2, Fault.DUPLICATED: 0.2, Fault.ERROR_AFTER: 0.1})
    population = Population(seed, hangs_up=0.1, late=0.1, machine=0.1)
    net, voice = Network(NINE, seed, directory=Directory(population), faults=faults, cps=1000.0), Voice()
    for number in order:
        try:
            net.call(Order(f"+861390000{number:04}", HERE, "start"), voice)
        except Trouble:
            continue
    net.run()
    return {
        sid: (call.status, call.keys, call.seconds, tuple(call.heard), tuple(voice.statuses(sid)))
        for sid, call in net.calls.items()
    }


def test_a_seed_tells_the_same_story_in_whatever_order_people_are_called() -> None:
    forth, back = _story(3, list(range(60))), _story(3, list(reversed(range(60))))

    assert forth == back
    assert forth != _story(4, list(range(60)))
    assert len({story[0] for story in forth.values()}) > 1


@given(st.lists(st.floats(0, 1), min_size=4, max_size=4), st.integers(0, 10**6))
def test_a_population_keeps_its_shares_and_its_people(weights: list[float], seed: int) -> None:
    accept, decline, silent, unreachable = weights
    if sum(weights) == 0:
        with pytest.raises(ValueError, match="shares"):
            Population(seed, accept=0, decline=0, silent=0, unreachable=0)
        return
    crowd = Population(seed, accept=accept, decline=decline, silent=silent, unreachable=unreachable)

    numbers = [f"+861390000{number:04}" for number in range(50)]
    people = [crowd.callee(number) for number in numbers]

    assert people == [crowd.callee(number) for number in numbers]
    kinds = {"".join(press.key for press in one.presses) or one.line for one in people}
    meant = {"11": accept, "22": decline, "human": silent, "switched-off": unreachable}
    assert all(meant[kind] > 0 for kind in kinds)


def test_a_large_crowd_is_near_its_shares() -> None:
    crowd = Population("city", accept=0.3, decline=0.7, silent=0, unreachable=0)

    accepting = sum(crowd.callee(f"+86139{n:08}").presses[0].key == "1" for n in range(2000))

    assert 540 < accepting < 660


def test_a_scripted_phone_says_what_it_heard_instead() -> None:
    net = network()
    good = (
        net.phone(SOMEBODY)
        .expects("invitation")
        .press("1")
        .expects("read-back")
        .press("1")
        .receives_sms("Room 3")
    )
    bad = net.phone(OTHER).expects("birthday").press("1").receives_sms("gift")
    voice = Voice()
    assert not good.done()

    call, other = ring(net, voice), ring(net, voice, OTHER)
    net.message(SOMEBODY, HERE, "Room 3, 123456", voice)
    net.message(OTHER, HERE, "Room 3, 123456", voice)
    net.run()

    assert voice.positions[call.sid].verdict == "accepted"
    assert good.done()
    good.check()
    assert (other.keys, bad.failed(), bad.done()) == ("", True, False)
    with pytest.raises(AssertionError) as said:
        net.check()
    assert "expects(\"birthday\"), but heard 'line invitation'" in str(said.value)
    assert "receives_sms(\"gift\") did not happen; messages were ['Room 3, 123456']" in str(said.value)
    assert SOMEBODY not in str(said.value)


def test_a_script_goes_on_at_the_next_call() -> None:
    net, voice = network(), Voice()
    phone = net.phone(SOMEBODY).press("1").hangs_up().expects("invitation").press("2").press("2")

    first, second = ring(net, voice), ring(net, voice)

    phone.check()
    assert (first.keys, second.keys, phone.rang) == ("1", "22", 2)


def test_a_step_that_never_came_is_named() -> None:
    net = network()
    phone = net.phone(SOMEBODY).press("1").press("1").press("9")

    ring(net, Voice())

    with pytest.raises(AssertionError, match=r"press\(\"9\"\) did not happen; heard .*read-back"):
        phone.check()


def test_keys_pressed_together_are_heard_apart() -> None:
    call = ring(network(Callee(presses=(Press("11"),))), voice := Voice())

    (first, one), (second, other) = call.pressed
    assert (one, other, second - first) == ("1", "1", timedelta(seconds=0.5))
    assert voice.positions[call.sid].chosen == "1", "the second key came while the read-back was being said"
