"""``panel demo``: the main job on a practice city, ending with verified evidence."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console

from draw_service import wiring
from draw_service.cli.terminal import Lang, LangOption, refusals
from draw_service.drill.city import City
from draw_service.drill.demo import run_demo
from draw_service.drill.narrator import Narrator
from draw_service.drill.ports import DrillClock
from draw_service.usecases.ports import House

_LEAST = 300
"""From here on the city has enough experts of every kind for its story."""


def demo(
    out: Annotated[Path, typer.Option(help="输出文件夹\n\nfolder for the files")] = Path("panel-demo"),
    seed: Annotated[int, typer.Option(help="种子：同种子同结果\n\nsame seed, same bytes")] = 1,
    pool: Annotated[int, typer.Option(min=_LEAST, max=20_000, help="专家人数\n\nnumber of experts")] = 603,
    everything: Annotated[
        bool,
        typer.Option("--all", help="加上选择性抽取和终止重抽\n\nadd a selective draw and an aborted one"),
    ] = False,
    as_json: Annotated[
        bool, typer.Option("--json", help="只输出结果 JSON\n\nprint the outcome as JSON")
    ] = False,
    lang: LangOption = Lang.ZH,
) -> None:
    """演练一次完整抽取并核验证据。
    Practise a whole draw and verify its evidence.
    """
    console = Console(quiet=as_json, highlight=False)
    with refusals(lang):
        outcome = run_demo(out, seed, pool, Narrator(console, lang), open_drill, everything=everything)
    if as_json:
        typer.echo(outcome.as_json())
    if not outcome.sound:
        raise typer.Exit(1)


def open_drill(folder: Path, seed: int, city: City) -> tuple[House, DrillClock]:
    """A drill house that opens at nine on the city's first day, Shanghai time."""
    start = datetime.combine(city.today, datetime.min.time(), UTC) + timedelta(hours=1)
    house, clock, _printer = wiring.open_drill(folder, seed, start)
    return house, clock
