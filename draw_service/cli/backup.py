"""``panel backup``: a copy while the service runs, and whether the database in place is the right one."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from draw_service import operations
from draw_service.cli.houses import DataOption, settings
from draw_service.cli.terminal import Lang, LangOption, refusals, tell
from draw_service.operations import Checked

app = typer.Typer(invoke_without_command=True, help="备份\nbackups")
Checkpoints = Annotated[
    list[Path] | None,
    typer.Option(
        "--checkpoint",
        help="另存的检查点文件，可多次 a checkpoint kept elsewhere, such as checkpoint.txt; may be repeated",
    ),
]


@app.callback()
def backup(
    context: typer.Context,
    to: Annotated[
        Path | None, typer.Option("--to", help="备份文件夹；每次备份另成一夹 folder of the backups")
    ] = None,
    data: DataOption = None,
    lang: LangOption = Lang.ZH,
) -> None:
    """在服务运行时备份数据库；密钥文件不在其中，须另行保管。
    Copy the database while the service runs; the keyring is not in it: keep that apart.
    """
    if context.invoked_subcommand is not None:
        return
    if to is None:
        raise typer.BadParameter("", ctx=context, param_hint="--to")
    with refusals(lang):
        asked = settings(data)
        folder, found = operations.back_up(asked, to)
    tell(
        lang,
        f"已备份到 {folder}（日志 {found.leaves} 条）。密钥文件 {asked.keyring_path} 不在其中：没有它，"
        "备份里的姓名和证件号无法读取；请另存一处，不要与备份放在一起。",
        f"Backed up to {folder} (log of {found.leaves} entries). The keyring {asked.keyring_path} is not in "
        "it: without it nobody reads a name in the copy. Keep it elsewhere, never beside a backup.",
    )


@app.command("check")
def check(
    checkpoint: Checkpoints = None,
    data: DataOption = None,
    lang: LangOption = Lang.ZH,
) -> None:
    """核验现有数据库的整本日志，并与另存的检查点和日志见证对照；被退回的不予通过。
    Verify the whole log of the database that is there, and hold it to kept checkpoints and witnesses.
    """
    with refusals(lang):
        found = operations.check_database(settings(data), checkpoint or [])
    said(found, lang)


def said(found: Checked, lang: Lang) -> None:
    """What was verified, and what it was held to."""
    log = found.log
    tell(
        lang,
        f"日志核验通过：{log.leaves} 条，最后一条 {log.last_at or '无'}；"
        f"与 {found.held} 个另存的检查点相符。",
        f"The log verifies: {log.leaves} entries, the last of {log.last_at or 'never'}; it fits {found.held} "
        "checkpoints kept elsewhere.",
    )
    if found.witnessed:
        tell(lang, "日志见证没有异议。", "The log's witnesses have no objection.")
    if not found.held and not found.witnessed:
        tell(
            lang,
            "没有另存的检查点可对照：日志若被退回，这里看不出来。"
            "请用 --checkpoint 指明公布页、纸质回执或日志见证处的检查点。",
            "There was no other checkpoint to hold it to: a log that was rolled back looks the same. "
            "Name one with --checkpoint, from the public page, a paper or the witness.",
        )
