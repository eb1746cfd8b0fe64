"""A person phones: behind the same port, by the same script and policy as the machine."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from audit.refusal import Refusal
from notifications.attempts import Attempt, End, State, apply
from notifications.channels.abilities import Way, fallback
from notifications.channels.manual import (
    RESULTS,
    SCRIPTS,
    CardWrong,
    DeskTaken,
    ManualChannel,
    Tried,
    happenings,
    judge,
    spoken,
)
from notifications.channels.port import (
    Accepted,
    BadCallback,
    Callback,
    CannotTell,
    Channel,
    NotSent,
    Rejected,
    Uncertain,
)
from notifications.messages import ALLOWED, fields_of
from notifications.policy import Policy
from tests.notifications.channels.fakes import ATTEMPT, NOW, NUMBER, outgoing

PARAMS = dict.fromkeys(("center", "day", "weekday", "clock", "length", "place", "code"), "x")
POLICY = Policy()


class FakeDesk:
    """Holds one card. ``fault``: raised in place of printing."""

    def __init__(self, fault: Exception | None = None) -> None:
        self.fault = fault
        self.cards: list[tuple[str, str, tuple[str, ...]]] = []
        self.out = False
        self.results: dict[str, bytes] = {}

    def told(self, attempt: str) -> bytes | None:
        if self.fault is not None:
            raise self.fault
        return self.results.get(attempt)

    def lay(self, attempt: str, number: str, sentences: Sequence[str], lang: str) -> str:
        if self.fault is not None:
            raise self.fault
        if self.out:
            raise DeskTaken
        self.out = True
        self.cards.append((attempt, number, tuple(sentences)))
        return f"C-{len(self.cards):06}"


def channel(desk: FakeDesk | None = None, secret: str = "secret") -> ManualChannel:
    return ManualChannel(desk or FakeDesk(), secret)


def typed(by: ManualChannel, said: object, *, step: str = "result") -> Callback:
    body = said if isinstance(said, bytes) else json.dumps(said).encode()
    made = Callback(ATTEMPT, step, "https://panel.example/calls/manual", {}, body, NOW)
    return replace(made, headers={"x-manual": by.signature(made)})


def test_it_is_a_channel_and_what_it_cannot_do_is_said() -> None:
    found: Channel = channel()

    assert found.renders("invitation")
    assert not found.renders("full")
    answer, receipt = fallback(found.abilities, "answer"), fallback(found.abilities, "receipt")
    assert (answer.way, answer.missing) == (Way.PERSON, ("keys", "read-back"))
    assert (receipt.way, receipt.missing) == (Way.READ_OUT, ("sms", "receipts"))


def test_a_card_holds_the_number_and_the_words() -> None:
    desk = FakeDesk()

    assert channel(desk).place(replace(outgoing(), params=PARAMS)) == Accepted("C-000001")
    assert desk.cards == [(ATTEMPT, NUMBER, tuple(spoken("invitation", PARAMS, "zh", False)))]


def test_the_next_card_comes_after_the_result_of_the_one_before() -> None:
    desk = FakeDesk()
    manual = channel(desk)
    out = replace(outgoing(), params=PARAMS)

    assert isinstance(manual.place(out), Accepted)
    assert manual.place(out) == NotSent("card-out")
    desk.out = False
    assert manual.place(out) == Accepted("C-000002")


@pytest.mark.parametrize(
    ("out", "fault", "placing"),
    [
        (outgoing("sms"), None, Rejected("cannot-text", configuration=True)),
        (outgoing(template="unknown"), None, Rejected("template", configuration=True)),
        (outgoing(), None, Rejected("template", configuration=True)),
        (replace(outgoing(), params=PARAMS), OSError(), NotSent("printer")),
        (replace(outgoing(), params=PARAMS), Refusal(), Uncertain("refused")),
    ],
)
def test_it_never_raises(out: object, fault: Exception | None, placing: object) -> None:
    assert channel(FakeDesk(fault)).place(out) == placing  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("result", "verdict", "end"),
    [
        ("accepted", "accepted", End.COMPLETED),
        ("declined", "declined", End.COMPLETED),
        ("unconfirmed", "unconfirmed", End.COMPLETED),
        ("silent", "silent", End.COMPLETED),
        ("machine", None, End.MACHINE),
        ("busy", None, End.BUSY),
        ("no-answer", None, End.NO_ANSWER),
        ("unreachable", None, End.UNREACHABLE),
        ("wrong-number", None, End.INVALID_NUMBER),
    ],
)
def test_what_was_heard_runs_through_the_same_script(result: str, verdict: str | None, end: End) -> None:
    manual = channel()
    heard = manual.hear(typed(manual, {"result": result, "at": NOW.isoformat()}))
    attempt = Attempt(ATTEMPT, "voice", State.PLACED)
    for one in [*heard, *heard]:
        attempt = apply(attempt, one.happening)[0]

    assert (attempt.verdict, attempt.end, attempt.state) == (verdict, end, State.ENDED)
    assert len({one.key for one in heard}) == len(heard)


def test_the_results_are_the_ones_of_the_table() -> None:
    assert len(RESULTS) == 9
    for result in RESULTS:
        assert happenings(result, NOW)[-1].at == NOW


def test_a_reason_travels_with_the_refusal() -> None:
    attempt = Attempt(ATTEMPT, "voice", State.PLACED)
    for what in happenings("declined", NOW, "leave"):
        attempt = apply(attempt, what)[0]

    assert (attempt.verdict, attempt.position.reason) == ("declined", "leave")
    for wrong in (("accepted", "leave"), ("declined", "because"), ("maybe", "")):
        with pytest.raises(ValueError, match=r"reason|result"):
            happenings(wrong[0], NOW, wrong[1])


@pytest.mark.parametrize(
    "said",
    [b"{", b"[" * 4096, b"[]", b"null", b"\xff", {"result": "accepted"},
     {"result": "yes", "at": NOW.isoformat()}, {"result": [], "at": NOW.isoformat()},
     {"result": "accepted", "at": "2026-03-02T04:00:00"},
     {"result": "accepted", "at": (NOW + timedelta(minutes=1)).isoformat()}],
)  # fmt: skip
def test_a_malformed_result_is_400(said: object) -> None:
    manual = channel()
    with pytest.raises(BadCallback) as bad:
        manual.hear(typed(manual, said))

    assert (bad.value.status, bad.value.code) == (400, "malformed")


def test_nobody_else_answers_for_a_person() -> None:
    manual, said = channel(), {"result": "accepted", "at": NOW.isoformat()}
    good = typed(manual, said)
    for wrong in (
        replace(good, headers={}),
        replace(good, attempt="another"),
        replace(good, step="other"),
        replace(good, body=good.body + b" "),
        replace(good, headers={"x-manual": "ä"}),
    ):
        with pytest.raises(BadCallback, match="bad-signature"):
            manual.hear(wrong)
    with pytest.raises(BadCallback, match="bad-signature"):
        channel(secret="").hear(typed(channel(secret=""), said))
    with pytest.raises(BadCallback, match="too-large"):
        manual.hear(typed(manual, b" " * 5000))
    with pytest.raises(BadCallback, match="unknown-step"):
        manual.hear(typed(manual, said, step="voice"))


def test_only_the_person_can_tell() -> None:
    manual = channel()

    assert manual.reconcile(outgoing(), "", NOW, NOW) == CannotTell("with-a-person")
    assert manual.ack(typed(manual, {}), None).status == 204


# --- judging a card ----------------------------------------------------------------------------------------


def after(minutes: int, result: str, number: int = 0, reason: str = "") -> Tried:
    return Tried(number, result, NOW + timedelta(minutes=minutes), reason)


@pytest.mark.parametrize(
    ("numbers", "tried", "outcome"),
    [
        (1, [after(0, "accepted")], "accepted"),
        (1, [after(0, "declined", reason="recusal")], "declined"),
        (1, [after(0, "no-answer"), after(2, "busy")], "unreachable"),
        (1, [after(0, "no-answer"), after(2, "silent")], "silent"),
        (1, [after(0, "wrong-number")], "unreachable"),
        (1, [after(0, "unconfirmed"), after(0, "accepted")], "accepted"),
        (1, [after(0, "unconfirmed"), after(0, "no-answer"), after(2, "no-answer")], "unconfirmed"),
        (2, [after(0, "busy"), after(0, "wrong-number", 1), after(2, "accepted")], "accepted"),
    ],
)
def test_a_card_comes_to_the_outcome_of_the_policy(numbers: int, tried: list[Tried], outcome: str) -> None:
    judged = judge(POLICY, numbers, tried)

    assert judged.outcome == outcome
    assert [one["result"] for one in judged.attempts] == [one.result for one in tried]
    assert judged.reason == next((one.reason for one in tried if one.reason), "")


@pytest.mark.parametrize(
    ("numbers", "tried", "flaw"),
    [
        (1, [], "unfinished"),
        (1, [after(0, "no-answer")], "unfinished"),
        (1, [after(0, "unconfirmed")], "unfinished"),
        (2, [after(0, "busy"), after(0, "busy", 1)], "unfinished"),
        (1, [after(0, "no-answer"), after(1, "no-answer")], "early"),
        (2, [after(0, "busy", 1)], "order"),
        (1, [after(0, "busy", 1)], "numbers"),
        (1, [after(0, "accepted"), after(2, "declined")], "decided"),
        (1, [after(0, "wrong-number"), after(2, "accepted")], "decided"),
        (1, [after(60 * 12, "accepted")], "window"),
        (1, [after(0, "perhaps")], "result"),
        (1, [after(0, "silent", reason="leave")], "result"),
    ],
)
def test_a_card_that_skips_what_the_policy_asks_for_is_refused(
    numbers: int, tried: list[Tried], flaw: str
) -> None:
    with pytest.raises(CardWrong) as wrong:
        judge(POLICY, numbers, tried)

    assert wrong.value.flaw == flaw


@given(st.lists(st.sampled_from(RESULTS), max_size=4), st.integers(1, 2))
def test_nobody_is_unreachable_before_every_call_was_made(results: list[str], numbers: int) -> None:
    tried = [after(2 * n, result, n % numbers) for n, result in enumerate(results)]
    try:
        judged = judge(POLICY, numbers, tried)
    except CardWrong:
        return
    if judged.outcome in ("silent", "unreachable"):
        wrong = {one.number for one in tried if one.result == "wrong-number"}
        for number in set(range(numbers)) - wrong:
            assert sum(one.number == number for one in tried) == POLICY.tries


# --- words -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("lang", SCRIPTS)
@pytest.mark.parametrize("template", SCRIPTS["zh"])
def test_a_person_reads_out_what_a_machine_may_say_and_no_more(lang: str, template: str) -> None:
    assert set(SCRIPTS[lang]) == set(SCRIPTS["zh"])
    assert set(SCRIPTS[lang]) <= {"invitation", "details-call"}
    said = " ".join(spoken(template, {name: f"<{name}>" for name in ALLOWED}, lang, True))
    for name in fields_of(template, lang):
        assert f"<{name}>" in said


def test_a_second_signed_verdict_on_a_card_is_refused_and_the_first_may_be_repeated() -> None:
    desk = FakeDesk()
    manual = channel(desk)
    first = manual.sealed(ATTEMPT, {"result": "silent", "at": NOW.isoformat()}, NOW)
    second = manual.sealed(ATTEMPT, {"result": "accepted", "at": NOW.isoformat()}, NOW)
    heard = manual.hear(first)
    desk.results[ATTEMPT] = first.body

    assert manual.hear(first) == heard
    with pytest.raises(BadCallback) as bad:
        manual.hear(second)
    assert (bad.value.status, bad.value.code) == (409, "told-already")
    desk.fault = OSError()
    with pytest.raises(BadCallback) as bad:
        manual.hear(first)
    assert bad.value.status == 503
