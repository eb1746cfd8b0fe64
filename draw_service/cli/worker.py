"""``panel worker``: the ticking process; several may share one database."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import ExitStack
from socket import socket
from typing import Annotated

import typer
from rich.console import Console

from draw_service import wiring
from draw_service.cli.houses import DataOption, settings
from draw_service.cli.observed import observe
from draw_service.cli.terminal import Lang, LangOption, refusals
from draw_service.drill.narrator import DRILL
from draw_service.observing.metrics import Meter
from draw_service.rules.refusals import SettingWrong
from draw_service.usecases.calling.resume_calling import resume_calling
from draw_service.usecases.platform.clock_check import is_ready
from draw_service.usecases.platform.dates import dates_of
from draw_service.usecases.witnessed import keep_log
from draw_service.worker import Site, Worker, work
from draw_service.worker import listen as take_connections
from notifications.alarms import SAID
from notifications.channels.abilities import NOBODY, Need, fallback
from notifications.simulator.network import Network
from notifications.simulator.pace import Pace, ScaledClock

_READY = {Lang.ZH: "值守中", Lang.EN: "working"}
_ALARM = {Lang.ZH: "报警", Lang.EN: "alarm"}


def worker(
    listen: Annotated[
        str, typer.Option(help="HOST:PORT，接收回调；缺省不接收 take callbacks in here; none by default")
    ] = "",
    drill: Annotated[
        bool,
        typer.Option(
            "--drill",
            help="演练：模拟电话，每个进程各有一套；多个进程共用电话请用 panel phone-network 加 twilio 渠道 "
            "practise on simulated phones (PANEL_DRILL), each process on a set of its own; several share "
            "one set through panel phone-network and the channel twilio",
        ),
    ] = False,
    seed: Annotated[int, typer.Option(help="演练电话的种子 seed of the simulated phones")] = 1,
    data: DataOption = None,
    lang: LangOption = Lang.ZH,
) -> None:
    """值守：拨打到期电话、接收回调、核对未报结果。
    Place due calls, take callbacks in, reconcile.
    """
    console = Console(highlight=False, markup=False, soft_wrap=True)
    with refusals(lang), ExitStack() as stack:
        given = settings(data)
        if drill or given.drill:
            given = given.model_copy(update={"drill": True, "voice": "simulated", "sms": "simulated"})
        address = address_of(listen)
        at = take_connections(*address) if address else None
        network = _phones(seed, stack, console) if given.drill else None
        works = wiring.open_works(given, network)
        house = works.house
        meter = observe(given, works, stack)
        one = Worker(
            works.dispatcher,
            lambda: keep_log(house),
            lambda: resume_calling(house),
            works.pool,
            works.count,
            works.fresh,
            lambda code, subject: console.print(f"{_ALARM[lang]}: {SAID[code][lang is Lang.EN]} ({subject})"),
            dates_of(house),
            meter,
        )
        works.connect(one.receive)
        for lack in fallbacks(works, lang.value):
            console.print(lack)
        site = _site(one, works, at, meter) if at else None
        mark = f"{DRILL[lang]} " if given.drill else ""
        said = f"{mark}{_READY[lang]}: {', '.join(works.channels)} (pid {os.getpid()})"
        work(one, site, lambda: console.print(said))


def _site(worker: Worker, works: wiring.Works, at: socket, meter: Meter) -> Site:
    """Where callbacks come in."""
    # Pages take their time to load: who takes no callbacks in does without them.
    from draw_service.web.app import create_app
    from draw_service.web.gateway.callbacks import Door

    house, door = works.house, Door(worker, works.bases, works.now)
    return Site(create_app(door, ready=lambda: is_ready(house), meter=meter), at)


def fallbacks(works: wiring.Works, lang: str) -> Iterator[str]:
    """What the channels cannot do, and who or what does it instead."""
    lines = works.house.lines
    asked: list[tuple[str, Need]] = [(lines.voice, "answer"), (lines.sms, "receipt")] if lines else []
    for name, need in asked:
        plan = fallback(works.channels[name].abilities, need) if name else NOBODY
        if plan.missing:
            yield f"{name or '-'} ({', '.join(plan.missing)}): {plan.say(lang)}"


def address_of(listen: str) -> tuple[str, int] | None:
    """Host and port of ``HOST:PORT``, None for "". Raises ``SettingWrong``."""
    host, _, port = listen.rpartition(":")
    if not listen:
        return None
    if not host or not (port.isascii() and port.isdigit() and int(port) < 65536):
        raise SettingWrong(name="--listen", zh="应为 HOST:PORT", en="give HOST:PORT")
    return host.strip("[]"), int(port)


def _phones(seed: int, stack: ExitStack, console: Console) -> Network:
    """A phone network in this process that lives with the wall."""
    clock = ScaledClock(wiring.SystemClock().exact())
    network = Network(
        clock(), seed, clock=clock, watch=lambda of: console.print(f"演练 {of.sid[:10]} {of.status}")
    )
    pace = Pace(network, clock)
    pace.start()
    stack.callback(pace.stop)
    return network
