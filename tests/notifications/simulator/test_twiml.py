"""TwiML fetched and performed: gathers and their time-outs, the verbs, documents that cannot be had."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from twilio.rest import Client

from notifications.simulator.callee import CALLEES, Callee, Press
from notifications.simulator.server import PhoneServer
from notifications.simulator.twiml import BadTwiml, Gather, Hangup, Pause, Play, Say, parse, seconds
from tests.notifications.simulator.application import Application
from tests.notifications.simulator.test_webhooks import place
from tests.notifications.simulator.voice import SOMEBODY


def test_a_gather_without_a_key_asks_again_or_goes_on(
    client: Client, phones: PhoneServer, service: Application
) -> None:
    phones.network.phone(SOMEBODY).behaves(Callee(presses=(Press(""), Press("1"))))
    sid = place(client, service)
    service.ended()

    # The menu sends the empty result to its action; the read-back falls through to the words after it.
    assert service.steps("key")[0].form["Digits"] == ""
    assert [one.step for one in service.got if one.step != "status"][:3] == ["start", "key", "confirm"]
    assert phones.network.calls[sid].keys == "1"

    phones.network.phone(SOMEBODY).behaves(CALLEES["silent"])
    again = place(client, service)
    service.ended(2)
    assert phones.network.calls[again].heard[-1] == "没有听到"


def _documents(**documents: str) -> Any:
    return lambda got: (200, documents[got.step]) if got.step in documents else (204, "")


def test_verbs_are_performed_in_their_order(
    client: Client, phones: PhoneServer, service: Application
) -> None:
    service.answering = _documents(
        start="<Response><Say>one</Say><Pause length='3'/>"
        "<Redirect method='GET'>next?a=1</Redirect></Response>",
        next="<Response><Play>http://127.0.0.1/x.mp3</Play><Gather finishOnKey='#' timeout='4' action='/end'>"
        "<Say>two</Say></Gather></Response>",
        end="<Response><Say>three</Say><Hangup/><Say>never</Say></Response>",
    )
    phones.network.phone(SOMEBODY).behaves(Callee(presses=(Press("42#"),)))

    sid = place(client, service)
    service.ended()

    call = phones.network.calls[sid]
    assert call.heard == ["one", "two", "three"]
    assert service.steps("next")[0].method == "GET"
    assert "/voice/next?a=1&" in service.steps("next")[0].path
    assert service.steps("end")[0].form["Digits"] == "42"
    assert call.seconds >= 3 + 5


def test_sync_detection_comes_with_the_first_request(
    client: Client, phones: PhoneServer, service: Application
) -> None:
    phones.network.phone(SOMEBODY).behaves(CALLEES["machine"])

    sid = place(client, service, machine_detection="Enable")
    service.ended()

    assert service.steps("start")[0].form["AnsweredBy"] == "machine_start"
    assert client.calls(sid).fetch().answered_by == "machine_start"


@pytest.mark.parametrize(
    ("answer", "code"),
    [
        ((500, ""), 11200),
        ((404, ""), 11200),
        ((200, "<Response><Say>open"), 12100),
        ((200, "<Answer/>"), 12102),
        ((200, "<Response><Fax/></Response>"), 12200),
        ((200, '<!DOCTYPE a [<!ENTITY b "c">]><Response><Say>&b;</Say></Response>'), 12100),
        ((200, "<Response><Gather numDigits='one'/></Response>"), 12200),
        ((200, "<Response><Redirect/></Response>"), 12100),
    ],
)
def test_a_service_without_a_document_makes_the_callee_hear_an_apology(
    client: Client, phones: PhoneServer, service: Application, answer: tuple[int, str], code: int
) -> None:
    service.answering = lambda got: answer if got.step == "start" else (204, "")

    sid = place(client, service, url=f"{service.url}/voice/start")
    service.ended()

    assert "application error" in phones.network.calls[sid].heard[-1]
    assert phones.network.calls[sid].error == code


def test_the_fallback_address_is_asked_when_the_first_fails(
    client: Client, phones: PhoneServer, service: Application
) -> None:
    other = "<Response><Say>please wait</Say></Response>"
    service.answering = lambda got: (200, other) if got.step == "fallback" else (500, "")

    sid = place(client, service, fallback_url=f"{service.url}/voice/fallback")
    service.ended()

    assert phones.network.calls[sid].heard == ["please wait"]
    assert service.steps("fallback")[0].form["ErrorCode"] == "11200"


def test_a_document_is_read_with_its_mark_up_and_attributes() -> None:
    document = """<?xml version="1.0" encoding="UTF-8"?><Response><!-- slow -->
    <Gather numDigits="1" timeout="12" finishOnKey="" action="key?turn=1" actionOnEmptyResult="true">
    <Say language="zh-CN" voice="Polly.Zhiyu"><prosody rate="slow">三月三日</prosody><break/>九点</Say>
    <Pause length="2"/><Play loop="2">x.mp3</Play></Gather><Hangup/></Response>"""

    gather, hangup = parse(document)

    assert isinstance(gather, Gather)
    assert gather.prompts == (Say("三月三日九点", "zh-CN", "Polly.Zhiyu"), Pause(2.0), Play("x.mp3", 2))
    assert (gather.digits, gather.timeout, gather.finish, gather.on_empty) == (1, 12.0, "", True)
    assert (gather.action, hangup) == ("key?turn=1", Hangup())


def test_longer_texts_take_longer() -> None:
    assert seconds(Say("评标" * 9)) == 4.0
    assert seconds(Say("评标" * 9, loop=2)) == 8.0
    assert seconds(Say("a sentence of 28 characters.")) == 2.0
    assert (seconds(Pause(7)), seconds(Play("x"))) == (7, 5.0)


@given(st.text(max_size=60) | st.binary(max_size=60))
def test_whatever_a_service_answers_is_read_or_refused(document: str | bytes) -> None:
    with pytest.raises(BadTwiml):
        parse(document)
