"""Channels by name, from settings; the clients of providers are loaded only when they are asked for."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, TypeVar

from pydantic import TypeAdapter, ValidationError

from notifications import messages
from notifications.channels.port import Channel, Words
from notifications.channels.refusals import (
    ChannelMisconfigured,
    ChannelNotInstalled,
    ChannelUnknown,
    SimulatedInProduction,
)

if TYPE_CHECKING:
    from notifications.channels.manual import Desk
    from notifications.simulator.network import Network

NAMES = ("simulated", "twilio", "aliyun", "gateway", "manual")
T = TypeVar("T")


@dataclass(frozen=True, slots=True, repr=False)
class Parts:
    """What channels are built with. ``network``: the phones of the simulated one; ``desk``: where the manual
    one lays its cards; ``secret`` marks the callbacks of both; ``production``: no drill."""

    clock: Callable[[], datetime]
    production: bool
    network: Network | None = None
    secret: str = ""
    desk: Desk | None = None
    words: Words = messages.words
    templates: Collection[str] = tuple(messages.TEMPLATES["zh"])


def build(name: str, settings: Mapping[str, object], parts: Parts) -> Channel:
    """The channel ``name``. ``settings``: the fields of ``TwilioAccount``, ``AliyunAccount`` or
    ``GatewayAccount``. Raises a ``Refusal``, which names settings and no value."""
    match name:
        case "simulated":
            return _simulated(parts)
        case "twilio":
            from notifications.channels.twilio import TwilioAccount, TwilioChannel

            return TwilioChannel(_read(TwilioAccount, settings), parts.words, parts.templates)
        case "gateway":
            from notifications.channels.gateway import GatewayAccount, GatewayChannel

            account = _read(GatewayAccount, settings)
            try:
                return GatewayChannel(account, parts.words, parts.templates, parts.clock)
            except ValueError:
                raise ChannelMisconfigured(what="keys, ability") from None
        case "aliyun":
            from notifications.channels.aliyun import AliyunAccount, AliyunChannel

            try:
                return AliyunChannel(_read(AliyunAccount, settings))
            except ImportError:
                raise ChannelNotInstalled from None
        case "manual":
            return _manual(parts)
    raise ChannelUnknown(options=", ".join(NAMES))


def _simulated(parts: Parts) -> Channel:
    from notifications.channels.simulated import SimulatedChannel

    if parts.production:
        raise SimulatedInProduction
    if parts.network is None or not parts.secret:
        raise ChannelMisconfigured(what="network, secret")
    return SimulatedChannel(parts.network, parts.words, parts.templates, parts.secret)


def _manual(parts: Parts) -> Channel:
    from notifications.channels.manual import ManualChannel

    if parts.desk is None or not parts.secret:
        raise ChannelMisconfigured(what="desk, secret")
    return ManualChannel(parts.desk, parts.secret)


def _read(into: type[T], settings: Mapping[str, object]) -> T:
    try:
        return TypeAdapter(into).validate_python(dict(settings))
    except ValidationError as error:
        # Locations alone: the values are secrets.
        wrong = {".".join(str(part) for part in one["loc"]) for one in error.errors(include_input=False)}
    raise ChannelMisconfigured(what=", ".join(sorted(wrong)))
