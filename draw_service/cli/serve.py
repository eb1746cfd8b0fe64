"""``panel serve``: pages, API and worker in one process."""

from __future__ import annotations

from contextlib import ExitStack
from datetime import UTC, datetime, timedelta
from typing import Annotated

import typer
from rich.console import Console

from draw_service import wiring
from draw_service.cli.houses import DataOption, open_or_make, settings
from draw_service.cli.terminal import Lang, LangOption, refusals
from draw_service.drill.city import TODAY
from draw_service.drill.narrator import DRILL
from draw_service.drill.practice import Practice, open_practice
from draw_service.rules.refusals import SettingWrong
from draw_service.settings import Settings
from draw_service.usecases.access.first_account import first_account
from draw_service.usecases.calling.resume_calling import resume_calling
from draw_service.web.app import create_app
from draw_service.web.gateway.callbacks import Door
from draw_service.web.parts import Web
from draw_service.worker import Worker, work
from notifications.simulator.pace import Pace

_LOOPBACK = ("127.0.0.1", "localhost", "::1")
_EXPERTS = 603


def serve(
    port: Annotated[int, typer.Option(min=1, max=65535, help="端口 port")] = 8080,
    host: Annotated[str, typer.Option(help="监听地址 address to listen on")] = "127.0.0.1",
    drill: Annotated[
        bool, typer.Option("--drill", help="演练：预置城市，供逐页试用 a practice city to walk through")
    ] = False,
    seed: Annotated[int, typer.Option(help="演练的种子 seed of the drill")] = 1,
    data: DataOption = None,
    lang: LangOption = Lang.ZH,
) -> None:
    """启动服务：页面、接口和值守在同一进程。
    Pages, API and worker in one process.
    """
    console = Console(highlight=False, markup=False, soft_wrap=True)
    given = settings(data)
    with refusals(lang), ExitStack() as stack:
        if host not in _LOOPBACK:
            raise SettingWrong(
                name="--host", zh="明文 HTTP 只限本机", en="plain HTTP is for this machine only"
            )
        if drill or given.drill:
            update = {"drill": True, "voice": "simulated", "sms": "simulated"}
            works, practice = _practice(given.model_copy(update=update), seed, stack, console, lang)
        else:
            open_or_make(given)
            works, practice = wiring.open_works(given, by_hand=True), None
        house = works.house
        one = Worker(
            works.dispatcher,
            house.sequence,
            lambda: resume_calling(house),
            works.pool,
            works.count,
            works.fresh,
        )
        works.connect(one.receive)
        app = create_app(Door(one, works.bases, works.now), Web(house, given.center, practice))
        url = f"http://{host}:{port}"
        console.print(f"{DRILL[lang] + ' ' if house.drill else ''}{url}/")
        if practice is None and (code := first_account(house)):
            zh = "首次启动：请在浏览器打开下面的一次性链接，设置系统管理员（24 小时内有效）："
            en = "First start: open this one-time link in a browser to set the administrator up (24 hours):"
            console.print(zh if lang is Lang.ZH else en)
            console.print(f"{url}/setup#{code}")
        work(one, app, (host, port))


def _practice(
    given: Settings, seed: int, stack: ExitStack, console: Console, lang: Lang
) -> tuple[wiring.Works, Practice]:
    start = datetime.combine(TODAY, datetime.min.time(), UTC) + timedelta(hours=1)
    works, clock, network = wiring.open_practice_works(given, seed, start)
    pace = Pace(network, clock)
    pace.start()
    stack.callback(pace.stop)
    console.print("正在准备演练城市……" if lang is Lang.ZH else "preparing the practice city …")
    return works, open_practice(works.house, clock, given.data, seed, _EXPERTS)
