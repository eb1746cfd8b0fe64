"""``panel restore``: a backup back into its place, verified first; and the same as an exercise."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated

import typer

from draw_service import operations
from draw_service.cli.backup import Checkpoints, said
from draw_service.cli.houses import DataOption, settings
from draw_service.cli.terminal import Lang, LangOption, refusals, tell
from draw_service.rules.refusals import SettingWrong


def restore(
    source: Annotated[
        Path, typer.Option("--from", help="一份备份，或备份文件夹 a backup, or the folder of backups")
    ],
    at: Annotated[
        str,
        typer.Option(
            "--at", help="取此刻之前最新的一份，如 2026-03-04T09:00+08:00 the newest not after this time"
        ),
    ] = "",
    into: Annotated[
        str,
        typer.Option("--into", help="恢复到另一数据库（URL） another database than the settings', by URL"),
    ] = "",
    checkpoint: Checkpoints = None,
    drill: Annotated[
        bool,
        typer.Option(
            "--drill",
            help="演练：只恢复和核验，不放回原处 an exercise: restored and verified, not put in place",
        ),
    ] = False,
    data: DataOption = None,
    lang: LangOption = Lang.ZH,
) -> None:
    """恢复备份：先核验日志，并与其他备份、检查点和见证对照。
    Restore a backup: its log is verified first and held to all other backups, kept checkpoints and witnesses.
    """
    with refusals(lang):
        done = operations.restore(settings(data), source, _time(at), into, checkpoint or [], drill=drill)
    said(done, lang)
    if drill:
        tell(
            lang,
            f"演练完成：备份 {done.folder} 可以恢复，原处没有改动。",
            f"Drill done: the backup {done.folder} restores; nothing was changed where the service runs.",
        )
        return
    tell(
        lang,
        f"已恢复备份 {done.folder}。放好密钥文件，用 panel doctor 检查后再启动服务。",
        f"Restored from {done.folder}. Put the keyring in its place and run panel doctor before you start.",
    )


def _time(text: str) -> datetime | None:
    """Raises ``SettingWrong``. A time without a zone is UTC, as the folders' names are."""
    if not text:
        return None
    try:
        found = datetime.fromisoformat(text)
    except ValueError:
        zh, en = "应为时刻，如 2026-03-04T09:00+08:00", "give a time such as 2026-03-04T09:00+08:00"
        raise SettingWrong(name="--at", zh=zh, en=en) from None
    return found if found.tzinfo is not None else found.replace(tzinfo=UTC)
