"""What Twilio reports and what the callee hears: signatures, malformed input, TwiML."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from xml.etree import ElementTree

import pytest
from hypothesis import given
from hypothesis import strategies as st
from twilio.request_validator import RequestValidator

from notifications.attempts import Attempt, End, Happening, Kind, State, apply
from notifications.channels.port import WAIT, BadCallback, Callback
from notifications.channels.twilio import TwilioAccount, TwilioChannel
from notifications.channels.twilio_callbacks import STEPS
from tests.notifications.channels.fakes import ATTEMPT, BASE, NOW, TEMPLATES, prompt, words

ACCOUNT, CALL, MESSAGE = "AC" + "0" * 32, "CA" + "1" * 32, "SM" + "2" * 32
COMMON = {"AccountSid": ACCOUNT, "CallSid": CALL}
CHANNEL = TwilioChannel(
    TwilioAccount(ACCOUNT, "new-token", "+85230000000", old_token="old-token"), words, TEMPLATES
)


def callback(
    step: str, form: Mapping[str, str], *, query: str = "", token: str = "new-token", attempt: str = ATTEMPT
) -> Callback:
    url = f"{BASE}/{attempt}/{step}{query}"
    signature = RequestValidator(token).compute_signature(url, dict(form))
    return Callback(attempt, step, url, {"x-twilio-signature": signature}, b"", NOW, form)


def only(found: Callback) -> Happening:
    (one,) = CHANNEL.hear(found)
    assert one.attempt == found.attempt
    return one.happening


def status_of(found: Callback) -> tuple[int, str]:
    with pytest.raises(BadCallback) as bad:
        CHANNEL.hear(found)
    return bad.value.status, bad.value.code


def test_the_answered_call_asks_what_to_say() -> None:
    assert only(callback("voice", COMMON)) == Happening(Kind.ANSWERED, NOW, ref=CALL)


@pytest.mark.parametrize("key", [*"0123456789*#"])
def test_a_key_belongs_to_its_prompt(key: str) -> None:
    found = only(callback("key", COMMON | {"Digits": key}, query="?turn=2"))

    assert (found.kind, found.key, found.turn) == (Kind.KEY, key, 2)


def test_no_key_is_silence() -> None:
    assert only(callback("key", COMMON, query="?turn=0")).kind is Kind.SILENCE


def test_a_key_survives_the_wait() -> None:
    found = callback("key", COMMON, query="?wait=1&turn=1&heard=2")

    assert (only(found).key, only(found).turn) == ("2", 1)
    assert CHANNEL.hear(found)[0].key != CHANNEL.hear(callback("key", COMMON, query="?turn=1"))[0].key


@pytest.mark.parametrize(
    ("by", "kind"),
    [
        ("machine_start", Kind.MACHINE),
        ("fax", Kind.MACHINE),
        ("human", Kind.PLACED),
        ("unknown", Kind.PLACED),
    ],
)
def test_machines_are_told_from_people(by: str, kind: Kind) -> None:
    assert only(callback("amd", COMMON | {"AnsweredBy": by})).kind is kind


@pytest.mark.parametrize(
    ("fields", "end"),
    [
        ({"CallStatus": "completed"}, End.COMPLETED),
        ({"CallStatus": "busy"}, End.BUSY),
        ({"CallStatus": "no-answer"}, End.NO_ANSWER),
        ({"CallStatus": "canceled"}, End.CANCELLED),
        ({"CallStatus": "failed"}, End.FAILED),
        ({"CallStatus": "failed", "SipResponseCode": "404"}, End.INVALID_NUMBER),
        ({"CallStatus": "failed", "SipResponseCode": "480"}, End.UNREACHABLE),
    ],
)
def test_ends_stay_apart(fields: dict[str, str], end: End) -> None:
    assert only(callback("status", COMMON | fields | {"SequenceNumber": "3"})).end is end


@pytest.mark.parametrize(
    ("status", "end"),
    [
        ("sent", None),
        ("delivered", End.DELIVERED),
        ("undelivered", End.UNDELIVERED),
        ("failed", End.UNDELIVERED),
    ],
)
def test_sent_is_not_delivered(status: str, end: End | None) -> None:
    form = {"AccountSid": ACCOUNT, "MessageSid": MESSAGE, "MessageStatus": status}

    assert only(callback("message", form)).end is end


def test_the_report_of_answering_does_not_start_the_script_twice() -> None:
    attempt = Attempt(ATTEMPT, "voice", State.PLACED)

    attempt, said = apply(attempt, only(callback("status", COMMON | {"CallStatus": "in-progress"})))
    assert said is None
    attempt, said = apply(attempt, only(callback("voice", COMMON)))

    assert said is not None
    assert said.line == "invitation"


def test_the_old_token_is_good_while_it_is_rotated() -> None:
    form = COMMON | {"CallStatus": "ringing"}

    assert only(callback("status", form, token="old-token")).kind is Kind.RINGING
    rotated = TwilioChannel(TwilioAccount(ACCOUNT, "new-token", ""), words, TEMPLATES)
    with pytest.raises(BadCallback, match="bad-signature"):
        rotated.hear(callback("status", form, token="old-token"))


def test_a_signature_is_for_one_address_and_one_form() -> None:
    good = callback("key", COMMON | {"Digits": "1"}, query="?turn=0")

    assert status_of(replace(good, headers={})) == (403, "no-signature")
    assert status_of(replace(good, url=good.url + "&heard=2")) == (403, "bad-signature")
    assert status_of(replace(good, form={**good.form, "Digits": "2"})) == (403, "bad-signature")
    assert status_of(callback("key", COMMON, query="?turn=0", token="guess")) == (403, "bad-signature")
    assert status_of(callback("key", COMMON, query="?turn=0", token="")) == (403, "bad-signature")


def test_a_channel_without_a_token_believes_nobody() -> None:
    bare = TwilioChannel(TwilioAccount(ACCOUNT, "", ""), words, TEMPLATES)

    with pytest.raises(BadCallback, match="bad-signature"):
        bare.hear(callback("voice", COMMON, token=""))


def test_a_signature_with_or_without_the_port_is_good() -> None:
    good = callback("voice", COMMON)
    signature = RequestValidator("new-token").compute_signature(
        good.url.replace("panel.example", "panel.example:443"), dict(good.form)
    )

    assert only(replace(good, headers={"x-twilio-signature": signature})).kind is Kind.ANSWERED


@pytest.mark.parametrize(
    ("found", "expected"),
    [
        (callback("voice", COMMON, attempt="ABC"), (404, "unknown-attempt")),
        (callback("menu", COMMON), (404, "unknown-step")),
        (callback("voice", {"CallSid": CALL}), (403, "other-account")),
        (callback("voice", {"AccountSid": ACCOUNT}), (400, "malformed")),
        (callback("key", COMMON), (400, "malformed")),
        (callback("key", COMMON, query="?turn=-1"), (400, "malformed")),
        (callback("key", COMMON | {"Digits": "12"}, query="?turn=0"), (400, "malformed")),
        (callback("status", COMMON | {"CallStatus": "lost"}), (400, "malformed")),
        (callback("status", COMMON | {"CallStatus": "busy", "SequenceNumber": "x"}), (400, "malformed")),
        (callback("amd", COMMON), (400, "malformed")),
        (callback("message", {"AccountSid": ACCOUNT, "MessageSid": MESSAGE}), (400, "malformed")),
        (replace(callback("voice", COMMON), body=b"x" * 70_000), (413, "too-large")),
        (replace(callback("voice", COMMON), url="https://[/"), (403, "bad-signature")),
    ],
)
def test_what_is_not_ours_gets_its_status(found: Callback, expected: tuple[int, str]) -> None:
    assert status_of(found) == expected


texts = st.text(max_size=20)
fields = st.dictionaries(
    st.sampled_from(
        ["AccountSid", "CallSid", "MessageSid", "Digits", "CallStatus", "MessageStatus", "SequenceNumber"]
    )
    | texts,
    st.sampled_from([ACCOUNT, CALL, MESSAGE, "1", "completed", "delivered", ""]) | texts,
    max_size=6,
)


@given(
    form=fields,
    step=st.sampled_from(STEPS) | texts,
    query=st.sampled_from(["", "?turn=0"]) | texts,
    attempt=texts,
)
def test_malformed_callbacks_are_refused_and_never_break(
    form: dict[str, str], step: str, query: str, attempt: str
) -> None:
    for found in (callback(step, form, query=query), callback(step, form, query=query, attempt=attempt)):
        statuses = {200}
        try:
            heard = CHANNEL.hear(found)
        except BadCallback as bad:
            statuses = {bad.status}
        else:
            assert [one.attempt for one in heard] == [found.attempt]
        assert statuses <= {200, 400, 403, 404}
        assert CHANNEL.ack(found, None).status in (200, 204)


@given(
    url=st.text(max_size=60),
    headers=st.dictionaries(st.just("x-twilio-signature"), texts),
    form=st.dictionaries(texts, texts, max_size=4),
)
def test_without_the_token_nothing_is_heard(url: str, headers: dict[str, str], form: dict[str, str]) -> None:
    assert status_of(Callback(ATTEMPT, "voice", url, headers, b"", NOW, form))[0] == 403


def document(found: Callback, said: object) -> ElementTree.Element:
    reply = CHANNEL.ack(found, said)  # type: ignore[arg-type]
    assert (reply.status, reply.content_type) == (200, "text/xml; charset=utf-8")
    return ElementTree.fromstring(reply.body)


def test_a_prompt_waits_for_one_key_of_its_turn() -> None:
    (gather,) = document(callback("voice", COMMON), prompt("invitation", turn=3))

    assert gather.tag == "Gather"
    assert gather.attrib["action"] == f"{BASE}/{ATTEMPT}/key?turn=3#rc=3&rp=ct,rt,5xx"
    assert gather.attrib["numDigits"] == "1"
    assert gather.attrib["actionOnEmptyResult"] == "true"
    assert gather.attrib["finishOnKey"] == ""
    say = gather.find("Say")
    assert say is not None
    assert (say.attrib["language"], say.text) == ("zh-CN", "invitation.3月2日.")


def test_the_slow_voice_is_slow_and_patient() -> None:
    (gather,) = document(callback("voice", COMMON), prompt("invitation", slow=True))

    assert int(gather.attrib["timeout"]) > 6
    assert [one.attrib["rate"] for one in gather.iter("prosody")] == ["slow", "slow"]


def test_a_closing_line_hangs_up() -> None:
    said = document(callback("key", COMMON, query="?turn=1"), prompt("accepted", gather=False))

    assert [one.tag for one in said] == ["Say", "Hangup"]
    assert said[0].text == "accepted.3月2日."


@pytest.mark.parametrize("said", [None, WAIT])
def test_a_slow_house_asks_to_wait_and_keeps_the_key(said: object) -> None:
    found = callback("key", COMMON | {"Digits": "1"}, query="?turn=1")

    spoken = document(found, said)

    assert [one.tag for one in spoken] == ["Say", "Pause", "Redirect"]
    assert spoken[2].text == f"{BASE}/{ATTEMPT}/key?wait=1&turn=1&heard=1#rc=3&rp=ct,rt,5xx"


def test_nobody_waits_for_ever() -> None:
    spoken = document(callback("voice", COMMON, query="?wait=5"), WAIT)

    assert [one.tag for one in spoken] == ["Say", "Hangup"]


def test_words_that_fail_end_the_call_without_an_error() -> None:
    broken = replace(prompt("invitation"), template="unknown")

    assert [one.tag for one in document(callback("voice", COMMON), broken)] == ["Hangup"]


def test_reports_are_answered_with_nothing() -> None:
    reply = CHANNEL.ack(callback("status", COMMON), None)

    assert (reply.status, reply.body) == (204, b"")


def test_what_it_can_say() -> None:
    assert CHANNEL.renders("invitation")
    assert not CHANNEL.renders("unknown")
