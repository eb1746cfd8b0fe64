"""``panel relay``: the gateway port for the demilitarized zone, in front of a provider."""

from __future__ import annotations

import sys
import tomllib
from pathlib import Path
from typing import Annotated, Any

import typer
import uvicorn

from draw_service import wiring
from draw_service.cli.terminal import Lang, LangOption, refusals
from draw_service.observing.logs import configure
from notifications.channels.refusals import ChannelMisconfigured
from notifications.channels.registry import Parts, build
from notifications.relay import relay_app
from notifications.relay_desk import HouseSide


def relay(
    config: Annotated[Path, typer.Option("--config", help="设置文件（TOML） settings, a TOML file")],
    host: Annotated[str, typer.Option("--host", help="监听地址 address to listen on")] = "127.0.0.1",
    port: Annotated[int, typer.Option("--port", help="监听端口 port to listen on")] = 9002,
    lang: LangOption = Lang.ZH,
) -> None:
    """隔离区转发：在内网与服务商之间，只在内存中保存在途号码。
    Between intranet and provider; memory only.
    """
    with refusals(lang):
        app = app_of(config)
    configure(sys.stderr)  # a traceback of its own making could quote a number
    uvicorn.run(
        app,
        host=host,
        port=port,
        log_config=None,
        access_log=False,
        server_header=False,
        timeout_graceful_shutdown=3,
    )


def app_of(config: Path) -> Any:
    """The relay that ``config`` describes: ``public``, ``[house]`` keys and callback, ``[channel]`` name and
    its settings. Raises a ``Refusal`` or ``OSError``."""
    try:
        read = tomllib.loads(config.read_text("utf-8"))
        given, house = dict(read["channel"]), HouseSide(**read["house"])
        name, public, clock = given.pop("name"), str(read["public"]), wiring.SystemClock().now
    except (KeyError, TypeError, ValueError):
        raise ChannelMisconfigured(what="public, house.keys, house.callback, channel.name") from None
    channel = build(name, given, Parts(clock, production=True))
    try:
        return relay_app(channel, house, public, clock)
    except ValueError:
        raise ChannelMisconfigured(what="house.keys, house.callback") from None
