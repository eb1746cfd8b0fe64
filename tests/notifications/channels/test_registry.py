"""Channels by name: production refuses the simulated one, and no refusal shows a value."""

from __future__ import annotations

import sys
from typing import Any

import pytest

from audit.refusal import Refusal
from notifications.channels.refusals import (
    ChannelMisconfigured,
    ChannelNotInstalled,
    ChannelUnknown,
    SimulatedInProduction,
)
from notifications.channels.registry import NAMES, Parts, build
from notifications.simulator.network import Network
from tests.notifications.channels.fakes import NOW
from tests.notifications.channels.test_manual import FakeDesk

SETTINGS: dict[str, dict[str, Any]] = {
    "manual": {},
    "simulated": {},
    "twilio": {"sid": "AC" + "0" * 32, "token": "hidden", "caller": "+85230000000"},
    "gateway": {"url": "http://127.0.0.1:9", "keys": {"house": "hidden"}, "ability": ["voice", "keys"]},
    "aliyun": {
        "key_id": "id", "secret": "hidden", "show_number": "0571", "sign_name": "中心", "push_key": "hidden",
        "voice": {"invitation": {"code": "TTS_1", "keys": {"1": "TTS_2"}}}, "sms": {"details": "SMS_1"},
    },
}  # fmt: skip


def parts(*, production: bool = False) -> Parts:
    return Parts(lambda: NOW, production, Network(NOW), "secret", FakeDesk())


@pytest.mark.parametrize("name", NAMES)
def test_each_channel_is_built_from_plain_settings(name: str) -> None:
    channel = build(name, SETTINGS[name], parts())

    assert channel.name == name
    assert channel.renders("invitation")
    assert not channel.renders("nothing")


def test_production_refuses_the_simulated_network() -> None:
    with pytest.raises(SimulatedInProduction):
        build("simulated", {}, parts(production=True))
    assert build("gateway", SETTINGS["gateway"], parts(production=True)).name == "gateway"


@pytest.mark.parametrize(
    ("name", "settings", "refusal"),
    [
        ("pigeon", {}, ChannelUnknown),
        ("twilio", {"sid": "hidden"}, ChannelMisconfigured),
        ("twilio", SETTINGS["twilio"] | {"timeout": "hidden"}, ChannelMisconfigured),
        ("gateway", SETTINGS["gateway"] | {"keys": {}}, ChannelMisconfigured),
        ("gateway", SETTINGS["gateway"] | {"ability": ["hidden"]}, ChannelMisconfigured),
        ("aliyun", SETTINGS["aliyun"] | {"voice": {"invitation": {"hidden": 1}}}, ChannelMisconfigured),
    ],
)
def test_what_is_wrong_is_named_without_its_value(
    name: str, settings: dict[str, Any], refusal: type[Refusal]
) -> None:
    with pytest.raises(refusal) as refused:
        build(name, settings, parts())

    if "hidden" not in str(settings.get("voice")):
        assert "hidden" not in str(refused.value)
    assert refused.value.say("zh") != refused.value.say("en")


def test_a_simulated_channel_needs_its_network() -> None:
    with pytest.raises(ChannelMisconfigured):
        build("simulated", {}, Parts(lambda: NOW, production=False))


def test_calls_by_hand_need_a_desk() -> None:
    with pytest.raises(ChannelMisconfigured):
        build("manual", {}, Parts(lambda: NOW, production=True, secret="secret"))
    assert build("manual", {}, parts(production=True)).name == "manual"


def test_a_missing_package_is_a_refusal(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "alibabacloud_dysmsapi20170525.client", None)

    with pytest.raises(ChannelNotInstalled):
        build("aliyun", SETTINGS["aliyun"], parts())
