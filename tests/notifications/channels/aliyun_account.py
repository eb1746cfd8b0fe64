"""An account at Alibaba Cloud whose services are a local server."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from notifications.channels.aliyun import AliyunAccount, AliyunChannel, VoiceTemplate

WITH_KEYS = VoiceTemplate("TTS_1", {"1": "TTS_2", "2": "TTS_3"}, "TTS_4", read_back=True)


def channel(
    url: str, voice: Mapping[str, VoiceTemplate] | None = None, timeout: float = 5, **other: Any
) -> AliyunChannel:
    host = url.removeprefix("http://")
    account = AliyunAccount(
        "key-id", "secret", "05710000000", "某中心", "push", voice or {"invitation": WITH_KEYS},
        {"place": "SMS_1"}, voice_endpoint=host, sms_endpoint=host, protocol="http", timeout=timeout,
    )  # fmt: skip
    return AliyunChannel(replace(account, **other))
