"""``panel phone-network``: phones to practise on, for the real channel and for whoever writes another."""

from __future__ import annotations

import json
import signal
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import Event
from typing import Annotated

import typer
from rich.console import Console

from draw_service import wiring
from draw_service.cli.paths import path_refusal
from draw_service.cli.terminal import Lang, LangOption, refusals
from draw_service.rules.refusals import AddressUnusable, CalleesWrong
from notifications.simulator.callee import BadCallee
from notifications.simulator.calls import Call, Message
from notifications.simulator.faults import Faults, read_rates
from notifications.simulator.network import Network
from notifications.simulator.pace import ScaledClock
from notifications.simulator.population import Directory, read_directory
from notifications.simulator.rest import ACCOUNT, TOKEN
from notifications.simulator.server import PhoneServer

_SAYS = {
    Lang.ZH: (
        "演练电话网（不会拨打任何真实号码）",
        "每个号码按种子或文件行事；按 Ctrl-C 停止。",
    ),
    Lang.EN: (
        "演练 drill: a phone network to practise on (no real number is ever called)",
        "Every number behaves by the seed or the file; Ctrl-C stops it.",
    ),
}

_CALLEES = (
    "号码的行为、其他人的比例、故障 phones, everybody else, faults: "
    '{"phones": {"+8613900000001": "accepts"}, "population": {"accept": 0.7, "silent": 0.3}, '
    '"faults": {"429": 0.05, "lost": 0.1}}'
)


def phone_network(
    port: Annotated[int, typer.Option(min=0, max=65535, help="端口，0 为任选 port, 0 for a free one")],
    host: Annotated[str, typer.Option(help="监听地址 address to listen on")] = "127.0.0.1",
    account: Annotated[str, typer.Option(help="账户编号 account sid")] = ACCOUNT,
    token: Annotated[
        str, typer.Option(help="令牌，用于登录与签名 token to sign in and to sign with")
    ] = TOKEN,
    seed: Annotated[int, typer.Option(help="种子：同种子同结果 same seed, same people")] = 1,
    speed: Annotated[float, typer.Option(min=0.01, max=10_000, help="快进倍数 times faster than life")] = 1.0,
    callees: Annotated[Path | None, typer.Option(help=_CALLEES)] = None,
    lang: LangOption = Lang.ZH,
) -> None:
    """演练电话网：兼容 Twilio 接口，不拨打真实号码。
    Phones to practise on, speaking Twilio's API.
    """
    console = Console(highlight=False, markup=False, soft_wrap=True)
    with refusals(lang):
        directory, faults = _read(callees, seed)
        clock = ScaledClock(wiring.SystemClock().now(), speed)
        network = Network(
            clock(),
            seed,
            directory=directory,
            faults=faults,
            clock=clock,
            watch=lambda of: _line(console, of),
        )
        server = _open(network, clock, account, token, host, port)
    with server, _until_stopped() as stopped:
        what, how = _SAYS[lang]
        console.print(f"{what}: {server.url}")
        console.print(
            f"  client = twilio.rest.Client({account!r}, {token!r})\n"
            f"  client.api.base_url = {server.url!r}\n"
            f"  {server.url}/_/  {server.url}/_/phones/+8613900000001\n{how}"
        )
        stopped.wait()


def _read(file: Path | None, seed: int) -> tuple[Directory, Faults]:
    if file is None:
        return read_directory({}, seed), Faults(seed)
    try:
        given = json.loads(file.read_text("utf-8"))
        return read_directory(given, seed), Faults(seed, read_rates(given.get("faults", {})))
    except OSError as error:
        raise path_refusal(error, file) from None
    except BadCallee as bad:
        raise CalleesWrong(zh=bad.zh, en=bad.en) from None
    except ValueError:
        raise CalleesWrong(zh="应为UTF-8编码的JSON", en="it is no JSON in UTF-8") from None


def _open(
    network: Network, clock: ScaledClock, account: str, token: str, host: str, port: int
) -> PhoneServer:
    try:
        return PhoneServer(network, clock, account=account, token=token, host=host, port=port)
    except (OSError, UnicodeError):
        raise AddressUnusable from None


@contextmanager
def _until_stopped() -> Iterator[Event]:
    """Set by Ctrl-C or a request to end."""
    stopped = Event()
    wanted = (signal.SIGINT, signal.SIGTERM)
    before = [signal.signal(one, lambda *_: stopped.set()) for one in wanted]
    try:
        yield stopped
    finally:
        for one, handler in zip(wanted, before, strict=True):
            signal.signal(one, handler)


def _line(console: Console, of: Call | Message) -> None:
    # Practice numbers may be a real roster's: the middle is nobody's business.
    number = f"{of.to[:4]}****{of.to[-4:]}"
    at = (of.updated or of.created).strftime("%H:%M:%S")
    if isinstance(of, Call):
        console.print(f"演练 {at} {of.sid[:10]} {number} {of.status} {of.seconds}s [{of.keys}]")
    else:
        console.print(f"演练 {at} {of.sid[:10]} {number} {of.status}")
