"""``panel drill``: how long it takes to seat a panel, beside what is possible at best."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Annotated

import typer
from rich.console import Console

from draw_service import wiring
from draw_service.cli.terminal import Lang, LangOption, progress, refusals
from draw_service.drill.narrator import DRILL
from draw_service.drill.seating import MORNING, Drill, Ear, Outcome, Seating
from draw_service.rules.refusals import SettingWrong
from notifications.simulator.network import Network
from notifications.simulator.population import Directory

_FIRST = datetime(2026, 3, 2, tzinfo=UTC) + MORNING
_SAYS = {
    Lang.ZH: (
        "{seats} 席 × {draws} 次，接受率 {accept:.0%}：用时中位数 {median_seconds} 秒，"
        "下限 {bound_seconds} 秒，比值 {ratio_to_bound}（最差 {worst_ratio}），"
        "每席拨打 {calls_per_seat} 次，空缺 {seats_short} 席。"
    ),
    Lang.EN: (
        "{seats} seats × {draws}, {accept:.0%} accept: median {median_seconds} s, bound {bound_seconds} s, "
        "ratio {ratio_to_bound} (worst {worst_ratio}), "
        "{calls_per_seat} calls a seat, {seats_short} seats empty."
    ),
}


def drill(
    experts: Annotated[int, typer.Option(min=10, max=20_000, help="专家人数 number of experts")] = 603,
    accept: Annotated[float, typer.Option(min=0.01, max=1, help="接受比例 share that accepts")] = 0.6,
    silent: Annotated[float, typer.Option(min=0, max=1, help="接听不答比例 share that is silent")] = 0.1,
    decline: Annotated[
        float | None,
        typer.Option(min=0, max=1, help="谢绝比例，缺省为其余 share that declines, by default the rest"),
    ] = None,
    seats: Annotated[int, typer.Option(min=2, max=99, help="席位 seats of a panel")] = 5,
    draws: Annotated[int, typer.Option(min=1, max=200, help="次数 panels to seat")] = 5,
    speed: Annotated[
        float, typer.Option(min=0, help="快进倍数，0 为不等待 times faster than life, 0 without waiting")
    ] = 0,
    seed: Annotated[int, typer.Option(help="种子：同种子同结果 same seed, same figures")] = 1,
    as_json: Annotated[bool, typer.Option("--json", help="输出 JSON print as JSON")] = False,
    lang: LangOption = Lang.ZH,
) -> None:
    """演练通知用时：模拟电话，与理论下限相比。
    Time to seat a panel on simulated phones, beside the bound.
    """
    with refusals(lang), progress(lang, "演练", "drill") as bar:
        rest = max(0.0, 1 - accept - silent)
        declines = rest if decline is None else decline
        if accept + silent + declines > 1 + 1e-9:
            zh, en = "三个比例之和不得超过 1", "the three shares add up to more than 1"
            raise SettingWrong(name="--accept / --silent / --decline", zh=zh, en=en)
        asked = Drill(seats, experts, accept, silent, declines, draws, seed, speed)
        with TemporaryDirectory(prefix="panel-drill-") as folder:
            outcome = rehearse(asked, Path(folder), bar)
    figures = outcome.figures()
    if as_json:
        typer.echo(json.dumps(figures))
    else:
        console = Console(highlight=False)
        console.print(DRILL[lang])
        console.print(_SAYS[lang].format(**figures))


def rehearse(asked: Drill, folder: Path, bar: Callable[[int, int], None]) -> Outcome:
    """Seat the panels of a drill in ``folder``."""
    network = Network(_FIRST, asked.seed, directory=Directory(asked.population), cps=1000)
    ear = Ear()
    works = wiring.open_rehearsal(folder, asked.seed, network, ear)
    works.connect(works.dispatcher.receive)
    return Seating(asked, works.house, works.dispatcher, network, ear).run(bar)
