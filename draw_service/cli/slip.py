"""``panel slip``: make a witness slip on this machine; nothing is sent anywhere."""

from __future__ import annotations

import os
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from draw_service import wiring
from draw_service.cli.terminal import Lang, LangOption, refusals
from draw_service.documents.slip_paper import slip_text
from draw_service.rules.slips import make_slip


class Witness(StrEnum):
    """Parties that hold a slip."""

    TENDERER = "tenderer"
    REGULATOR = "regulator"


def slip(
    party: Annotated[Witness, typer.Argument(help="tenderer 招标人 / regulator 监管部门")],
    draw_id: Annotated[str, typer.Argument(help="抽取编号 draw id, such as AP-2026-0001.1")],
    extra: Annotated[str, typer.Option(help="掷骰或随手敲的字符，会混入 dice or keystrokes, mixed in")] = "",
    out: Annotated[
        Path | None, typer.Option(help="写入文件（仅本人可读） file, readable by its owner only")
    ] = None,
    lang: LangOption = Lang.ZH,
) -> None:
    """离线制作见证凭条。 Make a witness slip offline."""
    with refusals(lang):
        made = make_slip(party, draw_id, wiring.SystemEntropy().bytes(72), extra.encode())
        text = slip_text(made, lang)
        if out is None:
            typer.echo(text)
            return
        handle = os.open(out, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(handle, "w", encoding="utf-8") as file:
            file.write(text)
