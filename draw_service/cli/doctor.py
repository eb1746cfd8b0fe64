"""``panel doctor``: what this installation still lacks, check by check, and what to do about it."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Annotated

import typer

from draw_service.cli.houses import DataOption, settings
from draw_service.cli.terminal import Lang, LangOption
from draw_service.operations.doctor import examine
from draw_service.operations.findings import Finding, State
from draw_service.rules.refusals import SettingWrong

_MARKS = {State.OK: "✓", State.WARNING: "!", State.MISSING: "✗"}
_WORDS = {
    State.OK: ("正常", "ok"),
    State.WARNING: ("注意", "warning"),
    State.MISSING: ("缺失", "missing"),
}


def doctor(
    backups: Annotated[
        Path | None, typer.Option("--backups", help="备份文件夹，检查最近一次 the folder of the backups")
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="供程序读取 for machines")] = False,
    data: DataOption = None,
    lang: LangOption = Lang.ZH,
) -> None:
    """检查安装：逐项说明状况，以及怎么办；不建立任何东西。
    Check an installation: ok, warning or missing, and what to do; it makes nothing.
    """
    try:
        found = examine(settings(data), backups)
    except SettingWrong as wrong:
        found = [Finding("settings", State.MISSING, wrong.say("zh"), wrong.say("en"))]
    missing = [one for one in found if one.state is State.MISSING]
    if as_json:
        typer.echo(
            json.dumps(
                {"ok": not missing, "checks": [one.as_json() for one in found]}, ensure_ascii=False, indent=1
            )
        )
    else:
        for one in found:
            typer.echo(_line(one, lang))
    if missing:
        raise typer.Exit(1)


def _line(one: Finding, lang: Lang) -> str:
    zh = lang is Lang.ZH
    words, todo = (one.zh, one.todo_zh) if zh else (one.en, one.todo_en)
    state = _WORDS[one.state][not zh]
    mark = f"{_MARKS[one.state]} {one.check} [{state}] "
    return mark + (f"{words}。{todo}".rstrip("。") if zh else f"{words}{'. ' if todo else ''}{todo}")
