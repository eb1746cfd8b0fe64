"""``panel migrate``: bring the database to the schema of this program."""

from __future__ import annotations

from typing import Annotated

import typer

from draw_service.cli.houses import DataOption, check_database, settings
from draw_service.cli.terminal import Lang, LangOption, progress, refusals, tell
from draw_service.operations import databases


def migrate(
    yes: Annotated[bool, typer.Option("--yes", help="不再询问 do not ask")] = False,
    data: DataOption = None,
    lang: LangOption = Lang.ZH,
) -> None:
    """列出数据库升级要做的事，确认后一次办完（先停服务、先备份）。
    What an upgrade of the database would do; once confirmed, all of it or nothing. Stop the service and back
    up first.
    """
    with refusals(lang):
        asked = settings(data)
        check_database(asked)
        revision, steps = databases.to_do(asked)
    if not steps:
        tell(lang, f"数据库已是最新（{revision}）。", f"The database is at the newest schema ({revision}).")
        return
    tell(
        lang,
        f"数据库现为 {revision or '空'}，将依次升级：",
        f"The database is at {revision or '-'}; to be done:",
    )
    for number, words in steps:
        typer.echo(f"  {number}  {words}")
    tell(
        lang,
        "请先停止服务并备份：panel backup --to 文件夹。升级后不能退回旧版本，只能恢复备份。",
        "Stop the service and back up first: panel backup --to FOLDER. There is no way back but that backup.",
    )
    if not yes:
        typer.confirm("现在升级？" if lang is Lang.ZH else "Upgrade now?", abort=True)
    done: list[str] = []
    with refusals(lang), progress(lang, "升级", "upgrading") as bar:
        bar(0, len(steps))

        def applied(step: str) -> None:
            done.append(step)
            bar(len(done), len(steps))

        databases.bring_forward(asked, applied)
    tell(lang, f"已升级到 {steps[-1][0]}。", f"The database is at {steps[-1][0]} now.")
